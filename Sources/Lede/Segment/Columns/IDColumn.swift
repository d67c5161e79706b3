/// The id of each document, in document order, as its place among the sorted ids: the terms of field 0.
///
/// Section `IDS `: number of documents (u32), bits of a place (u8), three zero bytes, then the places
/// (``PackedIntegers``). The number of ids stands for none: that document was replaced by another of the same segment,
/// and no commit has it live.
package struct IDColumn: Sendable {
    private let region: ByteRegion
    private let places: PackedIntegers
    private let terms: TermDictionary

    /// - Parameters:
    ///   - documents: the document of each id, the ids ascending.
    ///   - documentCount: how many documents there are in all.
    package static func encode(documents: [UInt32], documentCount: Int) -> [UInt8] {
        var places = [UInt64](repeating: UInt64(documents.count), count: documentCount)
        for (place, document) in documents.enumerated() { places[Int(document)] = UInt64(place) }
        let bits = PackedIntegers.width(of: places.max() ?? 0)
        var output = ByteWriter()
        output.append(little: UInt32(documentCount))
        output.append(UInt8(bits))
        output.append(contentsOf: [0, 0, 0])
        PackedIntegers.encode(places, bits: bits, to: &output)
        return output.bytes
    }

    /// - Parameter terms: of the field `id`.
    package init(_ region: ByteRegion, terms: TermDictionary, documentCount: Int) throws(LedeError) {
        guard Int(try region.load(UInt32.self, at: 0)) == documentCount, terms.termCount <= documentCount else {
            throw region.corrupt("the column is not one of \(documentCount) documents with \(terms.termCount) ids")
        }
        places = try PackedIntegers(region, at: 8, count: documentCount, bits: Int(try region.load(UInt8.self, at: 4)))
        self.region = region
        self.terms = terms
    }

    /// Whether a document has an id of its own still.
    package func hasText(_ document: Int) -> Bool { places[document] < UInt64(terms.termCount) }

    /// Compares the column with its checksums, once.
    func verify() throws(LedeError) { try region.verify() }

    /// The place of a document's id among the sorted ids. The column was verified.
    @inline(__always)
    package func place(of document: Int) -> UInt64 { places[document] }

    /// The id at a place.
    package func text(at place: Int) throws(LedeError) -> [UInt8] { try terms.term(at: place) }

    /// The place of an id, or where it would be.
    /// - Complexity: logarithmic in the ids; each step decodes up to 32 terms.
    package func place(of id: [UInt8]) throws(LedeError) -> (place: Int, isThere: Bool) {
        var (low, high) = (0, terms.termCount)
        while low < high {
            let middle = (low + high) / 2
            if try terms.term(at: middle).lexicographicallyPrecedes(id) { low = middle + 1 } else { high = middle }
        }
        guard low < terms.termCount else { return (low, false) }
        return (low, try terms.term(at: low) == id)
    }

    /// The id of a document.
    /// - Throws: ``LedeError/corrupt(path:section:offset:reason:)``, also where there is none.
    /// - Complexity: decodes up to 32 terms.
    package func text(of document: Int) throws(LedeError) -> String {
        try region.verify()
        return String(decoding: try terms.term(at: Int(clamping: places[document])), as: UTF8.self)
    }
}
