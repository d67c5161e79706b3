/// Which documents of a segment were not deleted: a small file of its own beside the segment, a new one for each
/// commit that deletes.
///
/// A sectioned file with one section, `LIVE`: the number of documents (u32), four zero bytes, and a bit for each, 1
/// where it is live.
package struct LiveDocuments: Sendable, Equatable {
    package private(set) var bits: BitSet
    package private(set) var count: Int

    package init(all documentCount: Int) {
        var words = [UInt64](repeating: .max, count: (documentCount + 63) / 64)
        if documentCount & 63 != 0 { words[words.count - 1] = (1 << UInt64(documentCount & 63)) - 1 }
        bits = BitSet(words: words, count: documentCount)
        count = documentCount
    }

    @inline(__always)
    package func contains(_ document: Int) -> Bool { bits[document] }

    /// - Returns: false when it was deleted before.
    @discardableResult
    package mutating func delete(_ document: Int) -> Bool {
        guard bits[document] else { return false }
        bits[document] = false
        count -= 1
        return true
    }

    /// - Parameter sha256: that of the file, where it is known: an older one of the segment is as whole as the right one.
    package init(
        _ name: String, in directory: any Directory, documentCount: Int, sha256: String? = nil
    ) throws(LedeError) {
        let file = try SectionedFile(try directory.open(name))
        if let problem = file.problems().first ?? file.file.digestProblem(expected: sha256) { throw problem }
        let region = try file.require(SectionTag("LIVE"))
        guard Int(try region.load(UInt32.self, at: 0)) == documentCount else {
            throw region.corrupt("these are not the live documents of a segment of \(documentCount)")
        }
        let view = try region.view(of: UInt64.self, at: 8, count: (documentCount + 63) / 64)
        bits = BitSet(words: (0..<view.count).map { view[$0] }, count: documentCount)
        count = bits.cardinality
        guard documentCount & 63 == 0 || bits.words[bits.words.count - 1] >> UInt64(documentCount & 63) == 0 else {
            throw region.corrupt("a document past the last is live")
        }
    }

    package func write(_ name: String, in directory: any Directory) throws(LedeError) {
        var file = try SectionedFileWriter(try directory.create(name))
        var bytes = ByteWriter()
        bytes.append(little: UInt32(bits.count))
        bytes.append(little: UInt32(0))
        for word in bits.words { bytes.append(little: word) }
        try file.section(SectionTag("LIVE"), bytes.bytes)
        _ = try file.finish()
    }
}
