/// Walks the terms of a dictionary that an automaton accepts, ascending.
///
/// Terms are read block by block, as ``TermCursor`` does; the automaton's states along the current term are kept, so
/// the bytes that a term shares with the one before are not looked at again, and a term that shares those at which
/// the one before failed is passed over. After a failure the least text that could still be accepted is computed, and
/// where it lies beyond the block at hand, the walk goes on in the block that would hold it.
///
/// Source of the seeking: Lucene's `AutomatonTermsEnum`; the blocks and shared prefixes are this dictionary's.
///
/// - Complexity: a step of the automaton for each byte that differs from the term before. Where any beginning can
///   lead to a match, as with a leading `*`, all terms are read.
struct TermIntersection<A: Automaton> {
    private let dictionary: TermDictionary
    private let automaton: A
    private var reader: TermEntryReader
    private var next: Int
    /// The first term of the block after the one at hand; nil in the last block.
    private var nextKey: ByteRegion?
    private(set) var term: [UInt8] = []
    private(set) var entry = TermEntry(documentFrequency: 0, totalFrequency: 0)
    /// The states before each byte of the term, and at the end: up to where it failed.
    private var states: [Int] = []
    private static var terms: Int { TermDictionaryWriter.termsPerBlock }

    /// Starts before the first term that is accepted.
    init(_ dictionary: TermDictionary, _ automaton: A) throws(LedeError) {
        self.dictionary = dictionary
        self.automaton = automaton
        next = dictionary.termCount
        reader = TermEntryReader(try ByteReader(dictionary.region), hasPositions: dictionary.hasPositions)
        states = [try automaton.start]
        if dictionary.blockCount > 0, states[0] >= 0 {
            let first = try leastAccepted(from: [])
            try enter(try first.withBytes { (bytes) throws(LedeError) in try dictionary.block(for: bytes) })
        }
    }

    /// Goes on with a block.
    private mutating func enter(_ block: Int) throws(LedeError) {
        reader = TermEntryReader(
            try ByteReader(dictionary.region, at: try dictionary.start(of: block)),
            hasPositions: dictionary.hasPositions)
        next = block * Self.terms
        nextKey = block + 1 < dictionary.blockCount ? try dictionary.key(block + 1) : nil
    }

    /// The state after the current term.
    var state: Int { states[term.count] }

    /// Goes to the next term that is accepted.
    /// - Returns: false at the end.
    /// - Throws: ``LedeError/corrupt(path:section:offset:reason:)``, and what the automaton throws.
    mutating func advance() throws(LedeError) -> Bool {
        while next < dictionary.termCount {
            let isFirst = next % Self.terms == 0
            if isFirst, next > 0, nextKey != nil {
                let block = next / Self.terms
                nextKey = block + 1 < dictionary.blockCount ? try dictionary.key(block + 1) : nil
            }
            let (shared, rest) = try reader.nextTerm(isFirst: isFirst)
            guard shared <= term.count else { throw reader.corrupt("a term shares more than the one before has") }
            if !isFirst {
                guard rest.count > 0, shared == term.count || rest[0] > term[shared] else {
                    throw reader.corrupt("terms do not ascend")
                }
            }
            let failed = states.count <= term.count ? states.count - 1 : Int.max
            term.removeLast(term.count - shared)
            term.append(contentsOf: rest)
            entry = try reader.nextEntry()
            next += 1
            if shared > failed { continue }
            states.removeLast(max(0, states.count - shared - 1))
            while states.count <= term.count {
                let state = try automaton.step(states[states.count - 1], term[states.count - 1])
                if state < 0 { break }
                states.append(state)
            }
            if states.count > term.count {
                if automaton.isAccepting(states[term.count]) { return true }
            } else if try !skip() {
                next = dictionary.termCount
            }
        }
        return false
    }

    /// Goes to the block of the least text that can follow the current term, if it is a later one.
    /// - Returns: false where none can follow.
    private mutating func skip() throws(LedeError) -> Bool {
        var kept = states.count - 1
        while true {
            if let byte = try automaton.nextByte(states[kept], from: Int(term[kept]) + 1) {
                guard let nextKey else { return true }
                var target = Array(term[..<kept])
                target.append(byte)
                target = try leastAccepted(from: target, after: states[kept])
                let block = try target.withBytes { (bytes) throws(LedeError) -> Int? in
                    if nextKey.withUnsafeBytes({ compareBytes($0, bytes) }) > 0 { return nil }
                    return try dictionary.block(for: bytes, from: (next - 1) / Self.terms + 1)
                }
                if let block { try enter(block) }
                return true
            }
            if kept == 0 { return false }
            kept -= 1
        }
    }

    /// How many bytes a text to seek is made longer at most.
    private static var longestExtension: Int { 16 }

    /// The least text that begins as `text` does and can be accepted, or a beginning of it.
    ///
    /// - Parameter before: the state before the last byte of `text`; nil at the start.
    private func leastAccepted(from text: [UInt8], after before: Int? = nil) throws(LedeError) -> [UInt8] {
        var text = text
        var state = try automaton.start
        if let before, let last = text.last { state = try automaton.step(before, last) }
        for _ in 0..<Self.longestExtension where state >= 0 && !automaton.isAccepting(state) {
            guard let byte = try automaton.nextByte(state, from: 0) else { break }
            text.append(byte)
            state = try automaton.step(state, byte)
        }
        return text
    }
}
