/// The id of each document, in document order, as its place among the sorted ids: the terms of field 0.
///
/// Section `IDS `: number of documents (u32), bits of a place (u8), three zero bytes, then the places
/// (``PackedIntegers``). The number of ids stands for none: that document was replaced by another of the same segment,
/// and no commit has it live.
package struct IDColumn: Sendable {
    private let region: ByteRegion
    private let places: PackedIntegers
    private let terms: TermDictionary

    /// Writes the section.
    ///
    /// - Parameters:
    ///   - documentCount: how many documents there are.
    ///   - places: calls its argument with the place of each document's id, in the order of the documents; with the number of
    ///     ids for one that has none. Called twice.
    package static func write(
        documentCount: Int, to file: inout SectionedFileWriter,
        places: ((UInt32) throws(LedeError) -> Void) throws(LedeError) -> Void
    ) throws(LedeError) {
        var greatest: UInt32 = 0
        try places { (place) throws(LedeError) in greatest = max(greatest, place) }
        let bits = PackedIntegers.width(of: UInt64(greatest))
        var header = ByteWriter()
        header.append(little: UInt32(documentCount))
        header.append(UInt8(bits))
        header.append(contentsOf: [0, 0, 0])
        try file.begin(SectionTag("IDS "))
        try file.write(header.bytes)
        var packed = PackedIntegersWriter(bits: bits)
        try places { (place) throws(LedeError) in
            packed.append(UInt64(place))
            try packed.drainIfLarge(to: &file)
        }
        try file.write(packed.finish())
        file.end()
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
