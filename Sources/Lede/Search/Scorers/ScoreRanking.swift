/// Counts scores by their size, to tell which score so many of them reach.
///
/// A count for each of some hundred equal steps: what ``reached(by:)`` gives is too low by at most one of them.
struct ScoreRanking {
    private var counts = InlineArray<257, UInt32>(repeating: 0)
    private let scale: Float
    private static let steps = 256

    /// - Parameter greatest: what no score exceeds; greater than zero.
    init(greatest: Float) { scale = Float(Self.steps) / greatest }

    @inline(__always)
    mutating func add(_ score: Float) {
        let step = min(Self.steps, max(0, Int(score * scale)))
        counts[step] &+= 1
    }

    /// A score that at least `rank` of the scores reach; less than 0 where there are not so many.
    func reached(by rank: Int) -> Float {
        var left = rank
        for step in counts.indices.reversed() {
            left -= Int(counts[step])
            // Lowered by more than rounding can have taken away.
            if left <= 0 { return max(0, Float(step) / scale * (1 - 0x1p-20)) }
        }
        return -1
    }
}

/// The blocks with the highest bounds, the highest first.
struct BestBlocks {
    private(set) var blocks: [(block: Int, bound: Float)] = []
    private let limit: Int
    private var least: Float = -.infinity
    /// Room for those of the ten best documents.
    private static let usualLimit = 4

    /// - Parameter limit: how many to keep, at least 1.
    init(limit: Int) {
        self.limit = limit
        blocks.reserveCapacity(min(limit, Self.usualLimit))
    }

    @inline(__always)
    mutating func offer(_ block: Int, _ bound: Float) {
        if bound > least { insert(block, bound) }
    }

    private mutating func insert(_ block: Int, _ bound: Float) {
        if blocks.count == limit { blocks.removeLast() }
        var place = blocks.count
        blocks.append((block, bound))
        while place > 0, blocks[place - 1].bound < bound {
            blocks.swapAt(place, place - 1)
            place -= 1
        }
        if blocks.count == limit { least = blocks[limit - 1].bound }
    }
}
