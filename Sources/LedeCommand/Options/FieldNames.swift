import Lede

extension HitFields {
    /// Reads the names that an option gives, with commas between them.
    ///
    /// - Parameter computed: what there is beside the fields of documents.
    /// - Throws: ``InputError`` when a name is not known.
    static func parse(
        _ text: String, beside computed: [String], of searcher: Searcher
    ) throws(InputError) -> HitFields {
        let names = text.split(separator: ",").map { String($0.filter { $0 != " " }) }
        if names.isEmpty { throw InputError("--fields names no field") }
        let known = computed + searcher.fieldNames
        for name in names where !known.contains(name) {
            let hint = FieldHint.nearest(to: name, among: known).map { "did you mean '\($0)'?" }
            throw InputError(
                "--fields: there is no field '\(name)'; \(hint ?? "there are \(known.joined(separator: ", "))")")
        }
        return HitFields(names)
    }
}
