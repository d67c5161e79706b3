/// Text to terms. (Skeleton: the Analysis helper writes this.)
public struct Analyzer: Sendable {
    public let name: String
    public static let names = ["english", "plain"]
    public static func named(_ name: String) -> Analyzer? { names.contains(name) ? Analyzer(name: name) : nil }
}
