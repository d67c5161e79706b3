import Lede

/// What can be asked of a session beside a query.
enum SessionCommand {
    case more
    case open(Int)
    case explain(Int)
    case sort([SortKey])
    case limit(Int)
    case facet(Facet)
    case timeline(CalendarUnit)
    case help
    case quit

    static let names = ["more", "open", "explain", "sort", "limit", "facet", "timeline", "help", "quit"]

    static let helpText = """
        Type a query to search; Enter alone shows the next page.

          :more              the next page
          :open 3            the third document, whole
          :explain 3         how its score comes about
          :sort date         order by a field, :sort -date backwards, :sort score by rank
          :limit 20          how many documents make a page
          :facet section     count the values of a field over all that match; of a date by month
          :timeline year     when the documents were written, by year, month, week or day
          :quit              the end; so is Ctrl-D

        Tab completes commands, fields and words, the arrow keys recall what was typed. 'author:smith' looks in one
        field, "safe zones" is a phrase, AND OR NOT + - combine, (…) groups.

        """

    /// Reads a line that begins with a colon.
    /// - Throws: ``InputError``, ``LedeError``
    init(_ line: String, schema: Schema) throws {
        let parts = line.dropFirst().split(separator: " ", maxSplits: 1).map { $0.trimmingPrefix(" ") }
        let typed = parts.first.map { String($0) } ?? ""
        let argument = parts.count > 1 ? String(parts[1]).trimmed : ""
        let matching = Self.names.filter { $0.hasPrefix(typed) }
        let name = Self.names.contains(typed) ? typed : matching.count == 1 ? matching[0] : typed
        switch name {
        case "more": self = .more
        case "open": self = .open(try Self.number(argument, of: "open"))
        case "explain": self = .explain(try Self.number(argument, of: "explain"))
        case "limit": self = .limit(try Self.number(argument, of: "limit"))
        case "sort": self = .sort(argument.isEmpty || argument == "score" ? [] : try SortKey.parse(argument))
        case "facet": self = .facet(try Self.facet(argument, schema))
        case "timeline":
            guard let unit = CalendarUnit(rawValue: argument.isEmpty ? "month" : argument) else {
                let units = CalendarUnit.allCases.map(\.rawValue).joined(separator: ", ")
                throw InputError(":timeline goes by \(units), not by '\(argument)'")
            }
            self = .timeline(unit)
        case "help", "?": self = .help
        case "quit", "exit": self = .quit
        default:
            let hint = FieldHint.nearest(to: typed, among: Self.names).map { "did you mean ':\($0)'?" }
            throw InputError("there is no command ':\(typed)'; \(hint ?? ":help lists them")")
        }
    }

    private static func number(_ text: String, of command: String) throws(InputError) -> Int {
        guard let number = Int(text), number > 0 else {
            throw InputError(":\(command) needs a number from 1, as in ':\(command) 3'")
        }
        return number
    }

    private static func facet(_ text: String, _ schema: Schema) throws -> Facet {
        if text.isEmpty { throw InputError(":facet needs a field, as in ':facet section'") }
        let name = String(text.prefix { $0 != ":" })
        switch schema[name]?.type {
        case .date: return try .parseHistogram(text)
        case .integer, .double: return .summary(field: name)
        case .keyword, .text, nil: return try .parseValues(text)
        }
    }

    /// What may stand behind a command.
    static func arguments(of command: String, in schema: Schema) -> [String] {
        switch command {
        case ":sort":
            let fields = schema.fields.filter { $0.type != .text }.map(\.name)
            return ["score"] + fields + fields.map { "-" + $0 }
        case ":facet": return schema.fields.filter { $0.type != .text && $0.name != Schema.idField }.map(\.name)
        case ":timeline": return CalendarUnit.allCases.map(\.rawValue)
        default: return []
        }
    }
}

extension String {
    fileprivate var trimmed: String {
        var text = Substring(self)
        while text.last == " " { text.removeLast() }
        return String(text.drop { $0 == " " })
    }
}
