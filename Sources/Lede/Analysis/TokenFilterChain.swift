/// The token filters of an ``Analyzer`` in a row, with the memory they work in.
///
/// The term is a pure function of the token's bytes, so callers remember it for each distinct word; a chain may
/// therefore be slow by the standard of an inner loop. A chain belongs to one thread at a time.
package final class TokenFilterChain {
    private let filters: [any TokenFilter]
    private var folded: [UInt8] = []

    init(_ filters: [Analyzer.Filter]) {
        self.filters = filters.compactMap { filter in
            switch filter {
            case .caseFolding: CaseFolding()
            case .trimming: Trimming()
            case .apostrophes: Apostrophes()
            case .englishPossessive: EnglishPossessive()
            case .snowball(let language): SnowballStemmer(language)
            }
        }
    }

    /// Puts the term of a token in place of what `term` holds.
    ///
    /// A token of which the filters would leave nothing keeps what the first filter, the folding, made of it, or its
    /// own bytes: a token always has a term.
    package func term(for token: UnsafeRawBufferPointer, into term: inout [UInt8]) {
        term.removeAll(keepingCapacity: true)
        term.append(contentsOf: token)
        for (index, filter) in filters.enumerated() {
            filter.apply(to: &term)
            if index == 0 { folded.replaceSubrange(folded.indices, with: term) }
        }
        if term.isEmpty { term.append(contentsOf: folded) }
        if term.isEmpty { term.append(contentsOf: token) }
    }
}
