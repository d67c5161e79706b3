/// Takes the article away that is joined to a word by an apostrophe, as in French, Italian, Catalan and Irish:
/// `l'avion` and `avion` are one term.
///
/// The list is that of Lucene's analyzers of these languages, for all of them at once.
struct Elision: TokenFilter {
    private static let articles = Set(
        [
            "l", "m", "t", "qu", "n", "s", "j", "d", "c", "jusqu", "quoiqu", "lorsqu", "puisqu", "all", "dall", "dell",
            "nell", "sull", "coll", "pell", "gl", "agl", "dagl", "degl", "negl", "sugl", "un", "v", "b",
        ].map { Array($0.utf8) })

    func apply(to term: inout [UInt8]) {
        guard let end = term.firstIndex(of: UInt8(ascii: "'")), end < term.count - 1,
            Self.articles.contains(Array(term[..<end]))
        else { return }
        term.removeSubrange(...end)
    }
}

/// Folds the two letters I as Turkish has them, before ``CaseFolding`` would fold them as other languages do: `I` is `ı`,
/// `İ` is `i`.
struct TurkishCase: TokenFilter {
    func apply(to term: inout [UInt8]) {
        guard term.contains(where: { $0 == UInt8(ascii: "I") || $0 == 0xC4 || $0 == 0xCC }) else { return }
        var result: [UInt8] = []
        for scalar in String(decoding: term, as: UTF8.self).unicodeScalars {
            switch scalar {
            case "I": result += "ı".utf8
            case "İ": result += "i".utf8
            default: result += UTF8.encode(scalar).map(Array.init) ?? []
            }
        }
        term = result
    }
}
