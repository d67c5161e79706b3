/// Random numbers that a seed determines (SplitMix64, Steele, Lea and Flood 2014).
struct SeededText: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ value >> 30) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ value >> 27) &* 0x94D0_49BB_1331_11EB
        return value ^ value >> 31
    }

    /// Up to `count` characters drawn from an alphabet.
    mutating func text(of alphabet: [String], count: Int) -> String {
        (0..<Int.random(in: 0...count, using: &self)).map { _ in alphabet.randomElement(using: &self) ?? "" }.joined()
    }

    /// Up to `count` random bytes.
    mutating func bytes(upTo count: Int) -> [UInt8] {
        bytes(Int.random(in: 0...count, using: &self))
    }

    /// `count` random bytes.
    mutating func bytes(_ count: Int) -> [UInt8] {
        (0..<count).map { _ in UInt8.random(in: .min ... .max, using: &self) }
    }

    /// An integer of at most `bits` bits, each width as likely as another.
    mutating func integer(bits: Int) -> UInt64 {
        let width = Int.random(in: 0...bits, using: &self)
        return width == 0 ? 0 : next() >> UInt64(64 - width)
    }

    /// One of some choices, of which there is at least one.
    mutating func pick<T>(_ choices: [T]) -> T { choices[Int.random(in: choices.indices, using: &self)] }

    /// Whether something of this chance, from 0 to 1, happens.
    mutating func chance(_ chance: Double) -> Bool { Double.random(in: 0..<1, using: &self) < chance }

    /// `count` different numbers below `limit`, ascending.
    mutating func ascending(_ count: Int, below limit: Int) -> [UInt32] {
        var chosen: Set<UInt32> = []
        while chosen.count < count { chosen.insert(UInt32(Int.random(in: 0..<limit, using: &self))) }
        return chosen.sorted()
    }
}
