/// The signature of each document of a segment.
///
/// Section `SIGN`: for each document 32 bytes (``DocumentSignature``).
package struct SignatureColumn: Sendable {
    private let region: ByteRegion
    private let words: View<UInt64>
    private static let wordCount = DocumentSignature.slotCount / 8

    /// Nil where there are none: in segments from before format 0.4, and those merged from such.
    init?(documentCount: Int, in file: SectionedFile) throws(LedeError) {
        guard let region = file.find(SectionTag("SIGN")) else { return nil }
        guard region.count == DocumentSignature.slotCount * documentCount else {
            throw region.corrupt("\(region.count) bytes for the signatures of \(documentCount) documents")
        }
        self.region = region
        words = try region.view(of: UInt64.self, at: 0, count: Self.wordCount * documentCount)
    }

    /// Compares the column with its checksums, once.
    func verify() throws(LedeError) { try region.verify() }

    /// The signature of a document. The column was verified.
    @inline(__always)
    package subscript(document: Int) -> DocumentSignature {
        let first = document &* Self.wordCount
        return DocumentSignature(words: SIMD4(words[first], words[first + 1], words[first + 2], words[first + 3]))
    }
}

extension ByteWriter {
    /// Appends a signature as section `SIGN` has it.
    mutating func append(_ signature: DocumentSignature) {
        for index in 0..<4 { append(little: signature.words[index]) }
    }
}
