/// The scorers of a window that have documents in it, those with the smallest bounds first, and what they can add up
/// to.
struct BoundOrder {
    /// How many scorers there are.
    private(set) var count = 0
    /// The first ``count`` are indices of scorers, by ascending bound.
    private var indices: [Int] = []
    /// For each place the sum of the bounds before it, and at the end of all.
    private var sums: [Double] = [0]

    /// So many are sorted sooner by insertion.
    private static let fewScorers = 8

    /// Sorts the scorers for a window.
    /// - Complexity: O(*n* log *n*) in the number of scorers.
    mutating func sort(_ scorers: [Scorer], _ window: Int) {
        if indices.count < scorers.count {
            indices = Array(repeating: 0, count: scorers.count)
            sums = Array(repeating: 0, count: scorers.count + 1)
        }
        count = 0
        for index in scorers.indices {
            indices[count] = index
            count += scorers[index].bounds[window] >= 0 ? 1 : 0
        }
        if count <= Self.fewScorers {
            for place in 0..<count {
                let index = indices[place]
                let bound = scorers[index].bounds[window]
                var before = place - 1
                while before >= 0, scorers[indices[before]].bounds[window] > bound {
                    indices[before + 1] = indices[before]
                    before -= 1
                }
                indices[before + 1] = index
            }
        } else {
            indices[..<count].sort { scorers[$0].bounds[window] < scorers[$1].bounds[window] }
        }
        for place in 0..<count { sums[place + 1] = sums[place] + Double(scorers[indices[place]].bounds[window]) }
    }

    /// The index of the scorer at a place.
    subscript(place: Int) -> Int { indices[place] }

    /// What the scorers before a place can add up to, rounded up.
    func sum(before place: Int) -> Float { Float(roundingUp: sums[place]) }

    /// What all of them can add up to, rounded up.
    var sum: Float { Float(roundingUp: sums[count]) }

    /// What all but the one at a place can add up to, rounded up.
    func sum(without place: Int) -> Float {
        Float(roundingUp: sums[count] - (sums[place + 1] - sums[place]))
    }
}

extension Float {
    /// A sum of bounds, raised by more than rounding can have taken away.
    @inline(__always)
    init(roundingUp sum: Double) { self = Float(max(0, sum) * (1 + 0x1p-20)) }

    /// What a part of a score must exceed so that the whole can exceed this, where `rest` bounds the other parts;
    /// rounded so that nothing is lost.
    @inline(__always)
    func less(_ rest: Float) -> Float { self < 0 ? self : Float(Double(self) - Double(rest)).nextDown }
}
