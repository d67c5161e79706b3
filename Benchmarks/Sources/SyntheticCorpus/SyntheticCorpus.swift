/// Articles out of a seed, as many as are wanted.
///
/// An article depends on the seed and its number alone: the corpus of a thousand is the beginning of the corpus of a
/// million, and any machine writes the same bytes.
package struct SyntheticCorpus: Sendable {
    private static let lengths = LogNormal(median: 350, spread: 0.7)
    private static let wordsLimit = 5...8000
    /// 2000-01-01, and how many days from there on.
    private static let firstDay = 10_957
    private static let dayCount = 7305

    package let seed: UInt64

    package init(seed: UInt64) { self.seed = seed }

    package func article(_ number: Int) -> Article {
        var seeds = SplitMix64(seed: seed)
        var random = SplitMix64(seed: seeds.next() ^ UInt64(number))
        let topic = Topic(number: random.below(Topic.count))
        let day = Day(number: Self.firstDay + random.below(Self.dayCount))
        var title = Prose(topic)
        title.appendHeadline(&random)
        let words = Int(Self.lengths.draw(&random))
        var body = Prose(topic)
        body.appendParagraphs(&random, words: min(max(words, Self.wordsLimit.lowerBound), Self.wordsLimit.upperBound))
        return Article(
            id: "synthetic-\(number)", date: day.text, title: title.text, section: topic.section, body: body.text)
    }

    /// The word of a rank among those that articles of every topic share.
    package static func word(_ rank: Int) -> String { String(decoding: Vocabulary.word(rank), as: UTF8.self) }

    /// Two words that articles of a topic write side by side; name 0 is its most frequent one.
    package static func name(_ index: Int, topic: Int) -> String {
        let (first, second) = Topic(number: topic).name(index)
        return word(first) + " " + word(second)
    }
}
