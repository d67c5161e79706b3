/// Finds words as they stand in texts for terms that are stems (``FormLists``).
struct SurfaceForms {
    let segments: [SegmentSnapshot]

    /// What stands between two words that lack a space, and does not part them.
    static let separators: Set<Character> = [".", ":"]

    /// The forms of a term, with a number that is larger for the more frequent ones; none where no segment knows any.
    func forms(of term: BoundTerm, in field: Field) throws(LedeError) -> [String: Int] {
        var worth: [String: Int] = [:]
        for (segment, entry) in zip(segments, term.entries) where entry != nil {
            guard let reader = segment.reader.field(field.name), let lists = reader.forms,
                let found = try term.text.withBytes({ (bytes) throws(LedeError) in try reader.terms?.locate(bytes) })
            else { continue }
            let forms = try lists.forms(of: found.place, term.text, found.entry)?.forms ?? [term.text]
            for (rank, form) in forms.enumerated() {
                worth[String(decoding: form, as: UTF8.self), default: 0] += found.entry.totalFrequency / (rank + 1)
            }
        }
        return worth
    }

    /// Whether a term is two words that lack a space between them, as `sanctions.the`: each of its parts is more frequent than
    /// it. `amazon.com` is a word.
    func isJoined(_ term: BoundTerm, in field: Field) throws(LedeError) -> Bool {
        let text = String(decoding: term.text, as: UTF8.self)
        guard text.contains(where: { Self.separators.contains($0) }) else { return false }
        let word = try forms(of: term, in: field).max { ($0.value, $1.key) < ($1.value, $0.key) }?.key ?? text
        let readers = segments.map(\.reader)
        for part in word.split(omittingEmptySubsequences: false, whereSeparator: { Self.separators.contains($0) }) {
            let tokens = TermMatcher.tokens(of: String(part), in: field)
            guard tokens.count == 1, case let bytes = Array(tokens[0].utf8),
                try BoundTerm(bytes, in: field, of: readers).documentFrequency > term.documentFrequency
            else { return false }
        }
        return true
    }
}
