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
/// kept: so all ideographs share a few states. Each state has a row of successors, one for each class of bytes that no
/// state tells apart, made when it is first left.
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
    /// The states within a scalar of which bits matter.
    private var indices: [Key: Int] = [:]
    /// The other ones: for each state of the pattern, and number of bytes to come, the index, or `unknown`.
    private var plainIndices: [Int32] = []
    private let bytes: ByteClasses
    /// For each byte its class.
    private let byteClasses: FixedBuffer<UInt8>
    private let classCount: Int
    /// For each state a successor for each class of bytes, the first of them `unmade` where they were not looked for yet.
    private var rows: FixedBuffer<Int16>
    /// For each state 256 bits: by which bytes it can be left.
    private var exits = FixedBuffer<UInt64>.uninitialized(64 * 4)
    private var work = 0

    private static var unmade: Int16 { -3 }
    private static var unknown: Int32 { -2 }
    /// How many states there may be, as numbers of 16 bits: 5 MB of rows.
    private static var stateLimit: Int { 10_000 }
    /// What all steps of the pattern may cost together: some tenths of a second.
    private static var workLimit: Int { 10_000_000 }

    /// - Parameter name: the pattern as it was written, for messages.
    package init(_ pattern: Pattern, name: String) {
        self.pattern = pattern
        self.name = name
        bytes = ByteClasses(pattern.classes)
        classCount = bytes.count
        byteClasses = .uninitialized(256)
        for byte in 0..<256 { byteClasses[byte] = bytes.classes[byte] }
        rows = .uninitialized(64 * classCount)
    }

    deinit {
        byteClasses.deallocate()
        rows.deallocate()
        exits.deallocate()
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
        let first = state &* classCount
        if rows[first] == Self.unmade { try makeRow(state) }
        return Int(rows[first &+ Int(byteClasses[Int(byte)])])
    }

    package func nextByte(_ state: Int, from first: Int) throws(LedeError) -> UInt8? {
        if rows[state &* classCount] == Self.unmade { try makeRow(state) }
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
        plainIndices += repeatElement(Self.unknown, count: 4)
        return patternStates.count - 1
    }

    private func add(work amount: Int) throws(LedeError) {
        work += amount
        if work > Self.workLimit { throw tooComplex() }
    }

    private func index(of key: Key) throws(LedeError) -> Int {
        if key.prefix == nil {
            let place = 4 * key.state + key.remaining
            if plainIndices[place] != Self.unknown { return Int(plainIndices[place]) }
            plainIndices[place] = Int32(truncatingIfNeeded: keys.count)
        } else {
            if let known = indices[key] { return known }
            indices[key] = keys.count
        }
        guard keys.count < Self.stateLimit else { throw tooComplex() }
        keys.append(key)
        if rows.count < keys.count * bytes.count {
            rows = rows.grown(to: 2 * rows.count)
            exits = exits.grown(to: 2 * exits.count)
        }
        let first = (keys.count - 1) * bytes.count
        rows.fill(first..<first + bytes.count, with: Int16(Self.dead))
        exits.fill(4 * (keys.count - 1)..<4 * keys.count, with: 0)
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
        if key.remaining > 0 {
            set(state, 0, Self.dead)
            for byteClass in bytes.continuations {
                if let prefix = key.prefix {
                    let longer = prefix << 6 | UInt32(bytes.members[byteClass] & 0x3F)
                    set(state, byteClass, try enter(key.state, prefix: longer, remaining: key.remaining - 1))
                } else {
                    set(state, byteClass, try index(of: Key(state: key.state, remaining: key.remaining - 1)))
                }
            }
            return
        }
        for byteClass in 0..<bytes.count {
            guard let first = bytes.firsts[byteClass] else { continue }
            if let scalarClass = first.scalarClass {
                let next = try patternStep(key.state, scalarClass)
                set(state, byteClass, next < 0 ? next : try index(of: Key(state: next, remaining: first.remaining)))
            } else {
                set(state, byteClass, try enter(key.state, prefix: first.bits, remaining: first.remaining))
            }
        }
    }

    private func set(_ state: Int, _ byteClass: Int, _ next: Int) {
        rows[state * bytes.count + byteClass] = Int16(truncatingIfNeeded: next)
        if next < 0 { return }
        for word in 0..<4 { exits[4 * state + word] |= bytes.masks[4 * byteClass + word] }
    }
}

/// Which bytes of UTF-8 an automaton over classes of scalars treats alike in every state.
///
/// First bytes are alike where all scalars that begin with them are of one class and equally long. Bytes that continue a
/// scalar are alike unless there are first bytes that begin scalars of several classes; then each is on its own.
private struct ByteClasses {
    /// What a first byte says of a scalar.
    struct First {
        /// The class of all scalars that begin so; nil where they differ.
        let scalarClass: Int?
        /// Its bits, and how many bytes follow.
        let bits: UInt32
        let remaining: Int
    }

    /// The class of each byte. Byte 0 is in class 0.
    let classes: [UInt8]
    /// For each class its least byte.
    private(set) var members: [Int] = []
    /// For each class what it begins; nil where it begins nothing.
    private(set) var firsts: [First?] = []
    /// The classes of the bytes that continue a scalar.
    private(set) var continuations: [Int] = []
    /// For each class 256 bits: its bytes.
    private(set) var masks: [UInt64] = []
    var count: Int { members.count }

    init(_ scalars: ScalarClasses) {
        var classes = [UInt8](repeating: 0, count: 256)
        /// For each class of scalars and length the class of bytes.
        var known = [Int](repeating: -1, count: 4 * scalars.count)
        var others = -1
        let firsts = (0..<256).map { Self.first($0, scalars) }
        let isContinuedApart = firsts.contains { $0 != nil && $0?.scalarClass == nil }
        for byte in 0..<256 {
            let first = firsts[byte]
            let isContinuation = (0x80..<0xC0).contains(byte)
            var byteClass = -1
            var place: Int?
            if let first, let scalarClass = first.scalarClass {
                place = 4 * scalarClass + first.remaining
                byteClass = known[4 * scalarClass + first.remaining]
            } else if isContinuation, !isContinuedApart {
                byteClass = continuations.first ?? -1
            } else if first == nil, !isContinuation {
                byteClass = others
            }
            if byteClass < 0 {
                byteClass = members.count
                members.append(byte)
                self.firsts.append(first)
                masks += repeatElement(0, count: 4)
                if let place { known[place] = byteClass }
                if isContinuation { continuations.append(byteClass) } else if first == nil { others = byteClass }
            }
            classes[byte] = UInt8(truncatingIfNeeded: byteClass)
            masks[4 * byteClass + byte >> 6] |= 1 << UInt64(byte & 63)
        }
        self.classes = classes
    }

    private static func first(_ byte: Int, _ scalars: ScalarClasses) -> First? {
        let (bits, remaining): (UInt32, Int)
        switch byte {
        case ..<0x80: (bits, remaining) = (UInt32(byte), 0)
        case 0xC2..<0xE0: (bits, remaining) = (UInt32(byte & 0x1F), 1)
        case 0xE0..<0xF0: (bits, remaining) = (UInt32(byte & 0x0F), 2)
        case 0xF0..<0xF5: (bits, remaining) = (UInt32(byte & 0x07), 3)
        default: return nil
        }
        let shift = UInt32(6 * remaining)
        let scalarClass = scalars.of(bits << shift...(bits << shift | (1 << shift &- 1)))
        return First(scalarClass: scalarClass, bits: bits, remaining: remaining)
    }
}
