/// Documents are evaluated a window at a time: 4,096 neighbours, whose scores fit into the first-level cache.
package enum Window {
    package static let size = 4096
    static let wordCount = size / 64

    static func count(documents: Int) -> Int { (documents + size - 1) / size }

    @inline(__always)
    static func start(_ window: Int) -> UInt32 { UInt32(truncatingIfNeeded: window &* size) }
}

/// A part of a query bound to a segment: which documents of a window match, and with what score.
///
/// Everything happens a window at a time, so that a call is made once for up to 4,096 documents and the loops inside
/// are plain ones over integers. Scores are added up in `Double`: sums of a few `Float` are then the same in any
/// order, and every plan gives a document the same score.
///
/// A scorer is used by one thread, and outlived by the ``SegmentReader`` it reads.
package class Scorer {
    /// About how many documents match, never fewer.
    let cost: Int
    /// For each window no document of which scores more; less than 0 where none matches.
    let bounds: FixedBuffer<Float>

    init(cost: Int, windowCount: Int) {
        self.cost = cost
        bounds = FixedBuffer<Float>.allocate(windowCount, repeating: -1)
    }

    deinit { bounds.deallocate() }

    /// Replaces `candidates` by the matching documents of a window, ascending, with their scores. Those that score
    /// no more than `above` may be left out.
    func collect(_ window: Int, above: Float, into candidates: Candidates) throws(LedeError) {
        candidates.count = 0
    }

    /// Adds the scores of the matching documents of a window.
    func accumulate(_ window: Int, into sums: WindowSums) throws(LedeError) {
        let candidates = sums.scratch
        try collect(window, above: -1, into: candidates)
        let start = Window.start(window)
        for index in 0..<candidates.count {
            sums.add(candidates.scores[index], at: Int(candidates.documents[index] &- start))
        }
    }

    /// Marks the matching documents of a window, one bit each.
    func mark(_ window: Int, into bits: FixedBuffer<UInt64>, scratch: Candidates) throws(LedeError) {
        try collect(window, above: -1, into: scratch)
        let start = Window.start(window)
        for index in 0..<scratch.count {
            let offset = Int(scratch.documents[index] &- start)
            bits[offset >> 6] |= 1 &<< UInt64(offset & 63)
        }
    }

    /// Goes through the candidates of a window, in their order, and keeps those that `rule` says, with this scorer's
    /// score added. Candidates that cannot score more than `above` may be dropped, where `rest` bounds what others
    /// will add later.
    func refine(
        _ candidates: Candidates, _ window: Int, _ rule: Refinement, above: Float, rest: Float
    ) throws(LedeError) {
        candidates.count = 0
    }

    /// The score of one document and how it comes about; nil when the document does not match.
    func explain(_ document: UInt32) throws(LedeError) -> Explanation? { nil }
}

/// Which candidates a scorer keeps.
enum Refinement {
    /// Those that it matches, with its score added.
    case require
    /// All, with its score added where it matches.
    case add
    /// Those that it does not match.
    case exclude
}

/// The documents of a window that may still be hits, ascending, each with the score it has so far.
package final class Candidates {
    let documents = FixedBuffer<UInt32>.allocate(Window.size, repeating: 0)
    let scores = FixedBuffer<Double>.allocate(Window.size, repeating: 0)
    var count = 0

    deinit {
        documents.deallocate()
        scores.deallocate()
    }

    /// Keeps what `bits` has of the window that starts at `start`, or the others.
    func keep(_ bits: FixedBuffer<UInt64>, start: UInt32, isKept: Bool) {
        var kept = 0
        let wanted: UInt64 = isKept ? 1 : 0
        for index in 0..<count {
            let offset = Int(documents[index] &- start)
            documents[kept] = documents[index]
            scores[kept] = scores[index]
            kept &+= bits[offset >> 6] &>> UInt64(offset & 63) & 1 == wanted ? 1 : 0
        }
        count = kept
    }
}

/// Sums of scores of a window, all zero between uses, and which of them were touched.
package final class WindowSums {
    let sums = FixedBuffer<Double>.allocate(Window.size, repeating: 0)
    let bits = FixedBuffer<UInt64>.allocate(Window.wordCount, repeating: 0)
    let scratch = Candidates()

    deinit {
        sums.deallocate()
        bits.deallocate()
    }

    @inline(__always)
    func add(_ score: Double, at offset: Int) {
        sums[offset] += score
        bits[offset >> 6] |= 1 &<< UInt64(offset & 63)
    }

    /// Moves the touched sums that exceed `above` into `candidates`, and clears all.
    func move(to candidates: Candidates, start: UInt32, above: Float) {
        var count = 0
        let limit = Double(above)
        for word in 0..<Window.wordCount {
            var rest = bits[word]
            if rest == 0 { continue }
            bits[word] = 0
            while rest != 0 {
                let offset = word &* 64 &+ rest.trailingZeroBitCount
                rest &= rest &- 1
                let sum = sums[offset]
                sums[offset] = 0
                candidates.documents[count] = start &+ UInt32(truncatingIfNeeded: offset)
                candidates.scores[count] = sum
                count &+= sum > limit ? 1 : 0
            }
        }
        candidates.count = count
    }
}
