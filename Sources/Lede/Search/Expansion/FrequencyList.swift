/// The documents of a segment that have one of several terms, ascending, each with how often they have them: the
/// frequencies added up, each times the weight of its term.
///
/// - Complexity: gathering is linear in the postings of the terms, and in the documents of the segment where the
///   postings are many beside them; 8 bytes a document that is found.
final class FrequencyList {
    let documents: FixedBuffer<UInt32>
    let frequencies: FixedBuffer<Float>
    let count: Int

    private init(_ documents: FixedBuffer<UInt32>, _ frequencies: FixedBuffer<Float>, count: Int) {
        self.documents = documents
        self.frequencies = frequencies
        self.count = count
    }

    deinit {
        documents.deallocate()
        frequencies.deallocate()
    }

    /// What a document has of terms that only match and are not counted (``QueryBinder/expansionLimit``).
    static let restFrequency: Float = 0.0625

    /// How many documents there may be for each posting before postings are sorted instead of added up in place.
    private static let sparseness = 32

    /// How many documents are in any of some lists of one segment.
    static func unitedCount(of lists: [FrequencyList], documentCount: Int) -> Int {
        if lists.count < 2 { return lists.first?.count ?? 0 }
        var united = BitSet(count: documentCount)
        for list in lists {
            for index in 0..<list.count { united[Int(list.documents[index])] = true }
        }
        return united.cardinality
    }

    /// Nil where no document has a term.
    ///
    /// - Parameters:
    ///   - segment: the index of the reader's segment among those that the terms were bound to.
    ///   - rest: documents that have another term, which is not counted.
    static func gather(
        _ terms: [ExpandedTerm], rest: BitSet?, in reader: FieldReader, segment: Int, documentCount: Int
    ) throws(LedeError) -> FrequencyList? {
        let postings = terms.reduce(0) { $0 + ($1.bound.entries[segment]?.documentFrequency ?? 0) }
        if rest == nil, postings == 0 { return nil }
        if rest == nil, postings < documentCount / sparseness {
            return try gatherSorted(terms, in: reader, segment: segment, documentCount: documentCount)
        }
        let sums = FixedBuffer<Float>.allocate(documentCount, repeating: 0)
        defer { sums.deallocate() }
        for term in terms {
            guard let entry = term.bound.entries[segment] else { continue }
            let weight = Float(term.weight)
            try reader.forEachPosting(of: entry, documentCount: documentCount) { document, frequency in
                sums[Int(document)] += weight * Float(frequency)
            }
        }
        if let rest {
            for document in 0..<documentCount where rest[document] { sums[document] += restFrequency }
        }
        var count = 0
        for document in 0..<documentCount { count &+= sums[document] > 0 ? 1 : 0 }
        let documents = FixedBuffer<UInt32>.uninitialized(count)
        let frequencies = FixedBuffer<Float>.uninitialized(count)
        var next = 0
        for document in 0..<documentCount where sums[document] > 0 {
            documents[next] = UInt32(truncatingIfNeeded: document)
            frequencies[next] = sums[document]
            next &+= 1
        }
        return FrequencyList(documents, frequencies, count: count)
    }

    /// The same for few postings.
    private static func gatherSorted(
        _ terms: [ExpandedTerm], in reader: FieldReader, segment: Int, documentCount: Int
    ) throws(LedeError) -> FrequencyList {
        var found: [(document: UInt32, frequency: Float)] = []
        for term in terms {
            guard let entry = term.bound.entries[segment] else { continue }
            let weight = Float(term.weight)
            try reader.forEachPosting(of: entry, documentCount: documentCount) { document, frequency in
                found.append((document, weight * Float(frequency)))
            }
        }
        found.sort { $0.document < $1.document }
        let documents = FixedBuffer<UInt32>.uninitialized(found.count)
        let frequencies = FixedBuffer<Float>.uninitialized(found.count)
        var count = 0
        for (document, frequency) in found {
            if count > 0, documents[count - 1] == document {
                frequencies[count - 1] += frequency
            } else {
                documents[count] = document
                frequencies[count] = frequency
                count += 1
            }
        }
        return FrequencyList(documents, frequencies, count: count)
    }

    /// The first place whose document is at least `document`; ``count`` if none.
    func place(atLeast document: UInt32) -> Int {
        var low = 0
        var high = count
        while low < high {
            let middle = (low + high) / 2
            if documents[middle] < document { low = middle + 1 } else { high = middle }
        }
        return low
    }

    /// How often a document has the terms; 0 where it has none.
    func frequency(of document: UInt32) -> Float {
        let place = place(atLeast: document)
        return place < count && documents[place] == document ? frequencies[place] : 0
    }
}

extension FieldReader {
    /// Calls `body` with each document of a term and how often it has it. A term of one document needs no list.
    @inline(__always)
    func forEachPosting(
        of entry: TermEntry, documentCount: Int, _ body: (_ document: UInt32, _ frequency: UInt32) -> Void
    ) throws(LedeError) {
        if entry.documentFrequency == 1 {
            guard Int(entry.singleDocument) < documentCount else {
                throw terms?.region.corrupt("document \(entry.singleDocument) of \(documentCount)")
                    ?? .invalidQuery("the field '\(field.name)' has no terms")
            }
            return body(entry.singleDocument, UInt32(clamping: entry.totalFrequency))
        }
        guard let cursor = try postings(entry) else { return }
        for block in 0..<cursor.blockCount {
            try cursor.load(block)
            try cursor.loadFrequencies()
            let (documents, frequencies) = (cursor.documents, cursor.frequencies)
            for index in 0..<cursor.count { body(documents[index], frequencies[index]) }
        }
    }

    /// Marks the documents of a term.
    func mark(_ entry: TermEntry, documentCount: Int, in bits: inout BitSet) throws(LedeError) {
        if entry.documentFrequency == 1 {
            return try forEachPosting(of: entry, documentCount: documentCount) { document, _ in
                bits[Int(document)] = true
            }
        }
        guard let cursor = try postings(entry) else { return }
        for block in 0..<cursor.blockCount {
            try cursor.load(block)
            for index in 0..<cursor.count { bits[Int(cursor.documents[index])] = true }
        }
    }
}
