/// How often each document of a segment has one of several terms: the frequencies added up, each times the weight of its
/// term.
///
/// Few are kept as documents, ascending, and their frequencies; many as a frequency for each document of the segment, zero
/// where it has no term, which takes no sorting and is gone through by vectors.
///
/// - Complexity: gathering is linear in the postings of the terms, and in the documents of the segment where the
///   postings are many beside them; 4 bytes a document then, and 8 for each one that is found otherwise.
final class FrequencyList {
    private enum Form {
        case sorted(FixedBuffer<UInt32>, FixedBuffer<Float>)
        case everyDocument(FixedBuffer<Float>)
    }

    private let form: Form
    /// How many documents have a term.
    let count: Int
    /// How many the segment has.
    let documentCount: Int

    private init(_ form: Form, count: Int, of documentCount: Int) {
        self.form = form
        self.count = count
        self.documentCount = documentCount
    }

    deinit {
        switch form {
        case .sorted(let documents, let frequencies):
            documents.deallocate()
            frequencies.deallocate()
        case .everyDocument(let frequencies): frequencies.deallocate()
        }
    }

    /// What a document has of terms that only match and are not counted (``QueryBinder/expansionLimit``).
    static let restFrequency: Float = 0.0625

    /// How many documents there may be for each posting before postings are sorted instead of added up in place.
    private static let sparseness = 32

    /// How many documents are in any of some lists of one segment.
    static func unitedCount(of lists: [FrequencyList]) -> Int {
        guard lists.count > 1, let first = lists.first else { return lists.first?.count ?? 0 }
        var united = BitSet(count: first.documentCount)
        for list in lists {
            list.forEach(in: 0..<list.documentCount) { document, _ in united[Int(document)] = true }
        }
        return united.cardinality
    }

    // MARK: Gathering

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
        do throws(LedeError) {
            for term in terms {
                guard let entry = term.bound.entries[segment] else { continue }
                let weight = Float(term.weight)
                try reader.forEachPosting(of: entry, documentCount: documentCount) { document, frequency in
                    sums[Int(document)] += weight * Float(frequency)
                }
            }
        } catch {
            sums.deallocate()
            throw error
        }
        rest?.forEachElement { sums[$0] += restFrequency }
        return FrequencyList(
            .everyDocument(sums), count: sums.countPositive(0..<documentCount).count, of: documentCount)
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
        return FrequencyList(.sorted(documents, frequencies), count: count, of: documentCount)
    }

    // MARK: Reading

    /// Calls `body` with each document of a range that has a term, ascending, and how often.
    @inline(__always)
    func forEach(in range: Range<Int>, _ body: (_ document: UInt32, _ frequency: Float) -> Void) {
        switch form {
        case .sorted(let documents, let frequencies):
            var place = place(atLeast: range.lowerBound, in: documents)
            while place < count, Int(documents[place]) < range.upperBound {
                body(documents[place], frequencies[place])
                place &+= 1
            }
        case .everyDocument(let frequencies):
            for document in range where frequencies[document] > 0 {
                body(UInt32(truncatingIfNeeded: document), frequencies[document])
            }
        }
    }

    /// Puts the documents of a range, of which the frequency exceeds `above`, and their frequencies into a list.
    /// - Returns: how many there are.
    func select(_ range: Range<Int>, above: Float, into list: ScoreList) -> Int {
        if case .everyDocument(let frequencies) = form {
            return frequencies.select(range, above: above, into: list.documents, list.scores)
        }
        var found = 0
        let (documents, scores) = (list.documents, list.scores)
        forEach(in: range) { document, frequency in
            documents[found] = document
            scores[found] = frequency
            found &+= frequency > above ? 1 : 0
        }
        return found
    }

    /// The greatest frequency in a range of documents; 0 where none has a term.
    func greatest(in range: Range<Int>) -> Float {
        if case .everyDocument(let frequencies) = form { return frequencies.countPositive(range).greatest }
        var greatest: Float = 0
        forEach(in: range) { greatest = max(greatest, $1) }
        return greatest
    }

    /// How often a document has the terms; 0 where it has none.
    func frequency(of document: UInt32) -> Float {
        switch form {
        case .sorted(let documents, let frequencies):
            let place = place(atLeast: Int(document), in: documents)
            return place < count && documents[place] == document ? frequencies[place] : 0
        case .everyDocument(let frequencies): return frequencies[Int(document)]
        }
    }

    /// The first place whose document is at least `document`; ``count`` if none.
    private func place(atLeast document: Int, in documents: FixedBuffer<UInt32>) -> Int {
        var low = 0
        var high = count
        while low < high {
            let middle = (low + high) / 2
            if Int(documents[middle]) < document { low = middle + 1 } else { high = middle }
        }
        return low
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
        let (documents, frequencies) = (cursor.documents, cursor.frequencies)
        for block in 0..<cursor.blockCount {
            try cursor.load(block)
            try cursor.loadFrequencies()
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
