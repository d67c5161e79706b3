import ArgumentParser
import Lede

struct StatsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "stats", abstract: "Show what the index holds, in numbers.",
        discussion: "Example: lede stats --json")

    @Flag(help: "Print the numbers as one JSON object.") var json = false
    @OptionGroup var location: IndexLocation

    func run() throws {
        let statistics = try location.searcher().statistics()
        try StandardOutput.writeLine(json ? statistics.json.text : statistics.lines.joined(separator: "\n"))
    }
}

extension IndexStatistics {
    fileprivate var json: JSON {
        .object([
            ("documents", .integer(documents)), ("deleted", .integer(deleted)), ("terms", .integer(terms)),
            ("segments", .integer(segments)), ("bytes", .integer(bytes)), ("commit", .integer(commit)),
            ("sections", .object(bySize.map { ($0.tag, .integer($0.bytes)) })),
            ("fields", .array(fields.map(\.json))),
        ])
    }

    private var bySize: [(tag: String, bytes: Int)] {
        sections.map { ($0.key.filter { $0 != " " }, $0.value) }.sorted { ($1.1, $0.0) < ($0.1, $1.0) }
    }

    fileprivate var lines: [String] {
        var totals = Table([.left, .right])
        totals.add("documents", String(documents))
        totals.add("deleted", String(deleted))
        totals.add("terms", String(terms))
        totals.add("segments", String(segments))
        totals.add("size", Numbers.bytes(bytes))
        var fieldTable = Table([.left, .left, .right, .right, .right])
        fieldTable.add("field", "type", "documents", "terms", "words")
        for field in fields {
            fieldTable.add(
                field.name, field.type.rawValue, String(field.documents), field.terms.map { String($0) } ?? "",
                field.tokens.map { String($0) } ?? "")
        }
        var sectionTable = Table([.left, .right, .right, .left])
        sectionTable.add("section", "size", "share", "")
        for (tag, size) in bySize {
            let share = bytes > 0 ? Numbers.fixed(Double(size) / Double(bytes) * 100, 1) + " %" : ""
            sectionTable.add(tag, Numbers.bytes(size), share, Self.contents[tag] ?? "")
        }
        return totals.lines + [""] + fieldTable.lines + [""] + sectionTable.lines
    }

    /// What the sections of the format hold, for people.
    private static let contents = [
        "DOCS": "stored documents", "DIDX": "where they are", "HASH": "hashes of the documents", "IDS": "ids",
        "SIGN": "signatures for near-duplicates",
        "CSUM": "checksums of pages", "KCOL": "keyword columns", "META": "counts", "NAME": "names of stored fields",
        "NCOL": "dates and numbers",
        "NORM": "lengths", "POST": "postings and positions", "TERM": "terms", "TIDX": "index of the terms",
        "PWRD": "frequent words", "PPST": "postings of pairs", "PTRM": "pairs of frequent words",
        "PTIX": "index of the pairs",
    ]
}

extension IndexStatistics.FieldStatistics {
    fileprivate var json: JSON {
        .object([
            ("name", .string(name)), ("type", .string(type.rawValue)), ("documents", .integer(documents)),
            ("terms", terms.map(JSON.integer) ?? .null), ("tokens", tokens.map(JSON.integer) ?? .null),
        ])
    }
}
