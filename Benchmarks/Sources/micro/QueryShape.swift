import SyntheticCorpus

@testable internal import Lede

/// The shapes of queries that are measured, by words of known frequency.
enum QueryShape: String, CaseIterable {
    case frequentTerm = "one frequent term"
    case term = "one term"
    case unionOfTwo = "union of 2"
    case unionOfFour = "union of 4"
    case intersection = "intersection of 2"
    case topicalPhrase = "phrase, topical"
    case frequentPhrase = "phrase of 3 frequent words"
    case filtered = "one frequent term in one month"

    /// Several queries of the shape.
    var queries: [Query] {
        switch self {
        case .frequentTerm: (0..<8).map { .term(Self.word($0)) }
        case .term: (0..<8).map { .term(Self.word(200 + 50 * $0)) }
        case .unionOfTwo: (0..<8).map { .boolean(BooleanQuery(should: Self.words([20 + $0, 300 + 40 * $0]))) }
        case .unionOfFour:
            (0..<8).map { .boolean(BooleanQuery(should: Self.words([5 + $0, 30 + $0, 200 + 30 * $0, 700 + 30 * $0]))) }
        case .intersection: (0..<8).map { .boolean(BooleanQuery(must: Self.words([20 + $0, 100 + 40 * $0]))) }
        case .topicalPhrase: (0..<8).map { .phrase(SyntheticCorpus.name($0 % 4, topic: 60 * $0)) }
        case .frequentPhrase:
            (0..<8).map { .phrase([$0, $0 + 1, $0 / 2].map(Self.word).joined(separator: " ")) }
        case .filtered:
            (0..<8).map { .boolean(BooleanQuery(must: [.term(Self.word($0))], filter: [Self.month(2005 + $0)])) }
        }
    }

    private static func word(_ rank: Int) -> String { SyntheticCorpus.word(rank) }

    private static func words(_ ranks: [Int]) -> [Query] { ranks.map { .term(word($0)) } }

    private static func month(_ year: Int) -> Query {
        .range(field: "date", lower: .inclusive("\(year)-03"), upper: .inclusive("\(year)-03"))
    }
}
