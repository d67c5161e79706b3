/// Documents are evaluated a window at a time: neighbours in number, whose scores fit into the first-level cache.
package enum Window {
    package static let size = 4096
    static let wordCount = size / 64

    static let documents = BufferPool<UInt32>(count: size, zero: nil)
    static let scores = BufferPool<Double>(count: size, zero: nil)
    static let sums = BufferPool<Double>(count: size, zero: 0)
    static let singles = BufferPool<Float>(count: size, zero: nil)
    static let frequencies = BufferPool<Float>(count: size, zero: 0)

    static let bytes = BufferPool<UInt8>(count: BlockMarks.byteCount, zero: 0)

    static func count(documents: Int) -> Int { (documents + size - 1) / size }

    /// How many windows are marked at a time where no scores are asked for: a bit for each document takes little.
    static let markedAtOnce = 16

    @inline(__always)
    static func start(_ window: Int) -> UInt32 { UInt32(truncatingIfNeeded: window &* size) }

    /// The last document that a window could have.
    @inline(__always)
    static func last(_ window: Int) -> UInt32 { start(window) &+ UInt32(size - 1) }

    @inline(__always)
    static func index(of document: UInt32) -> Int { Int(document) / size }
}

/// The documents of a window that may still be hits, ascending, each with the score it has so far.
package final class Candidates {
    let documents = Window.documents.take()
    let scores = Window.scores.take()
    var count = 0

    deinit {
        Window.documents.give(documents)
        Window.scores.give(scores)
    }

    /// Takes the documents of a window that `bits` has, each with the score zero.
    func take(_ bits: WindowBits, _ window: Int) {
        count = bits.words.places(from: Window.start(window), into: documents)
        scores.fill(0..<count, with: 0)
    }

    /// Copies a range to the places from `start` on, which is no later than the range.
    /// - Returns: the place after the last.
    @inline(__always)
    func move(_ range: Range<Int>, to start: Int) -> Int {
        for offset in 0..<range.count {
            documents[start &+ offset] = documents[range.lowerBound &+ offset]
            scores[start &+ offset] = scores[range.lowerBound &+ offset]
        }
        return start &+ range.count
    }

    /// Copies those of a range that exceed `above` to the places from `start` on, which is no later than the range.
    /// - Returns: the place after the last.
    @inline(__always)
    func keep(_ range: Range<Int>, above: Double, at start: Int) -> Int {
        start + scores.keep(range, above: above, documents, at: start)
    }

    /// Keeps the documents that `isKept` says.
    @inline(__always)
    func keep(_ isKept: (UInt32) -> Bool) {
        var kept = 0
        for index in 0..<count {
            let document = documents[index]
            documents[kept] = document
            scores[kept] = scores[index]
            kept &+= isKept(document) ? 1 : 0
        }
        count = kept
    }

    /// Keeps the documents whose value is greater than zero, and moves the values with them.
    func keep(with values: FixedBuffer<Float>) {
        var kept = 0
        for index in 0..<count {
            let value = values[index]
            documents[kept] = documents[index]
            scores[kept] = scores[index]
            values[kept] = value
            kept &+= value > 0 ? 1 : 0
        }
        count = kept
    }

    /// The greatest score; 0 where there are no candidates.
    var greatestScore: Double {
        var greatest = 0.0
        for index in 0..<count { greatest = max(greatest, scores[index]) }
        return greatest
    }

    /// Adds the sums of a window, which are cleared.
    ///
    /// - Parameters:
    ///   - isRequired: whether documents without a sum are dropped.
    ///   - above: documents that do not exceed this are dropped.
    func join(_ sums: WindowSums, _ window: Int, isRequired: Bool, above: Double) {
        let start = Window.start(window)
        let (documents, scores, values, touched) = (documents, scores, sums.sums, sums.touched)
        var kept = 0
        for index in 0..<count {
            let document = documents[index]
            let offset = Int(document &- start)
            let score = scores[index] + values[offset]
            documents[kept] = document
            scores[kept] = score
            let isWanted = score > above && (!isRequired || touched.contains(offset))
            kept &+= isWanted ? 1 : 0
        }
        count = kept
        sums.clear()
    }

    /// Adds the scores of others for the same documents. Both ascend.
    ///
    /// - Parameters:
    ///   - isRequired: whether documents that the others lack are dropped.
    ///   - above: documents that do not exceed this are dropped.
    func join(_ others: Candidates, isRequired: Bool, above: Float) {
        var kept = 0
        var next = 0
        for index in 0..<count {
            let document = documents[index]
            var score = scores[index]
            while next < others.count, others.documents[next] < document { next += 1 }
            if next < others.count, others.documents[next] == document {
                score += others.scores[next]
            } else if isRequired {
                continue
            }
            documents[kept] = document
            scores[kept] = score
            kept += score > Double(above) ? 1 : 0
        }
        count = kept
    }
}

/// One bit for each document of a window, or of several that follow each other.
package final class WindowBits {
    let words: FixedBuffer<UInt64>
    /// What it is a part of; nil where it has memory of its own.
    private let whole: WindowBits?

    init(windows: Int = 1) {
        words = .allocate(windows * Window.wordCount, repeating: 0)
        whole = nil
    }

    private init(_ whole: WindowBits, window: Int) {
        words = whole.words.part(at: 8 * window * Window.wordCount, count: Window.wordCount)
        self.whole = whole
    }

    deinit { if whole == nil { words.deallocate() } }

    /// The bits of one of the windows, to be read and changed.
    func part(_ window: Int) -> WindowBits { WindowBits(self, window: window) }

    func clear() { words.fill(0..<words.count, with: 0) }

    /// How many documents are marked.
    var count: Int { words.setBitCount }

    /// - Parameter other: of no more windows.
    func formUnion(_ other: WindowBits) {
        for word in 0..<other.words.count { words[word] |= other.words[word] }
    }

    func formIntersection(_ other: WindowBits) {
        for word in 0..<words.count { words[word] &= other.words[word] }
    }

    func subtract(_ other: WindowBits) {
        for word in 0..<words.count { words[word] &= ~other.words[word] }
    }

    @inline(__always)
    func insert(_ offset: Int) { words[offset >> 6] |= 1 &<< UInt64(truncatingIfNeeded: offset & 63) }

    @inline(__always)
    func remove(_ offset: Int) { words[offset >> 6] &= ~(1 &<< UInt64(truncatingIfNeeded: offset & 63)) }

    @inline(__always)
    func contains(_ offset: Int) -> Bool { words[offset >> 6] &>> UInt64(truncatingIfNeeded: offset & 63) & 1 != 0 }

    /// Calls `body` with each document, ascending; the first bit stands for `start`.
    @inline(__always)
    func forEach(from start: UInt32, _ body: (UInt32) -> Void) {
        for word in 0..<words.count {
            var rest = words[word]
            while rest != 0 {
                body(start &+ UInt32(truncatingIfNeeded: word &* 64 &+ rest.trailingZeroBitCount))
                rest &= rest &- 1
            }
        }
    }
}

/// Sums of scores of a window, all zero between uses, and which of them were touched.
package final class WindowSums {
    let sums = Window.sums.take()
    let touched = WindowBits()
    /// For scorers that collect before they add.
    private(set) lazy var scratch = Candidates()

    deinit {
        // An error may have come in between.
        clear()
        Window.sums.give(sums)
    }

    @inline(__always)
    func add(_ score: Double, at offset: Int) {
        sums[offset] += score
        touched.insert(offset)
    }

    /// Makes all sums zero.
    func clear() {
        let sums = sums
        touched.forEach(from: 0) { sums[Int($0)] = 0 }
        touched.clear()
    }

    /// Moves the touched sums that exceed `above` into `candidates`, and clears all.
    func move(to candidates: Candidates, _ window: Int, above: Float) {
        candidates.count = sums.take(
            touched: touched.words, from: Window.start(window), above: Double(above), into: candidates.documents,
            candidates.scores)
    }
}

/// Weighted frequencies of a window, added up over fields; all zero between uses.
final class WindowFrequencies {
    private let sums = Window.frequencies.take()
    private let touched = WindowBits()

    deinit {
        // An error may have come in between.
        touched.forEach(from: 0) { sums[Int($0)] = 0 }
        Window.frequencies.give(sums)
    }

    @inline(__always)
    func add(_ frequency: Float, at offset: Int) {
        sums[offset] += frequency
        touched.insert(offset)
    }

    /// Adds the frequencies of the loaded block of a cursor, each times the weight.
    @inline(__always)
    func add(_ cursor: PostingsCursor, _ range: Range<Int>, from start: UInt32, weight: Float) throws(LedeError) {
        sums.add(cursor.frequencies, to: cursor.documents, range, from: start, weight: weight)
        try cursor.mark(loaded: range, from: start, in: touched.words)
    }

    /// Moves each document that was added to, ascending, with its sum times the inverse of ``LengthNorms``; clears all.
    /// - Returns: how many there are.
    func drain(from start: UInt32, lengths: LengthNorms, to list: ScoreList) -> Int {
        let count = sums.take(touched: touched.words, from: start, into: list.documents, list.scores)
        lengths.table.scale(list.scores, of: list.documents, count: count)
        return count
    }
}

/// Documents of a window and their scores, on the way from frequencies to candidates.
final class ScoreList {
    let documents = Window.documents.take()
    let scores = Window.singles.take()

    deinit {
        Window.documents.give(documents)
        Window.singles.give(scores)
    }
}

/// The frequencies of a term in candidates, and what they score.
final class FoundFrequencies {
    let frequencies = Window.documents.take()
    let scores = Window.singles.take()

    deinit {
        Window.documents.give(frequencies)
        Window.singles.give(scores)
    }
}
