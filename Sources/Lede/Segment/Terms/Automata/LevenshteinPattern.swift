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
        /// Bit `(offset × 3 + e) × 2`: that *i* is `read − k + offset`, after e edits; the bit above it: that the
        /// letter behind *i* was read in place of that at *i*, which has to come now.
        var bits: UInt32
    }

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
        var start = State(read: 0, bits: 0)
        start.bits = Self.bit(offset: limit, edits: 0)
        self.start = Self.closed(start, limit: limit, count: word.count)
    }

    private static func bit(offset: Int, edits: Int, isSwapping: Bool = false) -> UInt32 {
        1 << UInt32((offset * 3 + edits) * 2 + (isSwapping ? 1 : 0))
    }

    /// Adds the states that leaving letters of the word out leads to.
    private static func closed(_ state: State, limit: Int, count: Int) -> State {
        var state = state
        for edits in 0..<max(limit, 0) {
            for offset in 0..<2 * limit where state.bits & bit(offset: offset, edits: edits) != 0 {
                if state.read - limit + offset < count { state.bits |= bit(offset: offset + 1, edits: edits + 1) }
            }
        }
        return state
    }

    package func step(_ state: State, _ scalarClass: Int) -> State? {
        var next = State(read: state.read + 1, bits: 0)
        func add(_ index: Int, _ edits: Int, isSwapping: Bool = false) {
            let offset = index - (next.read - limit)
            guard edits <= limit, index <= word.count, offset >= 0, offset <= 2 * limit else { return }
            next.bits |= Self.bit(offset: offset, edits: edits, isSwapping: isSwapping)
        }
        for offset in 0...2 * limit {
            let index = state.read - limit + offset
            for edits in 0...limit {
                if state.bits & Self.bit(offset: offset, edits: edits) != 0 {
                    if index < word.count {
                        if word[index] == scalarClass { add(index + 1, edits) }
                        add(index + 1, edits + 1)
                        if index + 1 < word.count, word[index + 1] == scalarClass {
                            add(index, edits + 1, isSwapping: true)
                        }
                    }
                    add(index, edits + 1)
                }
                if state.bits & Self.bit(offset: offset, edits: edits, isSwapping: true) != 0,
                    word[index] == scalarClass
                {
                    add(index + 2, edits)
                }
            }
        }
        return next.bits == 0 ? nil : Self.closed(next, limit: limit, count: word.count)
    }

    private func edits(_ state: State) -> Int? {
        let offset = word.count - (state.read - limit)
        guard offset >= 0, offset <= 2 * limit else { return nil }
        return (0...limit).first { state.bits & Self.bit(offset: offset, edits: $0) != 0 }
    }

    package func isAccepting(_ state: State) -> Bool { edits(state) != nil }

    package func distance(_ state: State) -> Int { edits(state) ?? limit + 1 }

    package func size(of state: State) -> Int { 2 }
}
