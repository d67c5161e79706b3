/// Writes sentences about a topic: words, names of two words, some of them possessive, commas and full stops.
struct Prose {
    private static let common = Zipf(count: 300_000)
    /// Of ten words one and a half are the topic's; of a hundred two start a name.
    private static let topicalChance = 0.15
    private static let nameChance = 0.02
    private static let commaChance = 0.06
    private static let possessiveChance = 0.004

    let topic: Topic
    private(set) var bytes: [UInt8] = []
    private(set) var wordCount = 0

    init(_ topic: Topic) { self.topic = topic }

    var text: String { String(decoding: bytes, as: UTF8.self) }

    private mutating func append(_ rank: Int, capitalized: Bool) {
        let start = bytes.count
        bytes += Vocabulary.word(rank)
        if capitalized { bytes[start] &-= 0x20 }
        wordCount += 1
    }

    /// Appends a word, or a name.
    private mutating func appendWords(_ random: inout SplitMix64, capitalized: Bool) {
        if random.chance(Self.nameChance) {
            let (first, second) = topic.name(&random)
            append(first, capitalized: true)
            bytes.append(UInt8(ascii: " "))
            append(second, capitalized: true)
        } else if random.chance(Self.topicalChance) {
            append(topic.word(&random), capitalized: capitalized)
        } else {
            append(Self.common.draw(&random), capitalized: capitalized)
        }
        if random.chance(Self.possessiveChance) { bytes += "’s".utf8 }
    }

    /// Appends a sentence of about so many words.
    mutating func appendSentence(_ random: inout SplitMix64, words: Int) {
        let end = wordCount + words
        appendWords(&random, capitalized: true)
        while wordCount < end {
            bytes += (random.chance(Self.commaChance) ? ", " : " ").utf8
            appendWords(&random, capitalized: false)
        }
        bytes.append(UInt8(ascii: "."))
    }

    /// Appends paragraphs until there are so many words.
    mutating func appendParagraphs(_ random: inout SplitMix64, words: Int) {
        while wordCount < words {
            if !bytes.isEmpty { bytes += "\n\n".utf8 }
            let paragraphEnd = min(words, wordCount + 40 + random.below(80))
            appendSentence(&random, words: 6 + random.below(25))
            while wordCount < paragraphEnd {
                bytes.append(UInt8(ascii: " "))
                appendSentence(&random, words: 6 + random.below(25))
            }
        }
    }

    /// Appends a headline.
    mutating func appendHeadline(_ random: inout SplitMix64) {
        let words = 4 + random.below(7)
        appendWords(&random, capitalized: true)
        while wordCount < words {
            bytes.append(UInt8(ascii: " "))
            appendWords(&random, capitalized: false)
        }
    }
}
