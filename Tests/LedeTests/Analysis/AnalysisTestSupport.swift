import Foundation
import Testing

@testable import Lede

/// The lines of a file in Resources that are no remarks.
func analysisResource(_ name: String, _ type: String) throws -> [Substring] {
    let url = try #require(Bundle.module.url(forResource: name, withExtension: type, subdirectory: "Resources"))
    return try String(contentsOf: url, encoding: .utf8).split(separator: "\n").filter { !$0.hasPrefix("#") }
}

/// The scalar of a hexadecimal number.
func scalar(_ hexadecimal: Substring) throws -> Unicode.Scalar {
    try #require(UInt32(hexadecimal, radix: 16).flatMap(Unicode.Scalar.init))
}

/// The term that a filter makes of a word.
func term(_ filter: some TokenFilter, _ word: some StringProtocol) -> String {
    var term = Array(word.utf8)
    filter.apply(to: &term)
    return String(decoding: term, as: UTF8.self)
}

extension Analyzer {
    func terms(_ text: String) -> [String] { analyze(text).map(\.term) }

    /// The words of a text before any filter.
    func words(_ bytes: [UInt8]) -> [[UInt8]] {
        bytes.withUnsafeBytes { text in
            var ranges: [TokenRange] = []
            tokenize(text, into: &ranges)
            return ranges.map { Array(bytes[Int($0.start)..<Int($0.end)]) }
        }
    }
}

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
}
