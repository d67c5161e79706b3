/// Ranks from 0 on, drawn as words are: rank r has the weight 1 ÷ ((r + 2.7) (1 + r ÷ 10,000)).
///
/// That is Zipf's law with Mandelbrot's shift among the frequent, and a steeper one among the rare (Ferrer i Cancho and
/// Solé, *Two Regimes in the Frequency of Words and the Origins of Complex Lexicons*, 2001).
/// Drawn in constant time by the alias method (Vose, *A Linear Algorithm for Generating Random Numbers with a Given
/// Distribution*, 1991).
struct Zipf: Sendable {
    /// The chance of a column to stand for itself, else for its alias.
    private var own: [Double]
    private var aliases: [Int]

    init(count: Int) {
        let weights = (0..<count).map(Self.weight)
        let mean = weights.reduce(0, +) / Double(count)
        own = weights.map { $0 / mean }
        aliases = Array(0..<count)
        var small = own.indices.filter { own[$0] < 1 }
        var large = own.indices.filter { own[$0] >= 1 }
        while let low = small.popLast(), let high = large.last {
            aliases[low] = high
            own[high] -= 1 - own[low]
            if own[high] < 1 {
                large.removeLast()
                small.append(high)
            }
        }
    }

    private static func weight(_ rank: Int) -> Double {
        let rank = Double(rank)
        return 1 / ((rank + 2.7) * (1 + rank / 10_000))
    }

    func draw(_ random: inout SplitMix64) -> Int {
        let column = random.below(own.count)
        return random.unit() < own[column] ? column : aliases[column]
    }
}
