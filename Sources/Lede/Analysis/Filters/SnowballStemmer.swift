import CStemmer

/// Reduces a word to its stem by one of the [Snowball](https://snowballstem.org) algorithms; `english` is Porter 2.
///
/// It wants folded words. The C library keeps its working memory in the stemmer, hence one for each chain.
///
/// - Invariant: `stemmer` came from `sb_stemmer_new`, is never nil and is deleted once, in `deinit`.
final class SnowballStemmer: TokenFilter {
    private let stemmer: OpaquePointer

    /// Nil when the library lacks the language, or memory.
    init?(_ language: String) {
        guard let stemmer = sb_stemmer_new(language, "UTF_8") else { return nil }
        self.stemmer = stemmer
    }

    deinit { sb_stemmer_delete(stemmer) }

    func apply(to term: inout [UInt8]) {
        guard let stem = sb_stemmer_stem(stemmer, term, Int32(clamping: term.count)) else { return }
        let bytes = UnsafeRawBufferPointer(start: stem, count: Int(sb_stemmer_length(stemmer)))
        // Most stems are the word, or its beginning.
        let surplus = term.count - bytes.count
        if surplus >= 0,
            term.withBytes({ compareBytes(UnsafeRawBufferPointer(rebasing: $0.dropLast(surplus)), bytes) }) == 0
        {
            if surplus > 0 { term.removeLast(surplus) }
        } else {
            term.replaceSubrange(term.indices, with: bytes)
        }
    }
}
