/// What an article is about: words of its own, and names of two of them that stand side by side.
struct Topic {
    static let count = 500
    static let sections = ["Politics", "Local News", "World", "Business", "Science", "Culture", "Sports", "Opinion"]
    private static let wordCount = 200
    private static let nameCount = 20
    private static let words = Zipf(count: wordCount)
    private static let names = Zipf(count: nameCount)
    /// The ranks below are everybody's.
    private static let firstRank = 1000

    let number: Int

    var section: String { Self.sections[number % Self.sections.count] }

    private func rank(_ index: Int) -> Int { Self.firstRank + number * Self.wordCount + index }

    func word(_ random: inout SplitMix64) -> Int { rank(Self.words.draw(&random)) }

    /// The ranks of the two words of a name, from the most frequent name, 0, on.
    func name(_ index: Int) -> (Int, Int) { (rank(2 * index), rank(2 * index + 1)) }

    func name(_ random: inout SplitMix64) -> (Int, Int) { name(Self.names.draw(&random)) }
}
