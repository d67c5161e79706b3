/// The token filters of an ``Analyzer`` in a row, with the memory they work in.
///
/// The term is a pure function of the token's bytes, so callers remember it for each distinct word; a chain may
/// therefore be slow by the standard of an inner loop. A chain belongs to one thread at a time.
package final class TokenFilterChain {
    /// A step by its place among those of its kind: copies of filters would cost counted references for every token.
    private enum Step {
        case change(Int, isStemmer: Bool)
        case remove(Int)
        case protect(Int)
    }

    private let steps: [Step]
    private let filters: [any TokenFilter]
    private let removals: [TermRemoval]
    private let protectedTerms: [Set<[UInt8]>]
    private var folded: [UInt8] = []
    /// Whether a token that begins with an ASCII letter or digit has a term, which begins with the same one, the letter
    /// in small.
    package let keepsFirstLetter: Bool

    init(_ filters: [Analyzer.Filter]) {
        keepsFirstLetter = filters.allSatisfy(\.keepsFirstLetter)
        var steps: [Step] = []
        var changes: [any TokenFilter] = []
        var removals: [TermRemoval] = []
        var protectedTerms: [Set<[UInt8]>] = []
        func change(_ filter: any TokenFilter, isStemmer: Bool = false) {
            steps.append(.change(changes.count, isStemmer: isStemmer))
            changes.append(filter)
        }
        for filter in filters {
            switch filter.kind {
            case .caseFolding: change(CaseFolding())
            case .trimming: change(Trimming())
            case .apostrophes: change(Apostrophes())
            case .englishPossessive: change(EnglishPossessive())
            case .diacritics: change(Diacritics())
            case .acronyms: change(Acronyms())
            case .thousands: change(Thousands())
            case .elision: change(Elision())
            case .turkishCase: change(TurkishCase())
            case .turkishEndings: change(TurkishEndings())
            case .romanianLetters: change(RomanianLetters())
            case .snowball(let language):
                if let stemmer = SnowballStemmer(language) { change(stemmer, isStemmer: true) }
            case .custom(_, let make): change(make())
            case .remove(let removal):
                steps.append(.remove(removals.count))
                removals.append(removal)
            case .protect(let words):
                steps.append(.protect(protectedTerms.count))
                protectedTerms.append(words)
            case .stream, .byLanguage: break
            }
        }
        self.steps = steps
        self.filters = changes
        self.removals = removals
        self.protectedTerms = protectedTerms
    }

    /// Puts the term of a token in place of what `term` holds; leaves it empty where a filter removes the token.
    ///
    /// A token of which folding and stemming would leave nothing keeps what the first filter, the folding, made of it,
    /// or its own bytes.
    package func term(for token: UnsafeRawBufferPointer, into term: inout [UInt8]) {
        term.removeAll(keepingCapacity: true)
        term.append(contentsOf: token)
        var isProtected = false
        for index in steps.indices {
            switch steps[index] {
            case .change(let filter, let isStemmer):
                if !isStemmer || !isProtected { filters[filter].apply(to: &term) }
            case .protect(let words): isProtected = isProtected || protectedTerms[words].contains(term)
            case .remove(let removal):
                if removals[removal].removes(term) {
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
