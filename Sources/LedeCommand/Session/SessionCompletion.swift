import Lede

/// How a word may go on.
struct SessionCompletion {
    /// The end of the line that is completed.
    let typed: String
    /// What may stand in its place, the most probable first.
    let candidates: [String]

    private static let listedCandidates = 40

    /// What all candidates begin with; nil where there are none. A single one has a space behind it, unless a value is
    /// to follow.
    var common: String? {
        guard let first = candidates.first else { return nil }
        if candidates.count == 1 { return first.hasSuffix(":") ? first : first + " " }
        var common = first
        for candidate in candidates.dropFirst() {
            common = String(zip(common, candidate).prefix { $0 == $1 }.map(\.0))
        }
        return common.count >= typed.count ? common : typed
    }

    /// The candidates side by side.
    var list: String {
        let shown = candidates.prefix(Self.listedCandidates).joined(separator: "  ")
        return candidates.count > Self.listedCandidates ? shown + "  …" : shown
    }
}

/// Completes what is typed in a session: its commands, the fields of an index, and the words and values in it.
struct SessionCompleter {
    let searcher: Searcher
    private static let greatestCount = 40

    func completion(of line: String) -> SessionCompletion {
        if line.hasPrefix(":") { return command(line) }
        let word = String(line.suffix { !$0.isWhitespace && !"()[]+\"".contains($0) })
        let bare = word.hasPrefix("-") ? String(word.dropFirst()) : word
        guard let colon = bare.firstIndex(of: ":") else {
            let fields = searcher.schema.fields.map { $0.name + ":" }.filter { $0.hasPrefix(bare) }
            return SessionCompletion(typed: bare, candidates: bare.isEmpty ? [] : fields + words(bare, field: nil))
        }
        let field = String(bare[..<colon])
        let start = String(bare[bare.index(after: colon)...])
        return SessionCompletion(typed: start, candidates: words(start, field: field))
    }

    private func command(_ line: String) -> SessionCompletion {
        let parts = line.split(separator: " ", maxSplits: 1, omittingEmptySubsequences: false).map { String($0) }
        guard parts.count == 2 else {
            let names = SessionCommand.names.map { ":" + $0 }.filter { $0.hasPrefix(line) }
            return SessionCompletion(typed: line, candidates: names)
        }
        let candidates = SessionCommand.arguments(of: parts[0], in: searcher.schema).filter { $0.hasPrefix(parts[1]) }
        return SessionCompletion(typed: parts[1], candidates: candidates)
    }

    /// Words of the index; none where the field has no words or cannot be read, as completing is no place for errors.
    private func words(_ start: String, field: String?) -> [String] {
        let found = try? searcher.suggestions(prefix: start, field: field, limit: Self.greatestCount)
        return (found ?? []).map(\.text).filter { $0.hasPrefix(start) }
            .map { $0.contains(where: \.isWhitespace) ? "\"\($0)\"" : $0 }
    }
}

extension String {
    /// The longest end of which every character is wanted.
    fileprivate func suffix(_ isWanted: (Character) -> Bool) -> Substring {
        var start = endIndex
        while start > startIndex, isWanted(self[index(before: start)]) { start = index(before: start) }
        return self[start...]
    }
}
