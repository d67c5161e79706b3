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
