/// Walks the terms of a dictionary that an automaton accepts, ascending.
///
/// Terms are read block by block, as ``TermCursor`` does, without an object or a copy for each; the automaton's states
/// along the current term are kept, so the bytes that a term shares with the one before are not looked at again. After a
/// failure the next byte that could lead on is looked for, from the place of the failure backwards: terms that come
/// before it are passed over by what they share with the one before, and where it lies beyond the block at hand, the
/// walk goes on in the block that would hold it. Where all that is looked for ends alike, behind any text, terms that
/// end otherwise are passed over too.
///
/// Source of the seeking: Lucene's `AutomatonTermsEnum`; the blocks and shared prefixes are this dictionary's.
///
/// - Complexity: a step of the automaton for each byte that differs from the term before. Where any beginning can
///   lead to a match, as with a leading `*`, all terms are read.
final class TermIntersection<A: Automaton> {
    private let dictionary: TermDictionary
    private let automaton: A
    private let suffix: [UInt8]
    private var reader: VarintReader
    /// The place of the next term, and the first place behind the block at hand.
    private var next: Int
    private var blockEnd = 0
    /// The first term of the block after the one at hand; nil in the last block.
    private var nextKey: View<UInt8>?
    private var termBytes = FixedBuffer<UInt8>.uninitialized(256)
    private var termCount = 0
    /// The states before each byte of the term, and at the end: the first ``stateCount``, up to where it failed.
    private var states = FixedBuffer<Int>.uninitialized(257)
    private var stateCount = 0
    /// The least that can follow shares so many bytes with the current term, and then has this byte.
    private var skipShared = Int.max
    private var skipByte: UInt8 = 0
    private(set) var entry = TermEntry(documentFrequency: 0, totalFrequency: 0)
    private let check: Check?
    /// How many blocks were entered.
    private var blockCount = 0
    private static var blocksForCheck: Int { 16 }

    /// Called from time to time; it may end the walk by an error.
    typealias Check = () throws(LedeError) -> Void

    /// Starts before the first term that is accepted.
    convenience init(_ dictionary: TermDictionary, _ automaton: A, check: Check? = nil) throws(LedeError) {
        self.init(of: dictionary, automaton, check)
        try begin()
    }

    private init(of dictionary: TermDictionary, _ automaton: A, _ check: Check?) {
        self.check = check
        self.dictionary = dictionary
        self.automaton = automaton
        suffix = automaton.suffix
        reader = VarintReader(dictionary.bytes, 0..<0)
        next = dictionary.termCount
    }

    deinit {
        termBytes.deallocate()
        states.deallocate()
    }

    private func begin() throws(LedeError) {
        states[0] = try automaton.start
        stateCount = 1
        if dictionary.blockCount > 0, states[0] >= 0 {
            let first = try leastAccepted(from: [])
            try enter(try first.withBytes { (bytes) throws(LedeError) in try dictionary.block(for: bytes) })
        }
    }

    /// Goes on with a block.
    private func enter(_ block: Int) throws(LedeError) {
        blockCount &+= 1
        if blockCount % Self.blocksForCheck == 0 { try check?() }
        reader = VarintReader(dictionary.bytes, try dictionary.range(of: block))
        next = block * TermDictionaryWriter.termsPerBlock
        blockEnd = min(next + TermDictionaryWriter.termsPerBlock, dictionary.termCount)
        nextKey = nil
        if block + 1 < dictionary.blockCount {
            let key = try dictionary.key(block + 1)
            nextKey = try key.view(of: UInt8.self, at: 0, count: key.count)
        }
    }

    /// The current term.
    var term: [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(termCount)
        for index in 0..<termCount { bytes.append(termBytes[index]) }
        return bytes
    }

    /// The state after the current term.
    var state: Int { states[termCount] }

    /// Goes to the next term that is accepted.
    /// - Returns: false at the end.
    /// - Throws: ``LedeError/corrupt(path:section:offset:reason:)``, and what the automaton throws.
    func advance() throws(LedeError) -> Bool {
        let hasPositions = dictionary.hasPositions
        while next < dictionary.termCount {
            if next == blockEnd { try enter(next / TermDictionaryWriter.termsPerBlock) }
            let isFirst = next % TermDictionaryWriter.termsPerBlock == 0
            let shared = reader.next()
            let count = reader.next()
            guard shared >= 0, shared <= (isFirst ? 0 : termCount), count >= 0, count <= reader.remaining else {
                throw corrupt("a term shares more than the one before has, or does not end")
            }
            let rest = reader.position
            reader.position = rest &+ count
            guard isFirst || count > 0 && (shared == termCount || reader.bytes[rest] > termBytes[shared]) else {
                throw corrupt("terms do not ascend")
            }
            if shared + count > termBytes.count { grow(to: shared + count) }
            for index in 0..<count { termBytes[shared &+ index] = reader.bytes[rest &+ index] }
            termCount = shared &+ count
            // Its entry.
            let documents = reader.next()
            let more = hasPositions ? reader.next() : 0
            var (document, position, step) = (0, 0, 0)
            if documents == 1 { document = reader.next() }
            let isSingle = documents == 1 && more == 0
            if !isSingle {
                step = reader.next()
            } else if hasPositions {
                position = reader.next()
            }
            let isWhole =
                documents > 0 && more >= 0 && document >= 0 && position >= 0 && step >= 0
                && documents | document | position <= Int(UInt32.max) && more | step <= Int.max / 4
            if isFirst { entryOffset = 0 }
            guard isWhole, entryOffset < Int.max / 4 else { throw corrupt("the entry of a term is damaged") }
            entryOffset &+= step
            next &+= 1
            if shared > skipShared || shared == skipShared && count > 0 && termBytes[shared] < skipByte { continue }
            stateCount = min(stateCount, shared &+ 1)
            skipShared = .max
            if !suffix.isEmpty, !hasSuffix { continue }
            var state = states[stateCount &- 1]
            while stateCount <= termCount {
                state = try automaton.step(state, termBytes[stateCount &- 1])
                if state < 0 { break }
                states[stateCount] = state
                stateCount &+= 1
            }
            if stateCount > termCount {
                if automaton.isAccepting(state) {
                    setEntry(
                        documents: documents, more: more, document: document, position: position, isSingle: isSingle)
                    return true
                }
            } else if try !skip() {
                next = dictionary.termCount
            }
        }
        return false
    }

    private func corrupt(_ reason: String) -> LedeError { dictionary.region.corrupt(reason, at: reader.position) }

    private func grow(to count: Int) {
        termBytes = termBytes.grown(to: 2 * count)
        states = states.grown(to: 2 * count + 1)
    }

    private var hasSuffix: Bool {
        guard termCount >= suffix.count else { return false }
        for index in 0..<suffix.count where termBytes[termCount &- suffix.count &+ index] != suffix[index] {
            return false
        }
        return true
    }

    /// Makes the entry of the term that was read.
    private func setEntry(documents: Int, more: Int, document: Int, position: Int, isSingle: Bool) {
        entry.documentFrequency = documents
        entry.totalFrequency = documents &+ more
        entry.offset = isSingle ? 0 : entryOffset
        entry.singleDocument = UInt32(truncatingIfNeeded: document)
        entry.singlePosition = UInt32(truncatingIfNeeded: position)
    }

    /// Where the postings of the last term of the block that has some start.
    private var entryOffset = 0

    /// Finds the least that can follow the current term, which failed, and goes to its block, if it is a later one.
    /// - Returns: false where nothing can follow.
    private func skip() throws(LedeError) -> Bool {
        var kept = stateCount - 1
        while true {
            if let byte = try automaton.nextByte(states[kept], from: Int(termBytes[kept]) + 1) {
                (skipShared, skipByte) = (kept, byte)
                stateCount = kept + 1
                try seek()
                return true
            }
            if kept == 0 { return false }
            kept -= 1
        }
    }

    /// Goes to the block of the least that can follow.
    private func seek() throws(LedeError) {
        guard let nextKey else { return }
        // Mostly a byte tells that it lies before the next block.
        for index in 0..<min(skipShared, nextKey.count) where termBytes[index] != nextKey[index] {
            if termBytes[index] < nextKey[index] { return }
            return try seekBeyond()
        }
        if nextKey.count > skipShared, skipByte < nextKey[skipShared] { return }
        try seekBeyond()
    }

    private func seekBeyond() throws(LedeError) {
        guard let nextKey else { return }
        var target: [UInt8] = []
        for index in 0..<skipShared { target.append(termBytes[index]) }
        target.append(skipByte)
        target = try leastAccepted(from: target, after: states[skipShared])
        var isBefore = target.count < nextKey.count
        for index in 0..<min(target.count, nextKey.count) where target[index] != nextKey[index] {
            isBefore = target[index] < nextKey[index]
            break
        }
        if isBefore { return }
        let block = try target.withBytes { (bytes) throws(LedeError) in
            try dictionary.block(for: bytes, from: (next - 1) / TermDictionaryWriter.termsPerBlock + 1)
        }
        try enter(block)
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
