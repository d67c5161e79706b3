/// The id of each document, in document order, as its place among the sorted ids: the terms of field 0.
///
/// Section `IDS `: number of documents (u32), bits of a place (u8), three zero bytes, then the places
/// (``PackedIntegers``).
package struct IDColumn: Sendable {
    private let places: PackedIntegers
    private let terms: TermDictionary

    /// - Parameter documents: the document of each id, the ids ascending.
    package static func encode(documents: [UInt32]) -> [UInt8] {
        var places = [UInt64](repeating: 0, count: documents.count)
        for (place, document) in documents.enumerated() { places[Int(document)] = UInt64(place) }
        let bits = PackedIntegers.width(of: UInt64(max(1, documents.count) - 1))
        var output = ByteWriter()
        output.append(little: UInt32(documents.count))
        output.append(UInt8(bits))
        output.append(contentsOf: [0, 0, 0])
        PackedIntegers.encode(places, bits: bits, to: &output)
        return output.bytes
    }

    /// - Parameter terms: of the field `id`.
    package init(_ region: ByteRegion, terms: TermDictionary, documentCount: Int) throws(LedeError) {
        guard Int(try region.load(UInt32.self, at: 0)) == documentCount, terms.termCount == documentCount else {
            throw region.corrupt("the column is not one of \(documentCount) documents with \(terms.termCount) ids")
        }
        places = try PackedIntegers(region, at: 8, count: documentCount, bits: Int(try region.load(UInt8.self, at: 4)))
        self.terms = terms
    }

    /// The id of a document.
    /// - Complexity: decodes up to 32 terms.
    package func text(of document: Int) throws(LedeError) -> String {
        String(decoding: try terms.term(at: Int(clamping: places[document])), as: UTF8.self)
    }
}
