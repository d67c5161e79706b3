import Lede

/// Which field a key of a source fills.
///
/// A key fills a field, in this order of preference, when
/// 1. the user's map says so,
/// 2. it is named as the field,
/// 3. it is named so but for capitals (`Title` in the header of a table),
/// 4. it is one of the other names below, first to last, without regard to capitals.
///
/// | field | other names |
/// |---|---|
/// | `date` | `published`, `publishedAt`, `published_at`, `pubDate`, `datePublished` |
/// | `title` | `headline` |
/// | `body` | `text`, `content` |
/// | `section` | `category` |
/// | `author` | `authors`, `author.name`, `authors.name`, `byline` |
/// | `url` | `link` |
///
/// Of the keys of a record that could fill a field, only the most preferred does. The others stay stored fields
/// under their own name, except a key that is itself a field's name and lost to the user's map: it is left out.
struct FieldNames: Sendable {
    struct Target: Sendable {
        var field: String
        var rank: Int
        /// The place of the field in the schema, and its type; nil for a field that the schema does not have.
        var known: (ordinal: Int, type: Field.FieldType)?
    }

    private static let others: [(field: String, names: [String])] = [
        ("date", ["published", "publishedat", "published_at", "pubdate", "datepublished"]),
        ("title", ["headline"]),
        ("body", ["text", "content"]),
        ("section", ["category"]),
        ("author", ["authors", "author.name", "authors.name", "byline"]),
        ("url", ["link"]),
    ]

    private var mapped: [String: [Target]] = [:]
    private var exact: [String: [Target]] = [:]
    private var folded: [String: [Target]] = [:]

    init(schema: Schema, fieldMap: [String: String]) {
        let known = Dictionary(
            schema.fields.enumerated().map { ($1.name, ($0, $1.type)) }, uniquingKeysWith: { first, _ in first })
        func target(_ field: String, rank: Int) -> Target { Target(field: field, rank: rank, known: known[field]) }
        for (field, key) in fieldMap.sorted(by: { $0.key < $1.key }) {
            mapped[key, default: []].append(target(field, rank: 0))
        }
        for field in schema.fields {
            exact[field.name] = [target(field.name, rank: 1)]
            let key = field.name.lowercased()
            if folded[key] == nil { folded[key] = [target(field.name, rank: 2)] }
        }
        for (field, names) in Self.others where schema[field] != nil {
            for (index, name) in names.enumerated() where folded[name] == nil {
                folded[name] = [target(field, rank: 3 + index)]
            }
        }
    }

    /// The fields that a key may fill, and how well it fits; empty for a name that means nothing here.
    func targets(of key: String) -> [Target] {
        (mapped.isEmpty ? nil : mapped[key]) ?? exact[key] ?? folded[key.lowercased()] ?? []
    }

    /// Whether the name belongs to the schema.
    func isField(_ name: String) -> Bool { exact[name] != nil }
}
