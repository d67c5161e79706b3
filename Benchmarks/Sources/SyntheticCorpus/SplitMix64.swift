/// Random numbers that a seed determines, the same on every machine (Steele, Lea and Flood, *Fast Splittable
/// Pseudorandom Number Generators*, 2014).
package struct SplitMix64: Sendable {
    private var state: UInt64

    package init(seed: UInt64) { state = seed }

    package mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ value >> 30) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ value >> 27) &* 0x94D0_49BB_1331_11EB
        return value ^ value >> 31
    }

    /// A number from 0 up to `limit`, which is at least 1; each as likely as another.
    package mutating func below(_ limit: Int) -> Int {
        Int(next().multipliedFullWidth(by: UInt64(limit)).high)
    }

    /// A number from 0 up to 1, of 53 bits.
    package mutating func unit() -> Double { Double(next() >> 11) * 0x1p-53 }

    /// Whether something of this chance, from 0 to 1, happens.
    package mutating func chance(_ chance: Double) -> Bool { unit() < chance }
}
