extension SnippetMaker {
    /// Every place in a text where a word or a phrase of the query stands, ascending.
    ///
    /// - Parameters:
    ///   - text: in one piece of memory (`makeContiguousUTF8`).
    ///   - words: the words that were seen in other texts of the same search.
    /// - Returns: offsets of UTF-8 code units.
    /// - Complexity: linear in the text.
    package func places(in text: String, words: KnownWords) -> [Range<Int>] {
        guard !isEmpty else { return [] }
        var places: [Range<Int>] = []
        text.withBytes { bytes in
            let found = occurrences(in: bytes, at: 0) { bytes, body in words.forEach(in: bytes, of: self, body) }
            places = found.map(\.range)
        }
        return places
    }
}
