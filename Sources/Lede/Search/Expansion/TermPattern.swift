/// What stands for several terms of a field.
package enum TermPattern: Sendable, Hashable {
    /// Terms that begin with this.
    case prefix(String)
    /// `?` for one character, `*` for any text.
    case wildcard(String)
    /// A regular expression for the whole term.
    case regexp(String)
    /// Terms within a number of edits of a word; nil is by its length (``defaultDistance(of:)``).
    case fuzzy(String, distance: Int?)

    /// The distance for a word where none is given: 0 for one or two characters, 1 for three to five, else 2.
    package static func defaultDistance(of term: String) -> Int {
        switch term.unicodeScalars.count {
        case ...2: 0
        case ...5: 1
        default: 2
        }
    }

    /// The pattern as it is written in the query language, without escapes.
    package var text: String {
        switch self {
        case .prefix(let text): text + "*"
        case .wildcard(let text): text
        case .regexp(let text): "/" + text + "/"
        case .fuzzy(let text, let distance): text + "~" + (distance.map { String($0) } ?? "")
        }
    }
}
