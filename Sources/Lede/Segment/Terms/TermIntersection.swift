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
    /// Where the walk is. The loop works on a copy of it.
    private var place: Place
    /// The first place behind the block at hand.
    private var blockEnd = 0
    /// The first term of the block at hand; nil where the block has it.
    private var firstTerm: View<UInt8>?
    /// The first term of the block after the one at hand; nil in the last block.
    private var nextKey: View<UInt8>?
    private var termBytes = FixedBuffer<UInt8>.uninitialized(256)
    /// The states before each byte of the term, and at the end: the first `stateCount`, up to where it failed.
    private var states = FixedBuffer<Int>.uninitialized(257)
    private(set) var entry = TermEntry(documentFrequency: 0, totalFrequency: 0)
    private let check: Check?
    /// How many blocks were entered.
    private var blockCount = 0
    private static var blocksForCheck: Int { 16 }

    private struct Place {
        var reader: VarintReader
        /// The place of the next term.
        var next: Int
        /// The length of the current term.
        var termCount = 0
        /// How many of the states are known.
        var stateCount = 0
        /// The least that can follow shares so many bytes with the current term, and then has this byte.
        var skipShared = Int.max
        var skipByte: UInt8 = 0
        /// How far on the postings of the terms of the block are.
        var steps = TermSteps()
    }

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
        place = Place(reader: VarintReader(dictionary.bytes, 0..<0), next: dictionary.termCount)
    }

    deinit {
        termBytes.deallocate()
        states.deallocate()
    }

    private func begin() throws(LedeError) {
        states[0] = try automaton.start
        place.stateCount = 1
        if dictionary.blockCount > 0, states[0] >= 0 {
            let first = try leastAccepted(from: [])
            try enter(try first.withBytes { (bytes) throws(LedeError) in try dictionary.block(for: bytes) })
        }
    }

    /// Goes on with a block.
    private func enter(_ block: Int) throws(LedeError) {
        blockCount &+= 1
        if blockCount % Self.blocksForCheck == 0 { try check?() }
        place.reader = VarintReader(dictionary.bytes, try dictionary.range(of: block))
        place.next = block * TermDictionaryWriter.termsPerBlock
        blockEnd = min(place.next + TermDictionaryWriter.termsPerBlock, dictionary.termCount)
        firstTerm = dictionary.layout.isOld ? nil : try dictionary.key(block)
        nextKey = block + 1 < dictionary.blockCount ? try dictionary.key(block + 1) : nil
    }

    /// The current term.
    var term: [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(place.termCount)
        for index in 0..<place.termCount { bytes.append(termBytes[index]) }
        return bytes
    }

    /// The state after the current term.
    var state: Int { states[place.termCount] }

    /// Goes to the next term that is accepted.
    /// - Returns: false at the end.
    /// - Throws: ``LedeError/corrupt(path:section:offset:reason:)``, and what the automaton throws.
    func advance() throws(LedeError) -> Bool {
        let (layout, bytes, allCount) = (dictionary.layout, dictionary.bytes, dictionary.termCount)
        let (automaton, suffixCount) = (automaton, suffix.count)
        let lastByte = suffix.last ?? 0
        var (termBytes, states) = (termBytes, states)
        var blockEnd = blockEnd
        var at = place
        while at.next < allCount {
            if at.next == blockEnd {
                place = at
                try enter(at.next / TermDictionaryWriter.termsPerBlock)
                at = place
                blockEnd = self.blockEnd
            }
            let isFirst = at.next % TermDictionaryWriter.termsPerBlock == 0
            var (source, rest, shared, count) = (bytes, 0, 0, 0)
            if isFirst, let firstTerm {
                (source, count) = (firstTerm, firstTerm.count)
            } else {
                (shared, count) = at.reader.nextLengths(layout)
                guard shared >= 0, shared <= (isFirst ? 0 : at.termCount), count >= 0, count <= at.reader.remaining
                else { throw corrupt("a term shares more than the one before has, or does not end", at) }
                rest = at.reader.position
                at.reader.position = rest &+ count
            }
            guard isFirst || count > 0 && (shared == at.termCount || source[rest] > termBytes[shared]) else {
                throw corrupt("terms do not ascend", at)
            }
            let length = shared &+ count
            if length > termBytes.count {
                grow(to: length)
                (termBytes, states) = (self.termBytes, self.states)
            }
            termBytes.copy(source, rest..<(rest &+ count), to: shared)
            at.termCount = length
            if isFirst { at.steps = TermSteps() }
            let entryStart = at.reader.position
            guard at.reader.skipEntry(layout, &at.steps) else { throw corrupt("the entry of a term is damaged", at) }
            at.next &+= 1
            if shared > at.skipShared || shared == at.skipShared && count > 0 && termBytes[shared] < at.skipByte {
                continue
            }
            at.stateCount = min(at.stateCount, shared &+ 1)
            at.skipShared = .max
            if suffixCount > 0,
                length < suffixCount || termBytes[length &- 1] != lastByte || !hasSuffix(length)
            {
                continue
            }
            var state = states[at.stateCount &- 1]
            while at.stateCount <= length {
                state = try automaton.step(state, termBytes[at.stateCount &- 1])
                if state < 0 { break }
                states[at.stateCount] = state
                at.stateCount &+= 1
            }
            if at.stateCount > length {
                if automaton.isAccepting(state) {
                    place = at
                    try setEntry(from: entryStart)
                    return true
                }
            } else {
                place = at
                if try !skip() { place.next = allCount }
                at = place
                blockEnd = self.blockEnd
            }
        }
        place = at
        return false
    }

    private func corrupt(_ reason: String, _ place: Place) -> LedeError {
        dictionary.region.corrupt(reason, at: place.reader.position)
    }

    private func grow(to count: Int) {
        termBytes = termBytes.grown(to: 2 * count)
        states = states.grown(to: 2 * count + 1)
    }

    /// Whether the term of a length, which is not shorter, ends as all do that are accepted.
    private func hasSuffix(_ length: Int) -> Bool {
        for index in 0..<suffix.count where termBytes[length &- suffix.count &+ index] != suffix[index] {
            return false
        }
        return true
    }

    /// Reads the entry of the term that was passed last.
    private func setEntry(from start: Int) throws(LedeError) {
        var reader = VarintReader(dictionary.bytes, start..<place.reader.position)
        guard let read = TermEntry(&reader, dictionary.layout, after: 0), place.steps.total >= 0 else {
            throw corrupt("the entry of a term is damaged", place)
        }
        entry = read
        if entry.hasPostings(dictionary.layout.hasPositions) { entry.offset = place.steps.total }
    }

    /// Finds the least that can follow the current term, which failed, and goes to its block, if it is a later one.
    /// - Returns: false where nothing can follow.
    private func skip() throws(LedeError) -> Bool {
        var kept = place.stateCount - 1
        while true {
            if let byte = try automaton.nextByte(states[kept], from: Int(termBytes[kept]) + 1) {
                (place.skipShared, place.skipByte) = (kept, byte)
                place.stateCount = kept + 1
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
        for index in 0..<min(place.skipShared, nextKey.count) where termBytes[index] != nextKey[index] {
            if termBytes[index] < nextKey[index] { return }
            return try seekBeyond()
        }
        if nextKey.count > place.skipShared, place.skipByte < nextKey[place.skipShared] { return }
        try seekBeyond()
    }

    private func seekBeyond() throws(LedeError) {
        guard let nextKey else { return }
        var target: [UInt8] = []
        for index in 0..<place.skipShared { target.append(termBytes[index]) }
        target.append(place.skipByte)
        target = try leastAccepted(from: target, after: states[place.skipShared])
        var isBefore = target.count < nextKey.count
        for index in 0..<min(target.count, nextKey.count) where target[index] != nextKey[index] {
            isBefore = target[index] < nextKey[index]
            break
        }
        if isBefore { return }
        let block = try target.withBytes { (bytes) throws(LedeError) in
            try dictionary.block(for: bytes, from: (place.next - 1) / TermDictionaryWriter.termsPerBlock + 1)
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
