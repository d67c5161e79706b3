/// Reads a pattern with wildcards: `?` is one character, `*` any text, a backslash takes the meaning from what follows.
enum WildcardPattern {
    /// The longest pattern in Unicode scalars.
    static let maximumLength = 1000

    /// The pattern as a tree.
    static func parse(_ pattern: String) throws(PatternError) -> RegexNode {
        let scalars = Array(pattern.unicodeScalars)
        guard scalars.count <= maximumLength else {
            throw PatternError(
                message: "the pattern has more than \(maximumLength) characters", hint: "ask for less at once",
                offset: maximumLength, length: scalars.count - maximumLength)
        }
        var nodes: [RegexNode] = []
        var index = 0
        while index < scalars.count {
            switch scalars[index] {
            case "?": nodes.append(.anyScalar)
            case "*": nodes.append(.anyText)
            case "\\" where index + 1 < scalars.count:
                index += 1
                nodes.append(.literal(scalars[index]))
            case let scalar: nodes.append(.literal(scalar))
            }
            index += 1
        }
        return .sequence(nodes)
    }
}
