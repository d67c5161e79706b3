import ArgumentParser
import Lede

/// The name of a ranking function on the command line. Case, hyphens and `+` for `plus` do not matter.
enum SimilarityName: String, ExpressibleByArgument, CaseIterable {
    case bm25, bm25plus, bm25l, lm, dph, tfidf

    private static let otherNames: [String: SimilarityName] = [
        "dirichlet": .lm, "lmdirichlet": .lm, "lmd": .lm, "ql": .lm, "classic": .tfidf,
    ]

    init?(argument: String) {
        let name = argument.lowercased().replacing("+", with: "plus").filter { $0 != "-" && $0 != "_" }
        guard let known = SimilarityName(rawValue: name) ?? Self.otherNames[name] else { return nil }
        self = known
    }
}
