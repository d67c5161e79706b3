public struct Analyzer: Sendable {
    public let name: String
    public static let names = ["english", "plain"]
    public static func named(_ name: String) -> Analyzer? { names.contains(name) ? Analyzer(name: name) : nil }
    static let keyword = Analyzer(name: "keyword")
    static let standard = Analyzer(name: "standard")
    var hasTokenFilters: Bool { name != "plain" }
    package func tokenize(_ text: UnsafeRawBufferPointer, into ranges: inout [TokenRange]) {
        var start = 0
        for i in 0..<text.count where text[i] == 32 { if i > start { ranges.append(TokenRange(start: UInt32(start), end: UInt32(i))) }; start = i + 1 }
        if text.count > start { ranges.append(TokenRange(start: UInt32(start), end: UInt32(text.count))) }
    }
    package func makeTokenFilterChain() -> TokenFilterChain { TokenFilterChain() }
}
package final class TokenFilterChain { package func term(for token: UnsafeRawBufferPointer, into term: inout [UInt8]) { term.removeAll(keepingCapacity: true); term.append(contentsOf: token) } }
package struct TokenRange: Sendable, Equatable, BitwiseCopyable { package var start: UInt32; package var end: UInt32 }
