/// Makes the sources of intervals in one field of a segment. What cannot match there becomes nil.
struct IntervalSourceFactory {
    let reader: FieldReader
    /// The index of the segment among those the query was bound to.
    let segment: Int
    /// The index of the field in `lengths`.
    let field: Int
    let lengths: LengthNorms
    let windowCount: Int

    /// - Parameter isMinimal: whether intervals that contain others are left out, as they are but within a sequence.
    func source(_ shape: BoundIntervals, isMinimal: Bool = true) throws(LedeError) -> IntervalSource? {
        switch shape {
        case .phrase(let terms): return try phrase(terms)
        case .exact(let terms, let forms): return try phrase(terms, forms: forms)
        case .pattern(let expansion, _):
            var parts: [IntervalSource] = []
            for term in expansion.terms {
                if let part = try phrase([term.bound]) { parts.append(part) }
            }
            return parts.isEmpty ? nil : parts.count == 1 ? parts[0] : AnyIntervals(parts, isMinimal: isMinimal)
        case .any(let shapes):
            var parts: [IntervalSource] = []
            for shape in shapes {
                if let part = try source(shape, isMinimal: isMinimal) { parts.append(part) }
            }
            return parts.isEmpty ? nil : parts.count == 1 ? parts[0] : AnyIntervals(parts, isMinimal: isMinimal)
        case .sequence(let shapes):
            return try all(shapes, isMinimal: false).map { SequenceIntervals($0, isMinimal: isMinimal) }
        case .sloppy(let terms, let slop):
            var words: [(term: [UInt8], source: PhraseIntervals, places: [Int])] = []
            for (place, term) in terms.enumerated() {
                if let known = words.firstIndex(where: { $0.term == term.text }) {
                    words[known].places.append(place)
                    continue
                }
                guard let source = try phrase([term]) else { return nil }
                words.append((term.text, source, [place]))
            }
            return SloppyIntervals(words.map { ($0.source, $0.places) }, slop: slop)
        case .together(let shapes, let isParagraph):
            let ends = try reader.ends?.postings(ofParagraphs: isParagraph)
            return try all(shapes, isMinimal: true).map { TogetherIntervals($0, ends: ends) }
        case .near(let shapes, let within, let isOrdered):
            return try all(shapes, isMinimal: true).map {
                NearIntervals($0, within: within, isOrdered: isOrdered)
            }
        }
    }

    /// - Parameter forms: the words as they were typed, where others do not match.
    private func phrase(_ terms: [BoundTerm], forms: [[UInt8]]? = nil) throws(LedeError) -> PhraseIntervals? {
        guard let plan = try PhrasePlan(terms, in: reader, segment: segment) else { return nil }
        var matcher = try forms.map { (forms) throws(LedeError) in
            try FormsMatcher(
                BoundWords.InField(field: reader.field, terms: terms),
                BoundWords.ExactWords(forms: forms, isOnly: true), in: reader, segment: segment)
        }
        if matcher?.isNone ?? false { return nil }
        if matcher?.isAll ?? false { matcher = nil }
        return try PhraseIntervals(
            plan, length: terms.count, forms: matcher, field: field, lengths: lengths, windowCount: windowCount)
    }

    private func all(_ shapes: [BoundIntervals], isMinimal: Bool) throws(LedeError) -> [IntervalSource]? {
        var parts: [IntervalSource] = []
        for shape in shapes {
            guard let part = try source(shape, isMinimal: isMinimal) else { return nil }
            parts.append(part)
        }
        return parts
    }
}
