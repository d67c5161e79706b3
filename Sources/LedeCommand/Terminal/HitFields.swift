import Lede

/// The parts of a hit by name: what was computed for it, and the fields of its document.
struct HitFields {
    /// What is no field of the document.
    static let computed = [
        "id", "rank", "score", "snippet", "snippet_html", "snippet_matches", "fragments", "duplicates",
    ]
    /// What a table has when nothing else is asked for.
    static let usual = HitFields(["id", "score", "date", "title", "snippet"])

    let names: [String]

    init(_ names: [String]) { self.names = names }

    /// - Parameter rank: from 1.
    func json(of hit: Hit, rank: Int) -> JSON { .object(members(of: hit, rank: rank)) }

    func members(of hit: Hit, rank: Int) -> [(key: String, value: JSON)] {
        names.map { ($0, Self.json($0, of: hit, rank: rank)) }
    }

    private static func json(_ name: String, of hit: Hit, rank: Int) -> JSON {
        switch name {
        case "id": .string(hit.id)
        case "rank": .integer(rank)
        case "score": .score(hit.score)
        case "snippet": .string(hit.snippet.text)
        case "snippet_html": .string(hit.snippet.html)
        case "snippet_matches":
            .array(hit.snippet.matches.map { .array([.integer($0.lowerBound), .integer($0.upperBound)]) })
        case "fragments": json(of: hit.fragments)
        case "duplicates": hit.duplicates.map(JSON.integer) ?? .null
        default: json(name, of: hit.document)
        }
    }

    static func json(of fragments: [Snippet]) -> JSON {
        .array(fragments.map { .object([("snippet", .string($0.text)), ("snippet_html", .string($0.html))]) })
    }

    private static func json(_ name: String, of document: Document) -> JSON {
        if name == Schema.idField { return .string(document.id) }
        return JSON.members(of: document) { $0.name == name }.first?.value ?? .null
    }

    /// The same as texts; several values of a field with `; ` between them.
    func texts(of hit: Hit, rank: Int) -> [String] {
        names.map { name in
            switch name {
            case "id": hit.id
            case "rank": String(rank)
            case "score": hit.score.isNaN ? "" : String(Float(hit.score))
            case "snippet": hit.snippet.text
            case "snippet_html": hit.snippet.html
            case "snippet_matches":
                hit.snippet.matches.map { "\($0.lowerBound)-\($0.upperBound)" }.joined(separator: " ")
            case "fragments": hit.fragments.map(\.text).joined(separator: " ")
            case "duplicates": hit.duplicates.map(String.init) ?? ""
            default: Self.text(name, of: hit.document)
            }
        }
    }

    private static func text(_ name: String, of document: Document) -> String {
        name == Schema.idField ? document.id : document.values(of: name).joined(separator: "; ")
    }

    // MARK: Documents that were not searched for

    func json(of document: Document) -> JSON { .object(names.map { ($0, Self.json($0, of: document)) }) }

    func texts(of document: Document) -> [String] { names.map { Self.text($0, of: document) } }
}

extension Snippet {
    /// The text as HTML, matches in `<mark>`.
    var html: String { highlighted(before: "<mark>", after: "</mark>", escapingHTML: true) }
}
