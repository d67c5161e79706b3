extension FieldReader {
    /// Marks the documents that have a value of a keyword field between two terms.
    /// - Complexity: linear in the terms of the range and their postings.
    func mark(
        from lower: BoundQuery.KeywordBound?, to upper: BoundQuery.KeywordBound?, in bits: inout BitSet
    ) throws(LedeError) {
        guard let terms else { return }
        var cursor = try TermCursor(terms, from: lower?.term ?? [])
        while try cursor.advance() {
            if let lower, !lower.isInclusive, cursor.term == lower.term { continue }
            if let upper {
                let isPast = upper.term.lexicographicallyPrecedes(cursor.term)
                if isPast || (!upper.isInclusive && cursor.term == upper.term) { return }
            }
            guard let list = try postings(cursor.entry) else { return }
            for block in 0..<list.blockCount {
                try list.load(block)
                for index in 0..<list.count { bits[Int(list.documents[index])] = true }
            }
        }
    }

    /// Marks the documents that have a text or a keyword.
    /// - Complexity: linear in the documents; for keywords in the postings.
    func markPresent(in bits: inout BitSet) throws(LedeError) {
        if let norms = try norms {
            for document in 0..<norms.count where norms[document] > 0 { bits[document] = true }
        } else {
            try mark(from: nil, to: nil, in: &bits)
        }
    }
}
