/// Lists of words so common that leaving them out of an index saves space: those of [Snowball](https://snowballstem.org).
///
/// Lede needs none: frequent words are quick to search, and quotes are full of them. A schema may ask for them all the same.
package enum StopWords {
    /// The languages that have a list.
    package static let languages = lists.keys.sorted()

    /// The words of a language as terms, with their diacritics and without; nil when there is no list.
    static func terms(_ language: String) -> Set<[UInt8]>? { lists[language].map { terms($0.split(separator: " ")) } }

    /// Some words as terms, with their diacritics and without.
    static func terms(_ words: some Sequence<some StringProtocol>) -> Set<[UInt8]> {
        var terms: Set<[UInt8]> = []
        for word in words {
            var term = Array(word.utf8)
            CaseFolding().apply(to: &term)
            Apostrophes().apply(to: &term)
            terms.insert(term)
            Diacritics().apply(to: &term)
            terms.insert(term)
        }
        return terms
    }
}
