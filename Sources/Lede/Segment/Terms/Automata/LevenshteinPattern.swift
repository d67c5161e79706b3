/// The words within a distance of a word: insertions, deletions, replacements, and swaps of neighbours, which count
/// one; letters are Unicode scalars. No letter is edited twice (the *optimal string alignment* distance).
///
/// A nondeterministic automaton whose states are how many letters of the word are behind (*i*) and how many edits were
/// made (*e*), after Schulz and Mihov, *Fast String Correction with Levenshtein-Automata*, 2002. After *m* letters *i*
/// lies between *m* − k and *m* + k, so a set of states is a few bits beside *m*.
package struct LevenshteinPattern: ScalarAutomaton {
    package struct State: Hashable {
        /// How many letters were read.
        var read: Int
        /// For each number of edits a set of *i*, five bits from the lowest: bit j is that *i* is `read − k + j`. Then, for
        /// one edit and for two, the same where the letter behind *i* was read in place of that at *i*, which has to come now.
        var bits: UInt32

        package func hash(into hasher: inout Hasher) { hasher.combine(read << 32 | Int(bits)) }
    }

    private static let setBits: UInt32 = 5
    private static let swaps: UInt32 = 10
    /// The greatest distance there is an automaton for.
    package static let greatestDistance = 2

    /// The class of each letter of the word.
    private let word: [Int]
    private let limit: Int
    package let classes: ScalarClasses
    package let start: State

    /// - Parameter distance: 0 to ``greatestDistance``.
    package init(_ text: String, distance: Int) {
        let scalars = text.unicodeScalars.map(\.value)
        let classes = ScalarClasses(distinct: Set(scalars))
        self.classes = classes
        word = scalars.map { classes.of($0) }
        limit = min(max(distance, 0), Self.greatestDistance)
        start = State(read: 0, bits: Self.closed(1 << UInt32(limit), limit: limit, letters: word.count + limit))
    }

    /// Adds the states that leaving letters of the word out leads to.
    ///
    /// - Parameter letters: how many places from the first the word has letters at.
    private static func closed(_ bits: UInt32, limit: Int, letters: Int) -> UInt32 {
        let present: UInt32 = (1 << UInt32(clamping: min(letters, 2 * limit))) &- 1
        var bits = bits
        for edits in 0..<UInt32(limit) {
            let set = bits >> (edits * setBits)
            bits |= (set & present) << (1 + (edits + 1) * setBits)
        }
        return bits
    }

    package func step(_ state: State, _ scalarClass: Int) -> State? {
        let first = state.read - limit
        // At which places the word has the letter, and at which any; one place more than there are, for swaps.
        var same: UInt32 = 0
        var present: UInt32 = 0
        for offset in max(0, -first)..<max(max(0, -first), min(2 * limit + 2, word.count - first)) {
            present |= 1 << UInt32(offset)
            if word[first + offset] == scalarClass { same |= 1 << UInt32(offset) }
        }
        let all: UInt32 = (1 << UInt32(2 * limit + 1)) - 1
        var bits: UInt32 = 0
        // The places of the next state begin one letter later: a letter taken leaves the place, none moves it down.
        for edits in 0...UInt32(limit) {
            let set = state.bits >> (edits * Self.setBits) & all
            bits |= (set & same) << (edits * Self.setBits)
            if edits > 0 {
                let swapped = state.bits >> (edits * Self.setBits + Self.swaps) & all
                bits |= ((swapped & same) << 1 & all) << (edits * Self.setBits)
            }
            if edits < UInt32(limit) {
                bits |= (set & present | set >> 1) << ((edits + 1) * Self.setBits)
                let swapping = (set & (same >> 1)) >> 1
                bits |= swapping << ((edits + 1) * Self.setBits + Self.swaps)
            }
        }
        if bits == 0 { return nil }
        bits = Self.closed(bits, limit: limit, letters: word.count - (state.read + 1 - limit))
        return State(read: state.read + 1, bits: bits)
    }

    private func edits(_ state: State) -> Int? {
        let offset = word.count - (state.read - limit)
        guard offset >= 0, offset <= 2 * limit else { return nil }
        return (0...limit).first { state.bits >> (UInt32($0) * Self.setBits + UInt32(offset)) & 1 != 0 }
    }

    package func isAccepting(_ state: State) -> Bool { edits(state) != nil }

    package func distance(_ state: State) -> Int { edits(state) ?? limit + 1 }

    package func size(of state: State) -> Int { 2 }
}
