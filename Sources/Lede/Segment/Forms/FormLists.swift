/// As which words the terms of a text field stand in the text: their forms before stemming.
///
/// A *form* is a word folded in case and composition, its apostrophes those of ASCII. Terms that stand in the text only
/// as themselves have nothing here. Fields whose analyzer does not change words have neither section.
///
/// Section `FORM`, for each term with other forms, in the order of the terms:
///
/// | bytes | meaning |
/// |---|---|
/// | varint | length of the rest |
/// | varint | number of forms n |
/// | | for each form, the most frequent first, of equal ones the first by bytes: |
/// | varint | how many leading bytes it shares with the term |
/// | varint, bytes | the rest of it |
/// | varint | n > 1 and 128 occurrences or more: length of the full blocks |
/// | 4 × ⌈documents ÷ 128⌉ | n > 1 and 128 documents or more: where the block of occurrences starts that holds the first of each block of documents (u32) |
/// | … | n > 1: for each occurrence its form: blocks of 128 (``PatchedBlock``), then the rest at the least equal width, low bits first |
///
/// Section `FIDX`, for each 32 terms of `TERM`: which of them have forms (u32, the first in the lowest bit), and where in
/// `FORM` the first of these starts (u64).
///
/// Sections `FTRM` and `FTIX`: the forms in `FORM` as a ``TermDictionary`` without positions, each in one document, whose
/// number is the place of its term.
package struct FormLists: Sendable {
    /// The forms of the terms that stand in the text in another form than themselves.
    let dictionary: TermDictionary
    private let forms: ByteRegion
    private let index: ByteRegion
    private let termCount: Int

    static let termsPerBlock = TermDictionaryWriter.termsPerBlock
    static let blockBytes = 12
    /// More forms of a term are not read.
    static let greatestCount = 1 << 24

    /// Nil where forms are not known: in segments from before format 0.3, those merged from such, and other fields.
    init?(field: Int, terms: TermDictionary, in file: SectionedFile) throws(LedeError) {
        guard let region = file.find(SectionTag("FORM", field: field)) else { return nil }
        forms = region
        index = try file.require(SectionTag("FIDX", field: field))
        dictionary = try TermDictionary(
            terms: try file.require(SectionTag("FTRM", field: field)),
            index: try file.require(SectionTag("FTIX", field: field)), hasPositions: false)
        termCount = terms.termCount
        guard index.count == (termCount + Self.termsPerBlock - 1) / Self.termsPerBlock * Self.blockBytes else {
            throw index.corrupt("the index of forms does not fit \(termCount) terms")
        }
    }

    /// The forms of the term at a place in the order of the terms; nil for one that has no other than itself.
    func forms(of place: Int, _ term: [UInt8], _ entry: TermEntry) throws(LedeError) -> TermForms? {
        guard place >= 0, place < termCount else { throw index.corrupt("term \(place) of \(termCount)") }
        let start = place / Self.termsPerBlock * Self.blockBytes
        let bits = try index.load(UInt32.self, at: start)
        let bit = UInt32(1) << UInt32(place % Self.termsPerBlock)
        if bits & bit == 0 { return nil }
        let offset = try index.load(UInt64.self, at: start + 4)
        guard offset <= UInt64(forms.count) else { throw index.corrupt("forms start outside of their section") }
        var reader = try ByteReader(forms, at: Int(offset))
        for _ in 0..<(bits & (bit - 1)).nonzeroBitCount { try reader.skip(try reader.varint(limit: reader.remaining)) }
        let length = try reader.varint(limit: reader.remaining)
        return try TermForms(try forms.slice(at: reader.position, count: length), term, entry)
    }

    /// The place of the term of a form, from its entry in ``dictionary``.
    func place(of entry: TermEntry) throws(LedeError) -> Int {
        guard entry.documentFrequency == 1, Int(entry.singleDocument) < termCount else {
            throw dictionary.region.corrupt("a form belongs to term \(entry.singleDocument) of \(termCount)")
        }
        return Int(entry.singleDocument)
    }

    /// Compares what it is made of: every record is where the index says, and nothing else is there.
    /// - Parameter formCount: how many forms the records hold.
    func requireComplete(recordBytes: Int, formCount: Int) throws(LedeError) {
        guard dictionary.termCount == formCount else {
            throw dictionary.region.corrupt("\(dictionary.termCount) forms, those of the terms are \(formCount)")
        }
        guard recordBytes == forms.count else {
            throw forms.corrupt("the forms take \(forms.count) bytes, those of the terms \(recordBytes)")
        }
    }
}

/// The forms of one term, and which of them each occurrence has.
final class TermForms {
    /// The forms, the most frequent first.
    let forms: [[UInt8]]
    /// How many bytes it takes, with its length.
    let recordBytes: Int
    /// The forms of the occurrences in the document that was read last, ``count`` of them, after ``read(_:_:)``.
    private(set) var occurrences = FixedBuffer<UInt32>.allocate(256, repeating: 0)
    private(set) var count = 0

    private let region: ByteRegion
    private let entry: TermEntry
    private let starts: View<UInt32>
    private let data: ByteRegion
    private let tail: Int
    private let block = FixedBuffer<UInt32>.block()
    private var next = 0
    private var loaded = 0
    private var offset = 0
    private var documentBlock = -1
    private var passed = 0

    convenience init(_ region: ByteRegion, _ term: [UInt8], _ entry: TermEntry) throws(LedeError) {
        var reader = try ByteReader(region)
        let count = try reader.varint(limit: FormLists.greatestCount)
        guard count > 0, count <= entry.totalFrequency else {
            throw region.corrupt("a term that occurs \(entry.totalFrequency) times has \(count) forms")
        }
        var forms: [[UInt8]] = []
        for _ in 0..<count {
            let shared = try reader.varint(limit: term.count)
            let rest = try reader.bytes(try reader.varint(limit: reader.remaining))
            forms.append(Array(term[..<shared]) + Array(rest))
        }
        var tail = 0
        var blocks = 0
        if count > 1 {
            if entry.totalFrequency >= blockSize { tail = try reader.varint(limit: reader.remaining) }
            if entry.documentFrequency >= blockSize { blocks = (entry.documentFrequency + blockSize - 1) / blockSize }
        }
        let starts = try region.view(of: UInt32.self, at: reader.position, count: blocks)
        let start = reader.position + 4 * blocks
        let data = try region.slice(at: start, count: region.count - start)
        guard tail <= data.count else { throw region.corrupt("the forms of a term are cut off") }
        self.init(region, entry, forms: forms, starts: starts, data: data, tail: tail)
    }

    private init(
        _ region: ByteRegion, _ entry: TermEntry, forms: [[UInt8]], starts: View<UInt32>, data: ByteRegion, tail: Int
    ) {
        self.region = region
        self.entry = entry
        self.forms = forms
        self.starts = starts
        self.data = data
        self.tail = tail
        var length = ByteWriter()
        length.append(varint: region.count)
        recordBytes = region.count + length.count
    }

    deinit {
        block.deallocate()
        occurrences.deallocate()
    }

    /// Reads the forms in a document of the loaded block of the term's cursor, whose frequencies are loaded too.
    func read(_ cursor: PostingsCursor, documentAt index: Int) throws(LedeError) {
        let frequencies = cursor.frequencies
        if forms.count > 1 {
            if cursor.block != documentBlock || index < passed { try jump(cursor) }
            var toSkip = 0
            while passed < index {
                toSkip &+= Int(frequencies[passed])
                passed &+= 1
            }
            try skip(toSkip)
        }
        try take(Int(frequencies[index]))
        passed = index + 1
    }

    private func malformed() -> LedeError { region.corrupt("the forms of the occurrences of a term are malformed") }

    private func jump(_ cursor: PostingsCursor) throws(LedeError) {
        documentBlock = cursor.block
        (passed, next, loaded, offset) = (0, 0, 0, 0)
        guard starts.count > 0 else { return }
        guard documentBlock < starts.count else { throw malformed() }
        offset = Int(starts[documentBlock])
        let index = Int(cursor.positionIndexes[documentBlock])
        if index > 0 {
            try load()
            guard index <= loaded else { throw malformed() }
            next = index
        }
    }

    private func skip(_ count: Int) throws(LedeError) {
        var left = count
        while left > loaded &- next {
            left &-= loaded &- next
            try load()
        }
        next &+= left
    }

    private func take(_ frequency: Int) throws(LedeError) {
        guard frequency <= entry.totalFrequency else { throw malformed() }
        if frequency > occurrences.count {
            occurrences = occurrences.grown(to: max(frequency, 2 * occurrences.count), repeating: 0)
        }
        count = frequency
        if forms.count == 1 {
            occurrences.fill(0..<frequency, with: 0)
            return
        }
        for place in 0..<frequency {
            if next == loaded { try load() }
            guard block[next] < UInt32(forms.count) else { throw malformed() }
            occurrences[place] = block[next]
            next &+= 1
        }
    }

    private func load() throws(LedeError) {
        guard offset <= data.count else { throw malformed() }
        let rest = entry.totalFrequency % blockSize
        if offset >= tail {
            let width = PackedIntegers.width(of: UInt64(forms.count - 1))
            guard rest > 0, offset == tail, data.count - tail == (rest * width + 7) / 8 else { throw malformed() }
            for index in 0..<rest {
                var value: UInt32 = 0
                for bit in 0..<width {
                    let place = index * width + bit
                    let byte = try data.load(UInt8.self, at: tail + place / 8)
                    value |= UInt32(byte >> UInt8(place % 8) & 1) << UInt32(bit)
                }
                block[index] = value
            }
            loaded = rest
            offset = data.count + 1
        } else {
            let (start, block) = (offset, block)
            do throws(BlockError) {
                offset += try data.withUnsafeBytes { (bytes) throws(BlockError) -> Int in
                    try PatchedBlock.decode(UnsafeRawBufferPointer(rebasing: bytes[start...]), into: block)
                }
            } catch { throw malformed() }
            loaded = blockSize
        }
        next = 0
    }
}
