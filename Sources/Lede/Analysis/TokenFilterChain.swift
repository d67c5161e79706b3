/// The token filters of an ``Analyzer`` in a row, with the memory they work in.
///
/// The term is a pure function of the token's bytes, so callers remember it for each distinct word; a chain may
/// therefore be slow by the standard of an inner loop. A chain belongs to one thread at a time.
package final class TokenFilterChain {
    /// The most frequent filters by themselves, the others by their places among those of their kind: copies of filters would cost
    /// counted references for every token.
    private enum Step {
        case caseFolding
        case apostrophes
        case englishPossessive
        case stem(Int)
        case change(Int)
        case remove(Int)
        case protect(Int)
    }

    private let steps: [Step]
    private let stemmers: [SnowballStemmer]
    private let filters: [any TokenFilter]
    private let removals: [TermRemoval]
    private let protectedTerms: [Set<[UInt8]>]
    /// How many steps come first that only fold, where none behind them does; nil where one does.
    private let foldingSteps: Int?
    private let allFilters: [Analyzer.Filter]
    private lazy var formChain = TokenFilterChain(allFilters.filter(\.isFolding))
    /// Whether a token that begins with an ASCII letter or digit has a term, which begins with the same one, the letter
    /// in small.
    package let keepsFirstLetter: Bool

    init(_ filters: [Analyzer.Filter]) {
        keepsFirstLetter = filters.allSatisfy(\.keepsFirstLetter)
        allFilters = filters
        var steps: [Step] = []
        var stemmers: [SnowballStemmer] = []
        var changes: [any TokenFilter] = []
        var removals: [TermRemoval] = []
        var protectedTerms: [Set<[UInt8]>] = []
        var folding: Int? = 0
        func change(_ filter: any TokenFilter) {
            steps.append(.change(changes.count))
            changes.append(filter)
        }
        for filter in filters {
            let before = steps.count
            switch filter.kind {
            case .caseFolding: steps.append(.caseFolding)
            case .apostrophes: steps.append(.apostrophes)
            case .englishPossessive: steps.append(.englishPossessive)
            case .trimming: change(Trimming())
            case .diacritics: change(Diacritics())
            case .acronyms: change(Acronyms())
            case .thousands: change(Thousands())
            case .elision: change(Elision())
            case .turkishCase: change(TurkishCase())
            case .turkishEndings: change(TurkishEndings())
            case .romanianLetters: change(RomanianLetters())
            case .snowball(let language):
                if let stemmer = SnowballStemmer(language) {
                    steps.append(.stem(stemmers.count))
                    stemmers.append(stemmer)
                }
            case .custom(_, let make): change(make())
            case .remove(let removal):
                steps.append(.remove(removals.count))
                removals.append(removal)
            case .protect(let words):
                steps.append(.protect(protectedTerms.count))
                protectedTerms.append(words)
            case .stream, .byLanguage: break
            }
            if filter.isFolding, steps.count > before { folding = folding == before ? steps.count : nil }
        }
        self.steps = steps
        self.stemmers = stemmers
        self.filters = changes
        self.removals = removals
        self.protectedTerms = protectedTerms
        foldingSteps = folding
    }

    /// Puts the term of a token in place of what `term` holds; leaves it empty where a filter removes the token.
    ///
    /// A token of which folding and stemming would leave nothing keeps what the first filter, the folding, made of it,
    /// or its own bytes.
    package func term(for token: UnsafeRawBufferPointer, into term: inout [UInt8]) {
        term.removeAll(keepingCapacity: true)
        term.append(contentsOf: token)
        if apply(steps.indices, to: &term), term.isEmpty { restore(&term, from: token) }
    }

    /// The same, and puts the form of the token, which the filters that only fold make of it, in place of what `form` holds.
    package func term(for token: UnsafeRawBufferPointer, into term: inout [UInt8], form: inout [UInt8]) {
        guard let foldingSteps else {
            self.term(for: token, into: &term)
            formChain.term(for: token, into: &form)
            return
        }
        term.removeAll(keepingCapacity: true)
        term.append(contentsOf: token)
        _ = apply(0..<foldingSteps, to: &term)
        form.removeAll(keepingCapacity: true)
        form.append(contentsOf: term)
        if form.isEmpty { restore(&form, from: token) }
        if apply(foldingSteps..<steps.count, to: &term), term.isEmpty { restore(&term, from: token) }
    }

    /// Applies some of the steps.
    /// - Returns: false where a filter removes the term.
    private func apply(_ range: Range<Int>, to term: inout [UInt8]) -> Bool {
        var isProtected = false
        for index in range {
            switch steps[index] {
            case .caseFolding: CaseFolding().apply(to: &term)
            case .apostrophes: Apostrophes().apply(to: &term)
            case .englishPossessive: EnglishPossessive().apply(to: &term)
            case .stem(let stemmer): if !isProtected { stemmers[stemmer].apply(to: &term) }
            case .change(let filter): filters[filter].apply(to: &term)
            case .protect(let words): isProtected = isProtected || protectedTerms[words].contains(term)
            case .remove(let removal):
                if removals[removal].removes(term) {
                    term.removeAll(keepingCapacity: true)
                    return false
                }
            }
        }
        return true
    }

    /// Brings back what was there before all was taken away.
    private func restore(_ term: inout [UInt8], from token: UnsafeRawBufferPointer) {
        term.append(contentsOf: token)
        if !steps.isEmpty { _ = apply(0..<1, to: &term) }
        if term.isEmpty { term.append(contentsOf: token) }
    }
}
