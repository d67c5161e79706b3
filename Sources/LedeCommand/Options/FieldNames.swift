import Lede

extension HitFields {
    private static let mostNamesShown = 100

    /// Reads the names that an option gives, with commas between them.
    ///
    /// - Parameter computed: what there is beside the fields of documents.
    /// - Throws: ``InputError`` when a name is not known.
    static func parse(_ text: String, beside computed: [String], of searcher: Searcher) throws -> HitFields {
        let names = text.split(separator: ",").map { String($0.filter { $0 != " " }) }
        if names.isEmpty { throw InputError("--fields names no field") }
        for name in names where !computed.contains(name) {
            if try searcher.hasField(named: name) { continue }
            let known = computed + (try searcher.fieldNames)
            let hint = FieldHint.nearest(to: name, among: known).map { "did you mean '\($0)'?" }
            let some = known.prefix(Self.mostNamesShown).joined(separator: ", ")
            let rest = known.count > Self.mostNamesShown ? " and \(known.count - Self.mostNamesShown) more" : ""
            throw InputError("--fields: there is no field '\(name)'; \(hint ?? "there are \(some)\(rest)")")
        }
        return HitFields(names)
    }
}
