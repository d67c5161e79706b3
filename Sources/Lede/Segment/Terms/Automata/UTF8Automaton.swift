/// A pattern over Unicode scalars, as ``UTF8Automaton`` runs it: a machine whose states are values.
package protocol ScalarAutomaton: Sendable {
    associatedtype State: Hashable
    /// Which scalars the pattern tells apart.
    var classes: ScalarClasses { get }
    var start: State { get }
    /// The state after a scalar of a class; nil where nothing can match any more.
    func step(_ state: State, _ scalarClass: Int) -> State?
    func isAccepting(_ state: State) -> Bool
    /// By how many edits a text that ends in an accepting state differs from the pattern.
    func distance(_ state: State) -> Int
    /// How much a state costs in memory and in each step.
    func size(of state: State) -> Int
    /// What every text that matches ends with, where any text may stand before it; else empty.
    var suffix: [UInt8] { get }
}

extension ScalarAutomaton {
    package var suffix: [UInt8] { [] }
}

/// A deterministic automaton over the UTF-8 bytes of a pattern's scalars, built where terms lead it.
///
/// A state is one of the pattern's, and what was read of a scalar of several bytes. As soon as all scalars that may
/// still come of those bytes are of one class, the pattern takes its step, and only the number of bytes to pass over is
/// kept: so all ideographs share a few states. Each state has a row of 256 successors, made when it is first left.
///
/// - Complexity: a step is a look at a table; a new state costs one step of the pattern for each class of scalars.
package final class UTF8Automaton<Pattern: ScalarAutomaton>: Automaton {
    private struct Key: Hashable {
        /// The index of the pattern's state.
        var state: Int
        /// How many bytes of a scalar are still to come.
        var remaining = 0
        /// The bits of that scalar that were read; nil where they do not matter.
        var prefix: UInt32?
    }

    private let pattern: Pattern
    private let name: String
    private var patternStates: [Pattern.State] = []
    private var patternIndices: [Pattern.State: Int] = [:]
    /// For each state of the pattern the one after each class: `unknown`, or dead.
    private var patternSteps: [Int32] = []
    private var keys: [Key] = []
    private var indices: [Key: Int] = [:]
    /// For each state 256 successors, the first of them `unmade` where they were not looked for yet.
    private var rows = FixedBuffer<Int16>.uninitialized(64 * 256)
    /// For each state 256 bits: by which bytes it can be left.
    private var exits = FixedBuffer<UInt64>.uninitialized(64 * 4)
    /// For each first byte of a scalar the class of all scalars that begin so; `mixed` where they differ.
    private let firstClasses: [Int]
    private var work = 0

    private static var unmade: Int16 { -3 }
    private static var mixed: Int { -1 }

    private static var unknown: Int32 { -2 }
    /// How many states there may be, as numbers of 16 bits: 5 MB of rows.
    private static var stateLimit: Int { 10_000 }
    /// What all steps of the pattern may cost together: some tenths of a second.
    private static var workLimit: Int { 10_000_000 }

    /// - Parameter name: the pattern as it was written, for messages.
    package init(_ pattern: Pattern, name: String) {
        self.pattern = pattern
        self.name = name
        firstClasses = Self.classes(of: pattern)
    }

    deinit {
        rows.deallocate()
        exits.deallocate()
    }

    private static func classes(of pattern: Pattern) -> [Int] {
        var classes = [Int](repeating: mixed, count: 256)
        for byte in 0..<256 {
            guard let (bits, remaining) = scalars(from: byte) else { continue }
            let shift = UInt32(6 * remaining)
            classes[byte] = pattern.classes.of(bits << shift...(bits << shift | (1 << shift &- 1))) ?? mixed
        }
        return classes
    }

    /// What the first byte of a scalar says of it, and how many bytes follow; nil for a byte that is none.
    private static func scalars(from byte: Int) -> (bits: UInt32, remaining: Int)? {
        switch byte {
        case ..<0x80: (UInt32(byte), 0)
        case 0xC2..<0xE0: (UInt32(byte & 0x1F), 1)
        case 0xE0..<0xF0: (UInt32(byte & 0x0F), 2)
        case 0xF0..<0xF5: (UInt32(byte & 0x07), 3)
        default: nil
        }
    }

    package var start: Int {
        get throws(LedeError) {
            if !keys.isEmpty { return 0 }
            return try index(of: Key(state: try patternIndex(of: pattern.start)))
        }
    }

    package func isAccepting(_ state: Int) -> Bool {
        keys[state].remaining == 0 && pattern.isAccepting(patternStates[keys[state].state])
    }

    package var suffix: [UInt8] { pattern.suffix }

    package func distance(_ state: Int) -> Int { pattern.distance(patternStates[keys[state].state]) }

    @inline(__always)
    package func step(_ state: Int, _ byte: UInt8) throws(LedeError) -> Int {
        if rows[state &<< 8] == Self.unmade { try makeRow(state) }
        return Int(rows[state &<< 8 | Int(byte)])
    }

    package func nextByte(_ state: Int, from first: Int) throws(LedeError) -> UInt8? {
        if rows[state &<< 8] == Self.unmade { try makeRow(state) }
        guard first < 256 else { return nil }
        var word = first >> 6
        var bits = exits[state * 4 + word] & ~0 << UInt64(first & 63)
        while bits == 0 {
            word += 1
            if word == 4 { return nil }
            bits = exits[state * 4 + word]
        }
        return UInt8(word * 64 + bits.trailingZeroBitCount)
    }

    // MARK: Building

    private func tooComplex() -> LedeError {
        .invalidQuery("the pattern '\(name)' is too complex; use fewer repetitions and fewer '.*' or '*' inside it")
    }

    private func patternIndex(of state: Pattern.State) throws(LedeError) -> Int {
        if let known = patternIndices[state] { return known }
        try add(work: pattern.size(of: state))
        patternStates.append(state)
        patternIndices[state] = patternStates.count - 1
        patternSteps += repeatElement(Self.unknown, count: pattern.classes.count)
        return patternStates.count - 1
    }

    private func add(work amount: Int) throws(LedeError) {
        work += amount
        if work > Self.workLimit { throw tooComplex() }
    }

    private func index(of key: Key) throws(LedeError) -> Int {
        if let known = indices[key] { return known }
        guard keys.count < Self.stateLimit else { throw tooComplex() }
        keys.append(key)
        indices[key] = keys.count - 1
        if rows.count < keys.count << 8 {
            rows = rows.grown(to: 2 * rows.count)
            exits = exits.grown(to: 2 * exits.count)
        }
        let first = (keys.count - 1) << 8
        rows.fill(first..<first + 256, with: Int16(Self.dead))
        exits.fill(first >> 6..<first >> 6 + 4, with: 0)
        rows[first] = Self.unmade
        return keys.count - 1
    }

    /// The index of the pattern's state after a scalar of a class, or ``dead``.
    private func patternStep(_ state: Int, _ scalarClass: Int) throws(LedeError) -> Int {
        let place = state * pattern.classes.count + scalarClass
        if patternSteps[place] != Self.unknown { return Int(patternSteps[place]) }
        try add(work: pattern.size(of: patternStates[state]))
        var next = Self.dead
        if let found = pattern.step(patternStates[state], scalarClass) { next = try patternIndex(of: found) }
        patternSteps[place] = Int32(truncatingIfNeeded: next)
        return next
    }

    /// The state after some bits of a scalar were read of which `remaining` bytes are to come, or ``dead``.
    private func enter(_ state: Int, prefix: UInt32, remaining: Int) throws(LedeError) -> Int {
        let shift = UInt32(6 * remaining)
        let scalars = prefix << shift...(prefix << shift | (1 << shift &- 1))
        guard let scalarClass = pattern.classes.of(scalars) else {
            return try index(of: Key(state: state, remaining: remaining, prefix: prefix))
        }
        let next = try patternStep(state, scalarClass)
        return next < 0 ? next : try index(of: Key(state: next, remaining: remaining))
    }

    private func makeRow(_ state: Int) throws(LedeError) {
        let key = keys[state]
        if key.remaining == 0 {
            try makeFirstBytes(state, key)
        } else {
            set(state, 0, Self.dead)
            for byte in 0x80..<0xC0 {
                if let prefix = key.prefix {
                    let longer = prefix << 6 | UInt32(byte & 0x3F)
                    set(state, byte, try enter(key.state, prefix: longer, remaining: key.remaining - 1))
                } else {
                    set(state, byte, try index(of: Key(state: key.state, remaining: key.remaining - 1)))
                }
            }
        }
    }

    /// Makes the successors by the first bytes of scalars. Most are of one class, and lead to few states.
    private func makeFirstBytes(_ state: Int, _ key: Key) throws(LedeError) {
        let unknown = Int(Self.unknown)
        /// For each class of scalars and number of bytes to come, the successor.
        var known = [Int](repeating: unknown, count: 4 * pattern.classes.count)
        for byte in 0..<256 {
            guard let (bits, remaining) = Self.scalars(from: byte) else { continue }
            let scalarClass = firstClasses[byte]
            if scalarClass == Self.mixed {
                set(state, byte, try enter(key.state, prefix: bits, remaining: remaining))
                continue
            }
            let place = 4 * scalarClass + remaining
            if known[place] == unknown {
                let next = try patternStep(key.state, scalarClass)
                known[place] = next < 0 ? next : try index(of: Key(state: next, remaining: remaining))
            }
            set(state, byte, known[place])
        }
    }

    private func set(_ state: Int, _ byte: Int, _ next: Int) {
        rows[state << 8 | byte] = Int16(truncatingIfNeeded: next)
        if next >= 0 { exits[state * 4 + (byte >> 6)] |= 1 << UInt64(byte & 63) }
    }
}
