/// The pairs of frequent words of a text field of a segment.
///
/// Quotes are full of words like *the*, *of*, *to*, whose lists are the longest of all. The most frequent words of each
/// field are therefore indexed also as pairs of neighbours: a postings list for every two of them that stand side by
/// side in some document, in that order, with the positions of the first. Who looks for a phrase reads the list of a
/// pair instead of two that are many times as long (Williams, Zobel and Bahle, *Fast Phrase Querying with Combined
/// Indexes*, 2004; here the words are those of the segment itself, in whatever language).
///
/// | section | holds |
/// |---|---|
/// | `PWRD` | how many words (varint), and each, ascending by bytes: length (varint) and bytes |
/// | `PPST` | postings of the pairs, as `POST` has those of terms |
/// | `PTRM`, `PTIX` | the pairs, as `TERM` and `TIDX` have terms; a pair is two bytes, the places of its words in `PWRD` |
///
/// - Invariant: a pair of words of `PWRD` without a list occurs nowhere in the field.
package final class PairLists: Sendable {
    /// The frequent words, ascending by bytes.
    package let words: [[UInt8]]
    /// Their first eight bytes each (``leadingBytes(of:)``), and how many bytes the longest has.
    private let leading: [UInt64]
    private let longest: Int
    /// The pairs, each two bytes.
    package let terms: TermDictionary
    private let postings: PostingsSection

    private init(_ words: [[UInt8]], terms: TermDictionary, postings: PostingsSection) {
        self.words = words
        self.terms = terms
        self.postings = postings
        leading = words.map(Self.leadingBytes)
        longest = words.reduce(0) { max($0, $1.count) }
    }

    /// The pairs of a field; nil where it has none: in small segments, and in those from before format 0.2.
    static func open(field: Int, documentCount: Int, in file: SectionedFile) throws(LedeError) -> PairLists? {
        guard let region = file.find(SectionTag("PWRD", field: field)) else { return nil }
        try region.verify()
        var reader = try ByteReader(region)
        var words: [[UInt8]] = []
        for _ in 0..<(try reader.varint(limit: PairOptions.greatestLimit)) {
            let word = Array(try reader.bytes(try reader.varint(limit: reader.remaining)))
            if let before = words.last, !before.lexicographicallyPrecedes(word) {
                throw region.corrupt("the frequent words do not ascend", at: reader.position)
            }
            words.append(word)
        }
        guard reader.isAtEnd else { throw region.corrupt("the section is too long", at: reader.position) }
        return PairLists(
            words,
            terms: try TermDictionary(
                terms: try file.require(SectionTag("PTRM", field: field)),
                index: try file.require(SectionTag("PTIX", field: field)),
                TermLayout(.text, documentLimit: documentCount, minor: file.minor)),
            postings: PostingsSection(
                try file.require(SectionTag("PPST", field: field)), hasFrequencies: true,
                documentCount: documentCount, in: file))
    }

    /// The first eight bytes of a word, or as many as there are and zeros.
    private static func leadingBytes(of word: [UInt8]) -> UInt64 {
        var bytes: UInt64 = 0
        for index in 0..<min(8, word.count) { bytes |= UInt64(word[index]) << UInt64(8 * index) }
        return bytes
    }

    /// The place of a word among the frequent ones, or nil.
    @inline(__always)
    package func place(of word: [UInt8]) -> Int? { word.count > longest ? nil : find(word) }

    private func find(_ word: [UInt8]) -> Int? {
        // All are compared, as where a search would go cannot be foretold, and hardly any word is among them.
        let sought = Self.leadingBytes(of: word)
        var areAny = false
        for bytes in leading { areAny = areAny || bytes == sought }
        return areAny ? words.firstIndex(of: word) : nil
    }

    /// What the dictionary has of two words, given by their places; nil when they nowhere stand side by side.
    package func entry(_ first: Int, _ second: Int) throws(LedeError) -> TermEntry? {
        try Self.key(first, second).withBytes { (bytes) throws(LedeError) in try terms.find(bytes) }
    }

    /// The postings of an entry of ``terms``.
    package func postings(_ entry: TermEntry) throws(LedeError) -> PostingsCursor { try postings.postings(entry) }

    /// Reads whole lists one after the other.
    func scan(_ numbers: DocumentNumbers) -> PostingsScan { postings.scan(numbers) }

    /// A pair as a term.
    static func key(_ first: Int, _ second: Int) -> [UInt8] {
        [UInt8(truncatingIfNeeded: first), UInt8(truncatingIfNeeded: second)]
    }
}

/// What has the postings of the pairs of some words.
protocol PairSource {
    /// How many occurrences there are at most, beside lists that are there already, of the pairs that each word begins.
    var occurrences: [Int] { get }

    /// Gathers the pairs that some of the words begin, in place of those that were gathered before.
    mutating func gather(_ firsts: Range<Int>) throws(LedeError)

    /// Gives the postings of a pair to an encoder: documents, and positions of the first word.
    func write(_ first: Int, _ second: Int, to encoder: PostingsEncoder) throws(LedeError)

    func deallocate()
}

/// Writes the pairs of a text field.
struct PairListsWriter {
    private let words: [FrequentWords.Word]
    private let options: PairOptions

    /// Nil when there are no frequent words.
    init?(_ words: FrequentWords, _ options: PairOptions) {
        self.words = words.chosen
        self.options = options
        if self.words.isEmpty { return nil }
    }

    /// - Parameters:
    ///   - norms: of the field, as the lists of terms were written with; so `averageLength`.
    ///   - makeSource: makes the source of the pairs of words, which are given in the order of their places.
    func write<S: PairSource>(
        field: Int, norms: [UInt8], averageLength: Float, documentsWithField: Int, to file: inout SectionedFileWriter,
        _ makeSource: ([FrequentWords.Word]) throws(LedeError) -> S
    ) throws(LedeError) {
        var list = ByteWriter()
        list.append(varint: words.count)
        for word in words {
            list.append(varint: word.term.count)
            list.append(contentsOf: word.term)
        }
        try file.section(SectionTag("PWRD", field: field), list.bytes)
        var writer = try FieldPostingsWriter(
            .pairs, of: field, norms: norms, averageLength: averageLength, to: &file)
        var source = try makeSource(words)
        defer { source.deallocate() }
        for group in PairGatherer.groups(source.occurrences, occurrencesAtOnce: options.occurrencesAtOnce) {
            try source.gather(group)
            for first in group {
                for second in words.indices {
                    try source.write(first, second, to: writer.encoder)
                    try PairLists.key(first, second).withBytes { (bytes) throws(LedeError) in
                        _ = try writer.finishTerm(bytes, to: &file)
                    }
                }
            }
        }
        try writer.finish(documentsWithField: documentsWithField, to: &file)
    }
}
