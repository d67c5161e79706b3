/// Words that never were, spelled from their rank: frequent ones are short, rarer ones take English endings, which
/// give a stemmer something to do.
package enum Vocabulary {
    private static let consonants = Array("bcdfghjklmnprstvwzyx".utf8)
    private static let vowels = Array("aeiou".utf8)
    private static let endings = ["", "s", "", "ed", "n", "ing", "t", "er", "", "ly", "ation", "ness", "r"]

    /// The word of a rank, ASCII in lower case.
    package static func word(_ rank: Int) -> [UInt8] {
        var word: [UInt8] = []
        var rest = rank + 1
        while rest > 0 {
            // Bijective numeration: every rank has a spelling of its own, before endings.
            rest -= 1
            word.append(consonants[rest % consonants.count])
            word.append(vowels[rest / consonants.count % vowels.count])
            rest /= consonants.count * vowels.count
        }
        if rank >= 100 { word += endings[rank % endings.count].utf8 }
        return word
    }
}
