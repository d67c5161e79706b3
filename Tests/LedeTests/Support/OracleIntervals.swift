@testable import Lede

/// The intervals of a query in one field of a document, by trying all pairs.
struct OracleIntervals {
    struct Found: Hashable {
        var start: Int
        var end: Int
    }

    /// For each position of the field its term; positions between two values have none.
    private let words: [Int: Int]
    /// The positions after which sentences and paragraphs end.
    private var sentenceEnds: [Int] = []
    private var paragraphEnds: [Int] = []
    let terms: (String) -> [Int]

    init(_ document: OracleDocument, _ field: Field, terms: @escaping (String) -> [Int]) {
        var words: [Int: Int] = [:]
        var next = 0
        for (index, value) in (document.texts[field.name] ?? []).enumerated() {
            if !words.isEmpty { next += 100 }
            let start = next
            sentenceEnds += document.sentenceEnds[field.name]?[index].map { start + $0 } ?? []
            paragraphEnds += document.paragraphEnds[field.name]?[index].map { start + $0 } ?? []
            for term in value {
                words[next] = term
                next += 1
            }
        }
        self.words = words
        self.terms = terms
    }

    /// What the intervals amount to.
    func frequency(_ query: Query) -> Double {
        let query = single(query)
        if case .phrase(let text, _, let slop) = query, slop > 0, terms(text).count > 1 {
            return sloppy(terms(text), slop).reduce(0) { $0 + 1 / Double(1 + $1) }
        }
        let found = intervals(query) ?? []
        guard case .near(let parts, let within, let isOrdered) = query, !(isOrdered && within == 0) else {
            return Double(found.count)
        }
        let least = parts.compactMap(leastLength).reduce(0, +)
        return found.reduce(0) { $0 + 1 / Double(1 + max(0, $1.end - $1.start + 1 - least)) }
    }

    /// The query without groups of which only one part has words.
    private func single(_ query: Query) -> Query {
        switch query {
        case .near(let parts, _, _), .sameSentence(let parts), .sameParagraph(let parts):
            let left = parts.filter { leastLength($0) != nil }
            return left.count == 1 ? single(left[0]) : query
        case .boolean(let parts):
            let left = parts.should.filter { leastLength($0) != nil }
            return left.count == 1 ? single(left[0]) : query
        default: return query
        }
    }

    /// Nil for a query without words.
    private func leastLength(_ query: Query) -> Int? {
        switch query {
        case .term(let text, _), .phrase(let text, _, _): terms(text).isEmpty ? nil : terms(text).count
        case .near(let parts, _, _), .sameSentence(let parts), .sameParagraph(let parts):
            parts.allSatisfy { leastLength($0) == nil } ? nil : parts.compactMap(leastLength).reduce(0, +)
        case .boolean(let parts): parts.should.compactMap(leastLength).min()
        default: nil
        }
    }

    private func isSolid(_ query: Query) -> Bool {
        switch single(query) {
        case .phrase(let text, _, let slop): slop == 0 || terms(text).count < 2
        case .near(let parts, let within, let isOrdered): within == 0 && isOrdered && parts.allSatisfy(isSolid)
        case .boolean(let parts): parts.should.allSatisfy(isSolid)
        case .sameSentence, .sameParagraph: false
        default: true
        }
    }

    private func minimal(_ all: some Sequence<Found>) -> [Found] {
        let distinct = Set(all)
        return distinct.filter { one in
            !distinct.contains { $0 != one && $0.start >= one.start && $0.end <= one.end }
        }
    }

    /// - Returns: nil where the query has no words.
    private func intervals(_ query: Query) -> [Found]? {
        all(query).map(minimal)
    }

    /// All intervals, also those that contain others, where the next words must follow directly.
    private func all(_ query: Query) -> [Found]? {
        switch query {
        case .term(let text, _), .phrase(let text, _, 0): return phrase(terms(text))
        case .phrase(let text, _, let slop):
            let terms = terms(text)
            if terms.count < 2 { return phrase(terms) }
            return minimal(sloppyChoices(terms, slop).map { Found(start: $0.min() ?? 0, end: $0.max() ?? 0) })
        case .boolean(let parts):
            let found = parts.should.compactMap(all)
            return found.isEmpty ? nil : found.flatMap { $0 }
        case .sameSentence(let parts): return near(parts, within: .max, isOrdered: false, apart: sentenceEnds)
        case .sameParagraph(let parts): return near(parts, within: .max, isOrdered: false, apart: paragraphEnds)
        case .near(let parts, let within, let isOrdered):
            return near(parts, within: within, isOrdered: isOrdered, apart: [])
        default: return nil
        }
    }

    /// - Parameter apart: positions after which something ends that no interval reaches across.
    private func near(_ parts: [Query], within: Int, isOrdered: Bool, apart: [Int]) -> [Found]? {
        let parts = parts.filter { leastLength($0) != nil }
        guard var result = parts.first.flatMap(all) else { return nil }
        let isSequence = isOrdered && within == 0
        if !isSequence { result = minimal(result) }
        for (index, part) in parts.enumerated().dropFirst() {
            let isFirstSolid = index == 1 && isSolid(parts[0])
            var next = Set<Found>()
            for first in result {
                for second in (isSequence ? all(part) : intervals(part)) ?? [] {
                    let joined = Found(start: min(first.start, second.start), end: max(first.end, second.end))
                    if isSequence {
                        if second.start == first.end + 1 { next.insert(joined) }
                    } else if first.end < second.start {
                        if second.start - first.end - 1 <= within { next.insert(joined) }
                    } else if !isOrdered, second.end < first.start {
                        if first.start - second.end - 1 <= within { next.insert(joined) }
                    } else if !isOrdered, mayOverlap(first, isFirstSolid, second, isSolid(part)) {
                        next.insert(joined)
                    }
                }
            }
            next = next.filter { one in !apart.contains { $0 >= one.start && $0 < one.end } }
            result = isSequence ? Array(next) : minimal(next)
        }
        return result
    }

    private func mayOverlap(_ a: Found, _ isASolid: Bool, _ b: Found, _ isBSolid: Bool) -> Bool {
        if Set([a.start, a.end]).intersection([b.start, b.end]).isEmpty == false { return false }
        if b.start > a.start, b.end < a.end { return !isASolid }
        if a.start > b.start, a.end < b.end { return !isBSolid }
        return !isASolid && !isBSolid
    }

    private func phrase(_ terms: [Int]) -> [Found]? {
        if terms.isEmpty { return nil }
        return words.keys.filter { start in terms.indices.allSatisfy { words[start + $0] == terms[$0] } }
            .map { Found(start: $0, end: $0 + terms.count - 1) }
    }

    // MARK: Sloppy phrases

    /// The moves of each match.
    private func sloppy(_ terms: [Int], _ slop: Int) -> [Int] {
        sloppyChoices(terms, slop).map(window).map { $0.end - $0.start }
    }

    private func window(_ positions: [Int]) -> Found {
        let starts = positions.enumerated().map { $1 - $0 }
        return Found(start: starts.min() ?? 0, end: starts.max() ?? 0)
    }

    /// For each minimal window of starts the choice of the first positions.
    private func sloppyChoices(_ terms: [Int], _ slop: Int) -> [[Int]] {
        let choices = choices(terms, slop)
        return minimal(choices.map(window)).compactMap { wanted in
            choices.filter { window($0) == wanted }.min { $0.reduce(0, +) < $1.reduce(0, +) }
        }
    }

    /// The ways to take a different position for each word so that they ask for starts at most `slop` apart.
    private func choices(_ terms: [Int], _ slop: Int) -> [[Int]] {
        var result: [[Int]] = [[]]
        for (place, term) in terms.enumerated() {
            let positions = words.filter { $0.value == term }.map(\.key)
            result = result.flatMap { chosen in
                positions.filter { position in
                    let starts = chosen.enumerated().map { $1 - $0 } + [position - place]
                    return !chosen.contains(position) && starts.max()! - starts.min()! <= slop
                }.map { chosen + [$0] }
            }
        }
        return result
    }
}
