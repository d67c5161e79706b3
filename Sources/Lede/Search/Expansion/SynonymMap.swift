/// Which words stand for which others, as a file of synonyms says.
///
/// ```
/// # a comment
/// car, automobile, motor vehicle
/// colour => color, hue
/// ```
///
/// Words of a line with commas stand for each other. A line with `=>` lets the words before it stand for those after it
/// only; name a word on both sides to keep it. What has several words is looked for as a phrase, and is recognised in
/// a query where it stands in quotation marks. Capital letters make no difference.
public struct SynonymMap: Sendable, Equatable {
    /// For each word or phrase, folded, what it stands for, in the order of the lines.
    private(set) var replacements: [String: [String]] = [:]

    /// A map without synonyms.
    public init() {}

    /// Reads the lines of a file.
    ///
    /// - Throws: ``LedeError/invalidQuery(_:)`` with the number of a line that cannot be read.
    public init(_ text: String) throws(LedeError) {
        var number = 0
        for line in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline) {
            number += 1
            let content = line.prefix { $0 != "#" }
            if content.allSatisfy(\.isWhitespace) { continue }
            let sides = Self.sides(of: content)
            guard sides.count <= 2 else { throw Self.error(number, "there are two '=>'") }
            let words = try Self.words(of: sides[0], number)
            if sides.count == 1 {
                guard words.count > 1 else {
                    throw Self.error(number, "'\(words[0])' has no synonym; write car, automobile or colour => color")
                }
                for word in words { add(word, words) }
            } else {
                let others = try Self.words(of: sides[1], number)
                for word in words { add(word, others) }
            }
        }
    }

    /// Whether there are no synonyms.
    public var isEmpty: Bool { replacements.isEmpty }

    private mutating func add(_ word: String, _ others: [String]) {
        var known = replacements[Self.key(word)] ?? []
        for other in others where !known.contains(other) { known.append(other) }
        replacements[Self.key(word)] = known
    }

    /// What stands before and after `=>`.
    private static func sides(of line: Substring) -> [Substring] {
        var sides: [Substring] = []
        var rest = line
        while let arrow = rest.firstRange(of: "=>") {
            sides.append(rest[..<arrow.lowerBound])
            rest = rest[arrow.upperBound...]
        }
        return sides + [rest]
    }

    private static func words(of side: Substring, _ line: Int) throws(LedeError) -> [String] {
        var words: [String] = []
        for part in side.split(separator: ",", omittingEmptySubsequences: false) {
            let word = part.split(whereSeparator: \.isWhitespace).joined(separator: " ")
            if word.isEmpty { throw error(line, "a word is missing beside a comma or '=>'") }
            if !words.contains(word) { words.append(word) }
        }
        return words
    }

    private static func error(_ line: Int, _ reason: String) -> LedeError {
        .invalidQuery("synonyms, line \(line): \(reason)")
    }

    /// The form in which words are compared.
    private static func key(_ word: String) -> String {
        Analyzer.standard.analyze(word).map(\.term).joined(separator: " ")
    }

    /// A query with each word and phrase that has synonyms replaced by ``Query/synonyms(_:field:)``.
    public func applied(to query: Query) -> Query {
        if isEmpty { return query }
        return query.mappingWords { word in
            switch word {
            case .term(let text, let field), .phrase(let text, let field, 0):
                guard let others = replacements[Self.key(text)] else { return word }
                return .synonyms(others, field: field)
            default: return word
            }
        }
    }
}

extension Query {
    /// The query with each part that has no parts itself replaced.
    package func mappingWords(_ body: (Query) -> Query) -> Query {
        switch self {
        case .boolean(var query):
            query.must = query.must.map { $0.mappingWords(body) }
            query.should = query.should.map { $0.mappingWords(body) }
            query.mustNot = query.mustNot.map { $0.mappingWords(body) }
            query.filter = query.filter.map { $0.mappingWords(body) }
            return .boolean(query)
        case .boost(let inner, let factor): return .boost(inner.mappingWords(body), factor)
        case .constant(let inner, let score): return .constant(inner.mappingWords(body), score)
        case .fields(let fields, let inner): return .fields(fields, inner.mappingWords(body))
        default: return body(self)
        }
    }
}
