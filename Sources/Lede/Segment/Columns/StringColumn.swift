/// One text a document, in document order: the ids.
///
/// Section `IDS `: number of documents (u32), bits of an offset (u8), three zero bytes, then where each text ends in
/// the bytes (``PackedIntegers``), then the bytes.
package struct StringColumn: Sendable {
    private let region: ByteRegion
    private let ends: PackedIntegers
    private let bytes: ByteRegion

    package static func encode(_ texts: [String]) -> [UInt8] {
        var ends: [UInt64] = []
        var end: UInt64 = 0
        for text in texts {
            end += UInt64(text.utf8.count)
            ends.append(end)
        }
        var output = ByteWriter()
        output.append(little: UInt32(texts.count))
        let bits = PackedIntegers.width(of: end)
        output.append(UInt8(bits))
        output.append(contentsOf: [0, 0, 0])
        PackedIntegers.encode(ends, bits: bits, to: &output)
        for text in texts { text.withBytes { output.append(contentsOf: $0) } }
        return output.bytes
    }

    package init(_ region: ByteRegion, documentCount: Int) throws(LedeError) {
        guard Int(try region.load(UInt32.self, at: 0)) == documentCount else {
            throw region.corrupt("the column is not one of \(documentCount) documents")
        }
        self.region = region
        ends = try PackedIntegers(region, at: 8, count: documentCount, bits: Int(try region.load(UInt8.self, at: 4)))
        let start = 8 + ends.byteCount
        bytes = try region.slice(at: start, count: region.count - start)
    }

    package func text(of document: Int) throws(LedeError) -> String {
        let start = document == 0 ? 0 : ends[document - 1]
        let end = ends[document]
        guard start <= end, end <= UInt64(bytes.count) else {
            throw region.corrupt("the text of document \(document) lies outside")
        }
        return try bytes.slice(at: Int(start), count: Int(end - start)).withUnsafeBytes {
            String(decoding: $0, as: UTF8.self)
        }
    }
}
