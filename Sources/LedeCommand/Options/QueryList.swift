import Foundation
import Lede

/// Queries to be asked one after another, each with a name.
struct QueryList {
    struct Entry {
        /// Where it stands, for messages.
        let place: String
        /// Its number, from 1: the line of a file.
        let number: Int
        /// The name that was given, or the query itself.
        let name: String
        let text: String
        /// Whether a name was given.
        let hasName: Bool
    }

    let entries: [Entry]

    /// Reads a file of queries, one a line, each with a name and a tab before it if it is to have one. Empty lines
    /// are passed over; `-` is standard input.
    init(readingFrom path: String) throws(InputError) {
        let data = try InputFile.contents(of: path, for: "the queries")
        let label = InputFile.label(path)
        var entries: [Entry] = []
        for (index, line) in data.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).enumerated() {
            let text = String(decoding: line, as: UTF8.self).drop { $0 == "\u{FEFF}" }
            let pieces = text.split(separator: "\t", maxSplits: 1, omittingEmptySubsequences: false)
            let parts = pieces.map { $0.trimmingCharacters(in: .whitespaces.union(.newlines)) }
            guard let query = parts.last, !(query.isEmpty && parts[0].isEmpty) else { continue }
            let name = parts.count == 2 && !parts[0].isEmpty ? parts[0] : nil
            entries.append(
                Entry(
                    place: "\(label):\(index + 1)", number: index + 1, name: name ?? query, text: query,
                    hasName: name != nil))
        }
        self.entries = entries
    }

    init(_ queries: [SavedQuery]) {
        entries = queries.enumerated().map {
            Entry(
                place: "saved query '\($1.name)'", number: $0 + 1, name: $1.name, text: $1.query, hasName: true)
        }
    }
}
