/// A pattern as a nondeterministic automaton over Unicode scalars (Thompson, *Regular Expression Search Algorithm*,
/// 1968), of which ``UTF8Automaton`` makes a deterministic one where terms lead it.
package struct ScalarNFA: ScalarAutomaton {
    /// The nodes that the text read so far may have led to, ascending; forks are passed through.
    package struct State: Hashable { fileprivate var nodes: [Int32] }

    private enum Node {
        /// A scalar of a set leads to another node.
        case set(Int, next: Int)
        case fork(Int, Int)
        case end
    }

    private static let maximumNodeCount = 10_000

    private var nodes: [Node] = [.end]
    private var sets: [ScalarSet: Int] = [:]
    /// For each set of scalars, and each class, whether the set has it.
    private var members: [[Bool]] = []
    package private(set) var classes = ScalarClasses(starts: [0], classes: [0])
    package private(set) var start = State(nodes: [])
    package private(set) var suffix: [UInt8] = []
    private let fold: (@Sendable (String) -> String)

    /// - Parameter fold: brings the literal text of the pattern into the form of the terms.
    /// - Throws: where the repetitions amount to too much.
    init(_ pattern: RegexNode, fold: @escaping @Sendable (String) -> String) throws(PatternError) {
        self.fold = fold
        let first = try add(pattern, before: 0)
        makeClasses()
        start = closure(of: [first])
        suffix = Self.suffix(of: pattern, fold: fold)
    }

    /// The literals at the end of a sequence that begins with any text.
    private static func suffix(of pattern: RegexNode, fold: (String) -> String) -> [UInt8] {
        guard case .sequence(let parts) = pattern, let first = parts.first, first.isAnyText else { return [] }
        var literals = String.UnicodeScalarView()
        for part in parts.reversed() {
            guard case .literal(let scalar) = part else { break }
            literals.insert(scalar, at: literals.startIndex)
        }
        return Array(fold(String(literals)).utf8)
    }

    // MARK: Building

    private mutating func add(_ node: Node) throws(PatternError) -> Int {
        guard nodes.count < Self.maximumNodeCount else {
            throw PatternError(
                message: "the repetitions amount to more than \(Self.maximumNodeCount) parts",
                hint: "repeat less often", offset: 0, length: 0)
        }
        nodes.append(node)
        return nodes.count - 1
    }

    private mutating func add(_ set: ScalarSet, before next: Int) throws(PatternError) -> Int {
        let ordinal = sets[set] ?? sets.count
        sets[set] = ordinal
        return try add(.set(ordinal, next: next))
    }

    /// Adds what leads through a part of the pattern to a node.
    /// - Returns: the node that it begins with; `next` itself where the part is empty.
    private mutating func add(_ pattern: RegexNode, before next: Int) throws(PatternError) -> Int {
        switch pattern {
        case .literal(let scalar): return try add(literals: [scalar], before: next)
        case .set(let set): return try add(set, before: next)
        case .sequence(let parts): return try add(parts, before: next)
        case .alternatives(let choices):
            var first = try add(choices[choices.count - 1], before: next)
            for choice in choices.dropLast().reversed() { first = try add(.fork(try add(choice, before: next), first)) }
            return first
        case .repeated(let part, let least, let greatest):
            var first = next
            if let greatest {
                for _ in least..<max(least, greatest) {
                    let body = try add(part, before: first)
                    if body == first { break }
                    first = try add(.fork(body, next))
                }
            } else {
                let fork = try add(.fork(next, next))
                nodes[fork] = .fork(try add(part, before: fork), next)
                first = fork
            }
            for _ in 0..<least {
                let body = try add(part, before: first)
                if body == first { break }
                first = body
            }
            return first
        }
    }

    /// Neighbouring literals are folded together: what stands side by side may compose.
    private mutating func add(_ parts: [RegexNode], before next: Int) throws(PatternError) -> Int {
        var first = next
        var literals: [Unicode.Scalar] = []
        for part in parts.reversed() {
            if case .literal(let scalar) = part {
                literals.append(scalar)
                continue
            }
            first = try add(literals: literals.reversed(), before: first)
            literals = []
            first = try add(part, before: first)
        }
        return try add(literals: literals.reversed(), before: first)
    }

    private mutating func add(literals: [Unicode.Scalar], before next: Int) throws(PatternError) -> Int {
        if literals.isEmpty { return next }
        let text = fold(String(String.UnicodeScalarView(literals)))
        var first = next
        for scalar in text.unicodeScalars.reversed() { first = try add(ScalarSet(scalar), before: first) }
        return first
    }

    private mutating func makeClasses() {
        var starts: Set<UInt32> = [0]
        for set in sets.keys {
            for range in set.ranges {
                starts.insert(range.lowerBound)
                starts.insert(range.upperBound + 1)
            }
        }
        let ascending = starts.sorted()
        members = Array(repeating: [], count: sets.count)
        for (set, ordinal) in sets { members[ordinal] = ascending.map { set.contains($0) } }
        classes = ScalarClasses(starts: ascending, classes: Array(ascending.indices))
    }

    // MARK: Running

    /// The nodes that some lead to without reading anything.
    private func closure(of first: [Int]) -> State {
        var isSeen = [Bool](repeating: false, count: nodes.count)
        var open = first
        var found: [Int32] = []
        while let node = open.popLast() {
            if isSeen[node] { continue }
            isSeen[node] = true
            switch nodes[node] {
            case .fork(let one, let other): open += [one, other]
            case .set, .end: found.append(Int32(truncatingIfNeeded: node))
            }
        }
        return State(nodes: found.sorted())
    }

    package func step(_ state: State, _ scalarClass: Int) -> State? {
        var next: [Int] = []
        for node in state.nodes {
            if case .set(let set, let after) = nodes[Int(node)], members[set][scalarClass] { next.append(after) }
        }
        return next.isEmpty ? nil : closure(of: next)
    }

    package func isAccepting(_ state: State) -> Bool { state.nodes.first == 0 }

    package func distance(_ state: State) -> Int { 0 }

    package func size(of state: State) -> Int { state.nodes.count + nodes.count / 16 + 1 }
}
