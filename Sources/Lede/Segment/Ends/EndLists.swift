/// Where the sentences and paragraphs of a text field of a segment end, as positions of their last words.
///
/// | section | holds |
/// |---|---|
/// | `EPST` | postings of the ends, as `POST` has those of terms |
/// | `ETRM`, `ETIX` | the two lists, as `TERM` and `TIDX` have terms: `p` of paragraphs, `s` of sentences |
///
/// The last word of a document has no mark, so that one of a single sentence has none; one of several values has a
/// paragraph of each.
package struct EndLists: Sendable {
    /// `p` and `s`, as far as there are such ends.
    package let terms: TermDictionary
    private let postings: PostingsSection

    /// Nil where the ends are not known: in segments from before format 0.3, and those merged from such.
    init?(field: Int, documentCount: Int, in file: SectionedFile) throws(LedeError) {
        guard let region = file.find(SectionTag("EPST", field: field)) else { return nil }
        postings = PostingsSection(region, hasFrequencies: true, documentCount: documentCount, in: file)
        terms = try TermDictionary(
            terms: try file.require(SectionTag("ETRM", field: field)),
            index: try file.require(SectionTag("ETIX", field: field)),
            TermLayout(.text, documentLimit: documentCount, minor: file.minor))
    }

    /// Reads whole lists one after the other.
    func scan(_ numbers: DocumentNumbers) -> PostingsScan { postings.scan(numbers) }

    /// The term of the ends of sentences or of paragraphs.
    static func term(ofParagraphs isParagraph: Bool) -> [UInt8] { [UInt8(ascii: isParagraph ? "p" : "s")] }

    /// What the dictionary has of the ends; nil where every document is one sentence or paragraph.
    func entry(ofParagraphs isParagraph: Bool) throws(LedeError) -> TermEntry? {
        try Self.term(ofParagraphs: isParagraph).withBytes { (bytes) throws(LedeError) in try terms.find(bytes) }
    }

    /// The postings of the ends; nil where every document is one sentence or paragraph.
    package func postings(ofParagraphs isParagraph: Bool) throws(LedeError) -> PostingsCursor? {
        try entry(ofParagraphs: isParagraph).map { (entry) throws(LedeError) in try postings(entry) }
    }

    /// The postings of an entry of ``terms``.
    package func postings(_ entry: TermEntry) throws(LedeError) -> PostingsCursor { try postings.postings(entry) }
}

/// Gathers the ends in the documents that are being buffered.
struct GatheredEnds {
    private var postings = GatheredPostings(capacity: 2)
    private static let paragraphs = 0
    private static let sentences = 1

    func deallocate() { postings.deallocate() }

    var byteCount: Int { postings.byteCount }

    var isFull: Bool { postings.isFull }

    /// Adds an end, after those of the document so far.
    mutating func add(_ end: TextEnds, document: UInt32, position: UInt32) {
        if end == .paragraph { postings.add(Self.paragraphs, document: document, position: position) }
        postings.add(Self.sentences, document: document, position: position)
    }

    func write(
        field: Int, norms: [UInt8], averageLength: Float, documentsWithField: Int, to file: inout SectionedFileWriter
    ) throws(LedeError) {
        var writer = try FieldPostingsWriter(.ends, of: field, norms: norms, averageLength: averageLength, to: &file)
        for list in [Self.paragraphs, Self.sentences] {
            postings.write(list, to: writer.encoder)
            try EndLists.term(ofParagraphs: list == Self.paragraphs).withBytes { (bytes) throws(LedeError) in
                _ = try writer.finishTerm(bytes, to: &file)
            }
        }
        try writer.finish(documentsWithField: documentsWithField, to: &file)
    }
}
