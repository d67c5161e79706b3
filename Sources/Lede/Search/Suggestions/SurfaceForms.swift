/// Finds words as they stand in texts for terms that are stems (``FormLists``).
struct SurfaceForms {
    let segments: [SegmentSnapshot]

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
}
