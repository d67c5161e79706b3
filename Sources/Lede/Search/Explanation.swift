/// How a document's score comes about: a value, what it is, and the parts it was made of.
public struct Explanation: Sendable, Equatable {
    /// The value of this part.
    public var value: Double
    /// What it is, in words, with the formula where there is one.
    public var description: String
    /// The parts it was computed from.
    public var details: [Explanation]
    /// Whether the document matches this part of the query.
    public var isMatch: Bool

    /// Makes an explanation.
    public init(_ value: Double, _ description: String, details: [Explanation] = [], isMatch: Bool = true) {
        self.value = value
        self.description = description
        self.details = details
        self.isMatch = isMatch
    }

    /// The sum of several parts; a single part stands for itself.
    static func sum(_ parts: [Explanation]) -> Explanation {
        parts.count == 1 ? parts[0] : Explanation(parts.reduce(0) { $0 + $1.value }, "sum of", details: parts)
    }

    /// The explanation as indented lines, the parts below what they make.
    public var text: String { lines(indent: 0).joined(separator: "\n") }

    private func lines(indent: Int) -> [String] {
        let own = String(repeating: "  ", count: indent) + "\(Self.number(value))  \(description)"
        return [own] + details.flatMap { $0.lines(indent: indent + 1) }
    }

    /// A number with six decimals, whole ones without any.
    static func number(_ value: Double) -> String {
        if value == value.rounded(), abs(value) < 1e15 { return String(Int(value)) }
        let scaled = (abs(value) * 1e6).rounded()
        guard scaled < 1e15 else { return String(value) }
        let whole = Int(scaled)
        let decimals = String(whole % 1_000_000)
        return (value < 0 ? "-" : "") + "\(whole / 1_000_000)."
            + String(repeating: "0", count: 6 - decimals.count) + decimals
    }
}
