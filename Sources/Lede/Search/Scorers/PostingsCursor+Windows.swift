extension PostingsCursor {
    /// Calls `body` with the part of each wanted block that lies in some windows that follow each other, the block loaded.
    ///
    /// - Parameters:
    ///   - isWanted: whether a block is to be loaded.
    ///   - body: takes the first index in the block and the one past the last.
    @inline(__always)
    func forEachBlock(
        in windows: Range<Int>, where isWanted: (Int) -> Bool = { _ in true },
        do body: (Int, Int) throws(LedeError) -> Void
    ) throws(LedeError) {
        let start = Window.start(windows.lowerBound)
        let end = Window.last(windows.upperBound &- 1)
        var next = firstBlock(near: start)
        while mayReach(next, end) {
            if isWanted(next) {
                let part = try load(next, from: start, to: end)
                if !part.isEmpty { try body(part.lowerBound, part.upperBound) }
            }
            next &+= 1
        }
    }

    /// Whether there is a block, and the one before it ends before a document.
    @inline(__always)
    func mayReach(_ block: Int, _ end: UInt32) -> Bool {
        block < blockCount && (block == 0 || last(of: block &- 1) < end)
    }

    /// Loads a block.
    /// - Returns: which of its documents lie between two, these included.
    @inline(__always)
    func load(_ block: Int, from start: UInt32, to end: UInt32) throws(LedeError) -> Range<Int> {
        try load(block)
        let first = documents[0] >= start ? 0 : index(atLeast: start)
        let past = documents[count &- 1] <= end ? count : index(atLeast: end &+ 1)
        return first..<max(first, past)
    }

    /// Calls `body` with each window that a block of the list may have documents in, and the block; with some of them twice.
    ///
    /// What the list says of blocks is not compared with the number of documents before they are opened, and no window beyond them
    /// is given.
    @inline(__always)
    func forEachWindow(_ body: (_ window: Int, _ block: Int) -> Void) {
        if isLong {
            let greatest = section.documentLimit &- 1
            // Whether a block lies in one window or in two cannot be foretold where there are few blocks.
            let areFew = blockCount < 4 &* (Window.index(of: last(of: blockCount &- 1)) &+ 1)
            var first = 0
            for block in 0..<blockCount {
                let last = min(last(of: block), greatest)
                let past = Window.index(of: last)
                body(first, block)
                if areFew || past > first {
                    if past > first &+ 1 { for window in (first &+ 1)..<past { body(window, block) } }
                    body(past, block)
                }
                first = Window.index(of: min(last &+ 1, greatest))
            }
        } else {
            for index in 0..<count { body(Window.index(of: documents[index]), 0) }
        }
    }

    /// Marks the documents of some windows that follow each other.
    func mark(_ windows: Range<Int>, into bits: WindowBits) throws(LedeError) {
        let start = Window.start(windows.lowerBound)
        let end = Window.last(windows.upperBound - 1)
        let words: FixedBuffer<UInt64> = bits.words.part(at: 0, count: windows.count * Window.wordCount)
        let bytes = isFrequent ? Window.bytes.take() : nil
        var marks = BlockMarks(words, bytes, from: start)
        defer {
            // Also where an error came in between.
            marks.finish()
            if let bytes { Window.bytes.give(bytes) }
        }
        var next = firstBlock(near: start)
        while mayReach(next, end) {
            if next < fullBlockCount {
                let past = mark(next..<fullBlockCount, in: &marks)
                if past > next {
                    next = past
                    continue
                }
            }
            if try !mark(next, from: start, in: words) {
                documents.mark(try load(next, from: start, to: end), from: start, in: words)
            }
            next &+= 1
        }
    }

    /// Whether it takes less time to set a byte for each document, and to make bits of all bytes at once, than to set bits.
    private var isFrequent: Bool { entry.documentFrequency * Self.sparsestFrequent > Int(section.documentLimit) }

    private static let sparsestFrequent = 13

    /// Looks ascending documents up, those that one block could have at a time.
    ///
    /// - Parameters:
    ///   - select: takes a block and the range of documents that it could have. It may move those that need no looking
    ///     up out of the range, and gives the range of the others.
    ///   - body: takes such a range and how many of it the list has: ``found`` says which, and where they are in the
    ///     open block. For documents behind the end of the list it is called with none found.
    @inline(__always)
    func meet(
        _ documents: FixedBuffer<UInt32>, count: Int,
        where select: (_ block: Int, _ range: Range<Int>) -> Range<Int> = { $1 },
        do body: (_ range: Range<Int>, _ found: Int) throws(LedeError) -> Void
    ) throws(LedeError) {
        guard count > 0 else { return }
        var first = 0
        var following = firstBlock(atLeast: documents[0], from: 0)
        while first < count {
            let next = following
            if next == blockCount { return try body(first..<count, 0) }
            let past = documents.firstIndex(above: last(of: next), in: (first &+ 1)..<count)
            if past < count {
                following = firstBlock(atLeast: documents[past], from: next)
                prefetch(following)
            }
            let range = select(next, first..<past)
            first = past
            if range.isEmpty { continue }
            try open(next)
            try body(range, meet(documents, range))
        }
    }

    /// Keeps the marks of some windows that the list has, or those it does not have.
    /// - Parameter marks: at most ``Window/size``.
    func narrow(_ marks: WindowBits, _ windows: Range<Int>, isKept: Bool) throws(LedeError) {
        let documents = Window.documents.take()
        defer { Window.documents.give(documents) }
        let start = Window.start(windows.lowerBound)
        let count = marks.words.places(from: start, into: documents)
        if isKept { marks.clear() }
        let found = found
        try meet(documents, count: count) { range, matches in
            for match in 0..<matches {
                let offset = Int(documents[range.lowerBound &+ Int(found.sought[match])] &- start)
                if isKept { marks.insert(offset) } else { marks.remove(offset) }
            }
        }
    }

    /// Keeps the candidates that the list has, or those it does not have, with their scores.
    func filter(_ candidates: Candidates, isKept: Bool) throws(LedeError) {
        let (documents, found) = (candidates.documents, found)
        var kept = 0
        try meet(documents, count: candidates.count) { range, matches in
            var first = range.lowerBound
            for match in 0..<matches {
                let index = range.lowerBound &+ Int(found.sought[match])
                kept =
                    isKept ? candidates.move(index..<(index &+ 1), to: kept) : candidates.move(first..<index, to: kept)
                first = index &+ 1
            }
            if !isKept { kept = candidates.move(first..<range.upperBound, to: kept) }
        }
        candidates.count = kept
    }
}

extension PostingsCursor {
    /// Finds bounds on what the frequencies of the term in one field can amount to, by block and by window: the frequency times
    /// the weight of the field times the inverse of ``LengthNorms``.
    ///
    /// A short list has to have been loaded (``loadIfShort()``).
    ///
    /// - Parameters:
    ///   - field: the index of the field in `lengths`.
    ///   - blocks: takes the bound of each block of the list.
    ///   - found: called for each window the list may have documents in, with the bound there; several times for
    ///     a window of several blocks.
    @inline(__always)
    func findPeaks(
        field: Int, _ lengths: LengthNorms, into blocks: FixedBuffer<Float>,
        _ found: (_ window: Int, _ peak: Float) -> Void
    ) {
        if isLong {
            layout.impacts.peaks(
                frequencies: Self.codedFrequencies, norms: lengths.largestInverses(of: field), into: blocks)
            forEachWindow { window, block in found(window, blocks[block]) }
        } else {
            let weight = lengths.weight(of: field)
            blocks[0] = 0
            for index in 0..<count {
                let document = documents[index]
                let peak = Float(frequencies[index]) * weight * lengths.table.inverse(of: Int(document))
                blocks[0] = max(blocks[0], peak)
                found(Window.index(of: document), peak)
            }
        }
    }

    /// The same where only windows matter.
    func findPeaks(field: Int, _ lengths: LengthNorms, _ found: (_ window: Int, _ peak: Float) -> Void) {
        // No scores are in that room as yet.
        let isSmall = blockCount <= scores.count
        let blocks = isSmall ? scores.part(at: 0, count: blockCount) : FixedBuffer<Float>.uninitialized(blockCount)
        defer { if !isSmall { blocks.deallocate() } }
        findPeaks(field: field, lengths, into: blocks, found)
    }

    private static let codedFrequencies = {
        let table = FixedBuffer<Float>.uninitialized(256)
        for code in 0..<256 { table[code] = Float(SmallFloat.decode(UInt8(code))) }
        return table
    }()
}

/// The weight of a term or phrase, and how frequency saturates towards it.
struct Saturation {
    let weight: Float

    /// The score of a frequency that was multiplied with the inverse of ``LengthNorms``.
    @inline(__always)
    func score(_ frequency: Float) -> Float { weight - weight / (1 + frequency) }

    /// Turns the first of some frequencies, each multiplied with the inverse of ``LengthNorms``, into scores.
    @inline(__always)
    func score(_ frequencies: FixedBuffer<Float>, first count: Int) {
        let weight = weight
        frequencies.replace(first: count) { weight - weight / (1 + $0) }
    }

    /// The same for a bound, raised by more than rounding can take away.
    @inline(__always)
    func bound(_ peak: Float) -> Float { score(peak) * (1 + 0x1p-20) + weight * 0x1p-20 }

    /// What frequencies, each multiplied with the inverse of ``LengthNorms``, must exceed so that their ``bound(_:)`` can
    /// exceed a score; less than 0 where all can.
    func leastPeak(above score: Float) -> Float {
        if score < 0 { return -1 }
        // As large as it may be where a quotient is formed; lowered by more than rounding can take away.
        let reached = min((score - weight * 0x1p-20) / (1 + 0x1p-20), weight * (1 - 0x1p-18))
        return reached <= 0 ? -1 : reached / (weight - reached) * (1 - 0x1p-12)
    }

    /// For each window a bound on the scores there, from what the frequencies in each field can amount to (less than 0
    /// where there are none); less than 0 where no field has any.
    func bounds(_ peaks: some Sequence<FixedBuffer<Float>>, windowCount: Int) -> FixedBuffer<Float> {
        let bounds = FixedBuffer<Float>.allocate(windowCount, repeating: -1)
        for field in peaks {
            for window in 0..<windowCount where field[window] >= 0 {
                bounds[window] = max(0, bounds[window]) + field[window]
            }
        }
        for window in 0..<windowCount where bounds[window] >= 0 { bounds[window] = bound(bounds[window]) }
        return bounds
    }
}
