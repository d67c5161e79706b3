/// The terms of a field of a segment, as ``TermDictionaryWriter`` wrote them.
package final class TermDictionary: Sendable {
    package let termCount: Int
    /// The sum of the total frequencies of all terms: the number of tokens of the field.
    package let totalFrequency: Int
    /// How many documents have a term in the field.
    package let documentCount: Int
    let layout: TermLayout
    let region: ByteRegion
    /// The bytes of ``region``.
    let bytes: View<UInt8>
    let blockCount: Int
    private let index: ByteRegion
    /// For each block where it starts, and how many bytes that takes: 4, or 8 where there are 4 GB of terms, or before format 0.7.
    private let starts: (bytes: View<UInt8>, width: Int)
    private let keyEnds: View<UInt32>
    private let keys: ByteRegion
    /// Of ``keys``; taken when a term is first looked for, after the index was compared with its checksums.
    private let samples = KeySamples()

    /// Reads the header of the sparse index; no work per term.
    package convenience init(terms: ByteRegion, index: ByteRegion, _ layout: TermLayout) throws(LedeError) {
        // Numbers of documents and words go into every score.
        try index.verify(at: 0, count: 24)
        let limit = UInt64(Int.max / 64)
        let counts = (try index.load(UInt64.self, at: 0), try index.load(UInt64.self, at: 8))
        let documentCount = Int(try index.load(UInt32.self, at: 16))
        let blockCount = Int(try index.load(UInt32.self, at: 20))
        guard counts.0 < limit, counts.1 < limit, !layout.isUnique || counts.0 == counts.1,
            (Int(counts.0) + TermDictionaryWriter.termsPerBlock - 1) / TermDictionaryWriter.termsPerBlock == blockCount
        else { throw index.corrupt("\(counts.0) terms that occur \(counts.1) times in \(blockCount) blocks") }
        let width = !layout.isOld && Self.hasShortStarts(byteCount: terms.count) ? 4 : 8
        let keyStart = 24 + (width + 4) * blockCount
        self.init(
            terms, try terms.view(of: UInt8.self, at: 0, count: terms.count), index: index,
            starts: (try index.view(of: UInt8.self, at: 24, count: width * blockCount), width),
            keyEnds: try index.view(of: UInt32.self, at: 24 + width * blockCount, count: blockCount),
            keys: try index.slice(at: keyStart, count: index.count - keyStart),
            termCount: Int(counts.0), totalFrequency: Int(counts.1), documentCount: documentCount,
            layout: layout)
    }

    /// Whether it takes four bytes to say where a block starts in so many of terms.
    static func hasShortStarts(byteCount: Int) -> Bool { byteCount <= Int(UInt32.max) }

    private init(
        _ region: ByteRegion, _ bytes: View<UInt8>, index: ByteRegion, starts: (View<UInt8>, Int),
        keyEnds: View<UInt32>, keys: ByteRegion, termCount: Int, totalFrequency: Int, documentCount: Int,
        layout: TermLayout
    ) {
        self.region = region
        self.bytes = bytes
        self.index = index
        self.starts = starts
        self.keyEnds = keyEnds
        self.keys = keys
        self.termCount = termCount
        self.totalFrequency = totalFrequency
        self.documentCount = documentCount
        self.layout = layout
        blockCount = keyEnds.count
    }

    /// The first term of a block. It lives as long as the file.
    func key(_ block: Int) throws(LedeError) -> View<UInt8> {
        let start = block == 0 ? 0 : Int(keyEnds[block - 1])
        return try keys.view(of: UInt8.self, at: start, count: Int(keyEnds[block]) - start)
    }

    /// The order of the first term of a block and a term.
    @inline(__always)
    private func order(ofKey block: Int, _ term: UnsafeRawBufferPointer) throws(LedeError) -> Int {
        let start = block == 0 ? 0 : Int(keyEnds[block - 1])
        return try keys.compare(at: start, count: Int(keyEnds[block]) - start, with: term)
    }

    /// Where a block starts. Its bytes, and the sparse index, are found to be what was written.
    func start(of block: Int) throws(LedeError) -> Int { try range(of: block).lowerBound }

    /// Where a block lies, as ``start(of:)`` has it.
    func range(of block: Int) throws(LedeError) -> Range<Int> {
        try index.verify()
        return try verifiedRange(of: block)
    }

    /// The same where the sparse index was compared with its checksums.
    private func verifiedRange(of block: Int) throws(LedeError) -> Range<Int> {
        let start = announcedStart(of: block)
        let end = block + 1 < blockCount ? announcedStart(of: block + 1) : UInt64(region.count)
        guard start < end, end <= UInt64(region.count) else {
            throw misplacedBlock(block)
        }
        region.prefetch(at: Int(start), count: Int(end - start))
        try region.verify(at: Int(start), count: Int(end - start))
        return Int(start)..<Int(end)
    }

    /// Where a block starts as the sparse index has it.
    @inline(__always)
    private func announcedStart(of block: Int) -> UInt64 {
        starts.width == 4 ? UInt64(starts.bytes.four(from: 4 * block)) : starts.bytes.eight(from: 8 * block)
    }

    @inline(never)
    private func misplacedBlock(_ block: Int) -> LedeError {
        index.corrupt("block \(block) does not lie inside of the terms")
    }

    /// The last block whose first term is at most `term`; 0 if none.
    /// - Complexity: logarithmic in the number of blocks.
    func block(for term: UnsafeRawBufferPointer) throws(LedeError) -> Int {
        try block(for: term, among: try keys(around: term))
    }

    /// The first terms among which ``block(for:)`` is looked for. They are asked for.
    @inline(__always)
    private func keys(around term: UnsafeRawBufferPointer) throws(LedeError) -> KeySamples.Keys {
        if !samples.areTaken { try takeSamples() }
        do throws(BlockError) {
            return try samples.keys(of: keys, ends: keyEnds, values: starts, around: term)
        } catch { throw misplacedKey }
    }

    @inline(__always)
    private func block(for term: UnsafeRawBufferPointer, among some: KeySamples.Keys) throws(LedeError) -> Int {
        do throws(BlockError) {
            return try KeySamples.last(of: some, keys, ends: keyEnds, notAfter: term)
        } catch { throw misplacedKey }
    }

    @inline(never)
    private func takeSamples() throws(LedeError) {
        try index.verify()
        do throws(BlockError) { try samples.take(of: keys, ends: keyEnds) } catch { throw misplacedKey }
    }

    private var misplacedKey: LedeError { index.corrupt("the first term of a block lies outside") }

    /// The last block whose first term is at most `term`, of those from `first` on, whose own first term is.
    /// - Complexity: logarithmic in the distance.
    func block(for term: UnsafeRawBufferPointer, from first: Int) throws(LedeError) -> Int {
        var low = first
        var high = blockCount
        var step = 1
        while low + step < blockCount {
            if try order(ofKey: low + step, term) > 0 {
                high = low + step
                break
            }
            low += step
            step += step
        }
        while high - low > 1 {
            let middle = (low + high) / 2
            if try order(ofKey: middle, term) <= 0 { low = middle } else { high = middle }
        }
        return low
    }

    /// The term at a place in the ascending order, from 0.
    /// - Throws: ``LedeError/corrupt(path:section:offset:reason:)``, also when there is none.
    /// - Complexity: a scan of at most 32 terms.
    package func term(at place: Int) throws(LedeError) -> [UInt8] {
        guard place >= 0, place < termCount else { throw region.corrupt("term \(place) of \(termCount)") }
        let block = place / TermDictionaryWriter.termsPerBlock
        var reader = try TermEntryReader(self, block: block)
        var term: [UInt8] = []
        while reader.place <= place {
            let (shared, rest) = try reader.nextTerm()
            guard shared <= term.count else { throw reader.corrupt("a term shares more than the one before has") }
            term.removeLast(term.count - shared)
            term.append(contentsOf: rest)
            _ = try reader.nextEntry()
        }
        return term
    }

    /// The place of a term in the ascending order, or nil.
    /// - Complexity: as ``find(_:)``.
    func place(of term: [UInt8]) throws(LedeError) -> Int? {
        try term.withBytes { (bytes) throws(LedeError) in try locate(bytes)?.place }
    }

    /// The entry of a term, or nil.
    /// - Complexity: logarithmic in the number of terms, then a scan of at most 32.
    package func find(_ term: UnsafeRawBufferPointer) throws(LedeError) -> TermEntry? { try locate(term)?.entry }

    /// How many terms ``find(_:_:_:)`` looks for at once.
    static let termsAtOnce = 8

    /// The entries of some terms, in their order; nil where one is not there.
    ///
    /// A term waits for memory twice: for the first terms of some blocks, and for its block. What all of them wait for is asked for
    /// before the first of them does.
    ///
    /// - Parameter some: which of the terms, ``termsAtOnce`` at most.
    /// - Complexity: as often ``find(_:)``.
    func find(
        _ terms: TermTexts, _ some: Range<Int>, _ body: (_ place: Int, TermEntry?) -> Void
    ) throws(LedeError) {
        guard blockCount > 0, some.count <= Self.termsAtOnce else { return }
        try terms.bytes.withBytes { (bytes) throws(LedeError) in
            func term(_ place: Int) -> UnsafeRawBufferPointer {
                UnsafeRawBufferPointer(rebasing: bytes[terms.range(place)])
            }
            var keys = InlineArray<8, KeySamples.Keys>(repeating: KeySamples.Keys())
            for place in some { keys[place - some.lowerBound] = try self.keys(around: term(place)) }
            var blocks = InlineArray<8, (number: Int, start: Int)>(repeating: (0, 0))
            for place in some {
                let number = try block(for: term(place), among: keys[place - some.lowerBound])
                blocks[place - some.lowerBound] = (number, try verifiedRange(of: number).lowerBound)
            }
            for place in some {
                let block = blocks[place - some.lowerBound]
                body(place, try locate(term(place), in: block.number, at: block.start)?.entry)
            }
        }
    }

    /// The entry of a term and its place in the ascending order, from 0; nil where it is not there.
    /// - Complexity: as ``find(_:)``.
    @inline(__always)
    func locate(_ term: UnsafeRawBufferPointer) throws(LedeError) -> (entry: TermEntry, place: Int)? {
        guard blockCount > 0 else { return nil }
        let block = try block(for: term)
        return try locate(term, in: block, at: try verifiedRange(of: block).lowerBound)
    }

    /// The same in a block, which starts at a place.
    @inline(__always)
    private func locate(
        _ term: UnsafeRawBufferPointer, in block: Int, at start: Int
    ) throws(LedeError) -> (entry: TermEntry, place: Int)? {
        if layout.isOld { return try walk(to: term, from: block) }
        let first = block * TermDictionaryWriter.termsPerBlock
        let keyStart = block == 0 ? 0 : Int(keyEnds[block - 1])
        let keyEnd = Int(keyEnds[block])
        guard keyStart <= keyEnd else { throw misplacedKey }
        let place: TermBlock.Place?
        do throws(BlockError) {
            place = try TermBlock.find(
                term, in: region, at: start, count: min(termCount - first, TermDictionaryWriter.termsPerBlock), layout,
                key: keyStart..<keyEnd, of: keys)
        } catch { throw region.corrupt("a block of terms is malformed", at: start) }
        guard let place else { return nil }
        var reader = VarintReader(bytes, place.entry..<bytes.count)
        guard let entry = TermEntry(&reader, layout, after: place.offset) else {
            throw region.corrupt("the entry of a term is damaged", at: place.entry)
        }
        return (entry, first + place.index)
    }

    /// The same, a term after the other, as the kernel does not know blocks from before format 0.7.
    @inline(never)
    private func walk(
        to term: UnsafeRawBufferPointer, from block: Int
    ) throws(LedeError) -> (entry: TermEntry, place: Int)? {
        var cursor = try TermCursor(self, block: block)
        while try cursor.advance() {
            let order = cursor.term.withBytes { compareBytes($0, term) }
            if order >= 0 { return order == 0 ? (cursor.entry, cursor.place) : nil }
        }
        return nil
    }
}
