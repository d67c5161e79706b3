/// Sizes whose logarithm is normal, as the lengths of articles are.
///
/// Only the arithmetic that IEEE 754 defines to the last bit is used, no function of a system's library: so every
/// machine draws the same.
struct LogNormal {
    let median: Double
    /// The standard deviation of the logarithm.
    let spread: Double

    func draw(_ random: inout SplitMix64) -> Double {
        // The sum of twelve uniform numbers is normal near enough, of variance 1.
        var normal = -6.0
        for _ in 0..<12 { normal += random.unit() }
        return median * Self.exponential(spread * normal)
    }

    /// e to the power of x, for x of the size that occurs here: the series at x ÷ 64, then squared six times.
    private static func exponential(_ x: Double) -> Double {
        let small = x / 64
        var sum = 1.0
        var term = 1.0
        for index in 1...10 {
            term *= small / Double(index)
            sum += term
        }
        for _ in 0..<6 { sum *= sum }
        return sum
    }
}
