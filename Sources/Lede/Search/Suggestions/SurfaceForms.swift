/// Finds words as they stand in texts for terms that are stems.
///
/// The index keeps stems only, so the form is taken from the stored text of one of the first documents that have the
/// term: of the forms there, the most frequent.
struct SurfaceForms {
    let segments: [SegmentSnapshot]
    /// How many documents are looked at for one term.
    private static let documentLimit = 3

    /// The forms of a term in the documents looked at, folded, with how often each stands there; none where the field is
    /// not stored.
    ///
    /// - Parameter isEnough: whether a form is what is looked for, so that no more documents need be read.
    func forms(
        of term: BoundTerm, in field: Field, isEnough: (String) -> Bool
    ) throws(LedeError) -> [String: Int] {
        var forms: [String: Int] = [:]
        guard field.isStored, let analyzer = field.textAnalyzer else { return forms }
        let chain = analyzer.makeTokenFilterChain()
        var read = 0
        for (index, entry) in term.entries.enumerated() {
            guard let entry, let postings = try segments[index].reader.field(field.name)?.postings(entry) else {
                continue
            }
            try postings.load(0)
            for place in 0..<postings.count {
                let number = Int(postings.documents[place])
                if let live = segments[index].live, !live.contains(number) { continue }
                let document = try segments[index].reader.documents.document(number)
                for text in document.values(of: field.name) { count(term.text, in: text, analyzer, chain, &forms) }
                read += 1
                if read == Self.documentLimit || forms.keys.contains(where: isEnough) { return forms }
            }
        }
        return forms
    }

    /// Counts the words of a text that become a term. Words that begin otherwise are not even stemmed.
    private func count(
        _ term: [UInt8], in text: String, _ analyzer: Analyzer, _ chain: TokenFilterChain, _ forms: inout [String: Int]
    ) {
        guard let first = term.first else { return }
        text.withBytes { bytes in
            var ranges: [TokenRange] = []
            analyzer.tokenize(bytes, into: &ranges)
            var found: [UInt8] = []
            for range in ranges {
                let word = UnsafeRawBufferPointer(rebasing: bytes[Int(range.start)..<Int(range.end)])
                let initial = word[0]
                let isASCII = initial < 0x80 && first < 0x80
                if isASCII, initial != first, (0x41...0x5A).contains(initial) ? initial | 0x20 != first : true {
                    continue
                }
                chain.term(for: word, into: &found)
                if found == term { forms[analyzer.folded(String(decoding: word, as: UTF8.self)), default: 0] += 1 }
            }
        }
    }
}
