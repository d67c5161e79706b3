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
/// Sections `FTRM` and `FTIX`: the forms in `FORM` as a ``TermDictionary``, each in one document, whose number is the place of
/// its term.
package struct FormLists: Sendable {
    /// The forms of the terms that stand in the text in another form than themselves.
    let dictionary: TermDictionary
    private let forms: ByteRegion
    private let index: ByteRegion
    private let termCount: Int

    static let termsPerBlock = TermDictionaryWriter.termsPerBlock
    static let blockBytes = 12
    /// No varint is longer.
    private static let lengthBytes = 10
    /// More forms of a term are not read.
    static let greatestCount = 1 << 24

    /// Nil where forms are not known: in segments from before format 0.3, those merged from such, and other fields.
    init?(field: Int, terms: TermDictionary, in file: SectionedFile) throws(LedeError) {
        guard let region = file.find(SectionTag("FORM", field: field)) else { return nil }
        forms = region
        index = try file.require(SectionTag("FIDX", field: field))
        dictionary = try TermDictionary(
            terms: try file.require(SectionTag("FTRM", field: field)),
            index: try file.require(SectionTag("FTIX", field: field)),
            TermLayout(.unique, documentLimit: terms.termCount, minor: file.minor))
        termCount = terms.termCount
        guard index.count == (termCount + Self.termsPerBlock - 1) / Self.termsPerBlock * Self.blockBytes else {
            throw index.corrupt("the index of forms does not fit \(termCount) terms")
        }
    }

    /// The forms of the term at a place in the order of the terms; nil for one that has no other than itself.
    func forms(of place: Int, _ term: [UInt8], _ entry: TermEntry) throws(LedeError) -> TermForms? {
        guard place >= 0, place < termCount else { throw index.corrupt("term \(place) of \(termCount)") }
        let start = place / Self.termsPerBlock * Self.blockBytes
        try index.verify(at: start, count: Self.blockBytes)
        let bits = try index.load(UInt32.self, at: start)
        let bit = UInt32(1) << UInt32(place % Self.termsPerBlock)
        if bits & bit == 0 { return nil }
        let offset = try index.load(UInt64.self, at: start + 4)
        guard offset <= UInt64(forms.count) else { throw index.corrupt("forms start outside of their section") }
        var reader = try ByteReader(forms, at: Int(offset))
        for _ in 0..<(bits & (bit - 1)).nonzeroBitCount {
            try forms.verify(at: reader.position, count: Self.lengthBytes)
            try reader.skip(try reader.varint(limit: reader.remaining))
        }
        let first = reader.position
        try forms.verify(at: first, count: Self.lengthBytes)
        let length = try reader.varint(limit: reader.remaining)
        let record = try forms.slice(at: reader.position, count: length)
        try record.verify()
        return try TermForms(record, term, entry, recordBytes: reader.position - first + length)
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
    /// The forms of the occurrences in the document that was read last, ``count`` of them, after ``read(_:documentAt:)``.
    private(set) var occurrences = FixedBuffer<UInt32>.uninitialized(0)
    private(set) var count = 0

    private let entry: TermEntry
    /// The form of each occurrence, where there are several.
    private(set) var stream: OccurrenceStream
    private static let pool = BufferPool<UInt32>(count: OccurrenceStream.memoryCount, zero: nil, kept: 64)

    /// - Parameters:
    ///   - region: the record behind its length.
    ///   - recordBytes: how many bytes it takes with its length.
    convenience init(
        _ region: ByteRegion, _ term: [UInt8], _ entry: TermEntry, recordBytes: Int
    ) throws(LedeError) {
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
        let starts = try region.narrowView(at: reader.position, count: blocks, isNarrow: false)
        let start = reader.position + 4 * blocks
        let data = try region.slice(at: start, count: region.count - start)
        guard tail <= data.count else { throw region.corrupt("the forms of a term are cut off") }
        let stream = OccurrenceStream(
            data, starts: starts, tail: tail, restCount: entry.totalFrequency % blockSize,
            rest: .packed(bits: PackedIntegers.width(of: UInt64(count - 1))), name: "forms",
            memory: Self.pool.take())
        self.init(entry, forms: forms, stream, recordBytes: recordBytes)
    }

    private init(_ entry: TermEntry, forms: [[UInt8]], _ stream: OccurrenceStream, recordBytes: Int) {
        self.entry = entry
        self.forms = forms
        self.stream = stream
        self.recordBytes = recordBytes
    }

    deinit {
        occurrences.deallocate()
        Self.pool.give(stream.values)
    }

    /// Reads the forms in a document of the loaded block of the term's cursor, whose frequencies are loaded too.
    func read(_ cursor: PostingsCursor, documentAt index: Int) throws(LedeError) {
        let frequency = Int(cursor.frequencies[index])
        guard frequency <= entry.totalFrequency else { throw stream.malformed() }
        if frequency > occurrences.count {
            occurrences = occurrences.grown(to: max(64, frequency, 2 * occurrences.count), repeating: 0)
        }
        count = frequency
        let occurrences = occurrences
        if forms.count == 1 {
            occurrences.fill(0..<frequency, with: 0)
            return
        }
        try stream.seek(cursor, documentAt: index)
        let formCount = UInt32(forms.count)
        var done = 0
        var areKnown = true
        try stream.take(frequency) { form in
            areKnown = areKnown && form < formCount
            occurrences[done] = form
            done &+= 1
        }
        guard areKnown else { throw stream.malformed() }
    }
}
