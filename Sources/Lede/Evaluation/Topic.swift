/// A query of a test collection: what a person asked for, in plain words.
public struct Topic: Sendable, Equatable {
    /// The name by which judgements refer to it.
    public var id: String
    /// What is asked.
    public var text: String

    /// Makes a topic.
    public init(id: String, text: String) {
        self.id = id
        self.text = text
    }

    /// Reads lines of id, tab, text. Empty lines are passed over. White space within an id, for which judgements have no
    /// place, becomes `_`.
    ///
    /// - Throws: ``TestCollectionError`` for a line without a tab, without an id, or with an id that was there before.
    public static func parse(_ text: String) throws(TestCollectionError) -> [Topic] {
        var topics: [Topic] = []
        var known: Set<String> = []
        for (number, line) in text.numberedLines {
            guard let tab = line.firstIndex(of: "\t") else {
                throw TestCollectionError(line: number, reason: "a query is an id, a tab and a text")
            }
            let name = String(line[..<tab]).trimmed
            if name.isEmpty { throw TestCollectionError(line: number, reason: "the query has no id before the tab") }
            let id = TRECRun.column(name)
            if !known.insert(id).inserted {
                throw TestCollectionError(line: number, reason: "the query '\(id)' was there before")
            }
            topics.append(Topic(id: id, text: String(line[line.index(after: tab)...])))
        }
        return topics
    }
}

/// A line of a test collection that cannot be read.
public struct TestCollectionError: Error, Equatable, CustomStringConvertible {
    /// The number of the line, from 1.
    public var line: Int
    /// What is wrong with it.
    public var reason: String

    public var description: String { "line \(line): \(reason)" }
}

extension String {
    /// The lines that are not blank, without line ends and a byte order mark, numbered from 1.
    var numberedLines: [(number: Int, line: Substring)] {
        let start = unicodeScalars.first == "\u{FEFF}" ? unicodeScalars.dropFirst() : Substring(self).unicodeScalars
        var lines: [(number: Int, line: Substring)] = []
        for (index, line) in start.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            let line = Substring(line.last == "\r" ? line.dropLast() : line)
            if !line.allSatisfy(\.isWhitespace) { lines.append((index + 1, line)) }
        }
        return lines
    }

    fileprivate var trimmed: String {
        var rest = Substring(self)
        while rest.first?.isWhitespace == true { rest.removeFirst() }
        while rest.last?.isWhitespace == true { rest.removeLast() }
        return String(rest)
    }
}
