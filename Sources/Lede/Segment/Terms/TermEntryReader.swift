extension TermEntry {
    /// Reads an entry as ``TermDictionaryWriter`` wrote it; nil where it is damaged.
    ///
    /// - Parameter offset: where the postings of the term before that has some start.
    @inline(__always)
    init?(_ reader: inout VarintReader, _ layout: TermLayout, after offset: Int) {
        let hasPositions = layout.hasPositions
        let documents: Int
        var more = 0
        var document = 0
        if layout.isOld {
            documents = reader.next()
            if hasPositions { more = reader.next() }
            if documents == 1 { document = reader.next() }
        } else {
            let count = layout.isUnique ? 0 : reader.next()
            let hasMore = hasPositions && count & 1 != 0
            documents = (hasPositions ? count >> 1 : count) &+ 1
            if documents == 1 { document = reader.next(bytes: layout.documentBytes) }
            if hasMore { more = reader.next() &+ 1 }
            guard !hasMore || more > 0 else { return nil }
        }
        guard documents > 0, documents <= Int(UInt32.max), more >= 0, more < Int.max / 4 else { return nil }
        self.init(documentFrequency: documents, totalFrequency: documents &+ more)
        guard let document = UInt32(exactly: document) else { return nil }
        singleDocument = document
        if hasPositions, totalFrequency == 1 {
            guard let position = UInt32(exactly: reader.next()) else { return nil }
            singlePosition = position
        }
        if hasPostings(hasPositions) {
            let step = reader.next()
            guard step >= 0, step < Int.max / 4, offset >= 0, offset < Int.max / 4 else { return nil }
            self.offset = offset &+ step
        }
    }
}

extension VarintReader {
    /// How many bytes a term that is not the first of its block shares with the one before, and how many follow. Negative where they
    /// are damaged.
    @inline(__always)
    mutating func nextLengths(_ layout: TermLayout) -> (shared: Int, rest: Int) {
        if !layout.isOld, remaining > 0 {
            let both = Int(bytes[position])
            position &+= 1
            if both & 15 != 0 { return (both >> 4, both & 15) }
        }
        let shared = next()
        return (shared, next())
    }

    /// Goes past an entry, and adds how far on its postings are. Checks no more of it than that it ends.
    /// - Returns: false where it is damaged.
    @inline(__always)
    mutating func skipEntry(_ layout: TermLayout, _ steps: inout TermSteps) -> Bool {
        if layout.hasPositions, !layout.isOld, let eight {
            let size = steps.add(eight, layout)
            position &+= size
            if size > 0 { return true }
        } else if layout.isUnique, remaining >= layout.documentBytes {
            position &+= layout.documentBytes
            return true
        }
        let (step, end) = step(ofEntry: layout)
        steps.add(step)
        position = end
        return step >= 0
    }

    /// How far on the postings of an entry are, −1 where it is damaged; and where it ends.
    @inline(never)
    private func step(ofEntry layout: TermLayout) -> (step: Int, end: Int) {
        var reader = self
        let step = TermEntry(&reader, layout, after: 0)?.offset ?? -1
        return (step, reader.position)
    }
}

/// Reads terms one after another, as ``TermDictionaryWriter`` wrote them.
struct TermEntryReader {
    private let dictionary: TermDictionary
    private var reader: VarintReader
    /// The place of the term that is read next, which exists.
    private(set) var place: Int
    private var previousOffset = 0

    /// Starts with a block, where there is any.
    init(_ dictionary: TermDictionary, block: Int) throws(LedeError) {
        self.dictionary = dictionary
        place = block * TermDictionaryWriter.termsPerBlock
        let start = dictionary.blockCount == 0 ? 0 : try dictionary.start(of: block)
        reader = VarintReader(dictionary.bytes, start..<dictionary.bytes.count)
    }

    /// Whether the next term is the first of its block.
    @inline(__always)
    var isFirst: Bool { place % TermDictionaryWriter.termsPerBlock == 0 }

    func corrupt(_ reason: String) -> LedeError { dictionary.region.corrupt(reason, at: reader.position) }

    /// How many bytes the next term shares with the one before, and the rest of it. Its entry is to be read next.
    @inline(__always)
    mutating func nextTerm() throws(LedeError) -> (shared: Int, rest: UnsafeRawBufferPointer) {
        if isFirst {
            if let key = try startBlock() { return (0, key) }
        }
        let (shared, count) = reader.nextLengths(dictionary.layout)
        guard shared >= 0, !isFirst || shared == 0 else { throw corrupt("what a term shares is damaged") }
        guard let rest = reader.bytes(count) else { throw corrupt("a term does not end in its section") }
        return (shared, rest)
    }

    /// Goes on with the next block, whose bytes were not checked yet.
    /// - Returns: its first term, unless that is in the block.
    private mutating func startBlock() throws(LedeError) -> UnsafeRawBufferPointer? {
        let block = place / TermDictionaryWriter.termsPerBlock
        guard try dictionary.start(of: block) == reader.position else {
            throw corrupt("a block of terms does not begin where the one before ends")
        }
        previousOffset = 0
        return dictionary.layout.isOld ? nil : try dictionary.key(block).bytes(from: 0)
    }

    /// The entry of the term that was read.
    @inline(__always)
    mutating func nextEntry() throws(LedeError) -> TermEntry {
        guard let entry = TermEntry(&reader, dictionary.layout, after: previousOffset) else {
            throw corrupt("the entry of a term is damaged")
        }
        if entry.hasPostings(dictionary.layout.hasPositions) { previousOffset = entry.offset }
        place += 1
        return entry
    }
}
