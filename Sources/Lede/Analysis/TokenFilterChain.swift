/// The token filters of an ``Analyzer`` in a row, with the memory they work in.
///
/// The term is a pure function of the token's bytes, so callers remember it for each distinct word; a chain may
/// therefore be slow by the standard of an inner loop. A chain belongs to one thread at a time.
package final class TokenFilterChain {
    private enum Step {
        case change(any TokenFilter, isStemmer: Bool)
        case remove(TermRemoval)
        case protect(Set<[UInt8]>)
    }

    private let steps: [Step]
    private var folded: [UInt8] = []
    /// Whether a token that begins with an ASCII letter or digit has a term, which begins with the same one, the letter
    /// in small.
    package let keepsFirstLetter: Bool

    init(_ filters: [Analyzer.Filter]) {
        keepsFirstLetter = filters.allSatisfy(\.keepsFirstLetter)
        steps = filters.compactMap { filter in
            switch filter.kind {
            case .caseFolding: .change(CaseFolding(), isStemmer: false)
            case .trimming: .change(Trimming(), isStemmer: false)
            case .apostrophes: .change(Apostrophes(), isStemmer: false)
            case .englishPossessive: .change(EnglishPossessive(), isStemmer: false)
            case .diacritics: .change(Diacritics(), isStemmer: false)
            case .acronyms: .change(Acronyms(), isStemmer: false)
            case .thousands: .change(Thousands(), isStemmer: false)
            case .elision: .change(Elision(), isStemmer: false)
            case .turkishCase: .change(TurkishCase(), isStemmer: false)
            case .turkishEndings: .change(TurkishEndings(), isStemmer: false)
            case .romanianLetters: .change(RomanianLetters(), isStemmer: false)
            case .snowball(let language): SnowballStemmer(language).map { .change($0, isStemmer: true) }
            case .custom(_, let make): .change(make(), isStemmer: false)
            case .remove(let removal): .remove(removal)
            case .protect(let words): .protect(words)
            case .stream, .byLanguage: nil
            }
        }
    }

    /// Puts the term of a token in place of what `term` holds; leaves it empty where a filter removes the token.
    ///
    /// A token of which folding and stemming would leave nothing keeps what the first filter, the folding, made of it,
    /// or its own bytes.
    package func term(for token: UnsafeRawBufferPointer, into term: inout [UInt8]) {
        term.removeAll(keepingCapacity: true)
        term.append(contentsOf: token)
        var isProtected = false
        for (index, step) in steps.enumerated() {
            switch step {
            case .change(let filter, let isStemmer): if !isStemmer || !isProtected { filter.apply(to: &term) }
            case .protect(let words): isProtected = isProtected || words.contains(term)
            case .remove(let removal):
                if removal.removes(term) {
                    term.removeAll(keepingCapacity: true)
                    return
                }
            }
            if index == 0 { folded.replaceSubrange(folded.indices, with: term) }
        }
        if term.isEmpty { term.append(contentsOf: folded) }
        if term.isEmpty { term.append(contentsOf: token) }
    }
}
