/// Reads a regular expression: `a|b`, `(…)`, `[a-z]`, `[^…]`, `.`, `* + ? {n} {n,} {n,m}`, `\d \w \s` and their
/// capitals, `\x` for any other character itself.
///
/// The expression always stands for the whole term, as in Lucene, so `^` at its beginning and `$` at its end say nothing
/// and are read over.
package struct RegexParser {
    /// The longest expression in Unicode scalars.
    package static let maximumLength = 1000
    /// How deep parentheses may be.
    private static let maximumDepth = 100
    /// The greatest number in `{…}`.
    private static let maximumCount = 1000

    private let scalars: [Unicode.Scalar]
    private let fold: (String) -> String
    private var position = 0
    private var depth = 0

    /// - Parameter fold: brings text into the form of the terms, such as small letters.
    package init(_ pattern: String, fold: @escaping (String) -> String = { $0 }) {
        scalars = Array(pattern.unicodeScalars)
        self.fold = fold
    }

    /// Whether a text is a regular expression that is not too large.
    package static func validate(_ pattern: String) throws(PatternError) {
        var parser = RegexParser(pattern)
        _ = try ScalarNFA(try parser.parse(), fold: { $0 })
    }

    mutating func parse() throws(PatternError) -> RegexNode {
        guard scalars.count <= Self.maximumLength else {
            throw PatternError(
                message: "the regular expression has more than \(Self.maximumLength) characters",
                hint: "ask for less at once", offset: Self.maximumLength, length: scalars.count - Self.maximumLength)
        }
        if peek() == "^" { position += 1 }
        let node = try alternatives()
        guard position < scalars.count else { return node }
        throw error("nothing opens this ')'", "remove it, or escape it as \\)", at: position)
    }

    private func peek(_ distance: Int = 0) -> Unicode.Scalar? {
        position + distance < scalars.count ? scalars[position + distance] : nil
    }

    private func error(_ message: String, _ hint: String?, at offset: Int, length: Int = 1) -> PatternError {
        PatternError(message: message, hint: hint, offset: offset, length: length)
    }

    // MARK: Structure

    private mutating func alternatives() throws(PatternError) -> RegexNode {
        var choices = [try sequence()]
        while peek() == "|" {
            position += 1
            choices.append(try sequence())
        }
        return choices.count == 1 ? choices[0] : .alternatives(choices)
    }

    private mutating func sequence() throws(PatternError) -> RegexNode {
        var nodes: [RegexNode] = []
        while let scalar = peek(), scalar != "|", scalar != ")" {
            if scalar == "$", position == scalars.count - 1 {
                position += 1
                break
            }
            nodes.append(try repeated(try atom()))
        }
        return nodes.count == 1 ? nodes[0] : .sequence(nodes)
    }

    private mutating func atom() throws(PatternError) -> RegexNode {
        let start = position
        guard let scalar = peek() else { return .sequence([]) }
        position += 1
        switch scalar {
        case "(": return try group(from: start)
        case "[": return .set(try characterClass(from: start))
        case ".": return .anyScalar
        case "\\":
            if let set = try shorthand(from: start) { return .set(set) }
            position += 1
            return .literal(scalars[position - 1])
        case "*", "+", "?":
            throw error("nothing stands before '\(scalar)'", "write \\\(scalar) for the character", at: start)
        case "{":
            throw error("nothing stands before '{'", "write \\{ for the character", at: start)
        case "^", "$":
            throw error(
                "'\(scalar)' inside: the expression stands for a whole word", "write \\\(scalar) for the character",
                at: start)
        default: return .literal(scalar)
        }
    }

    private mutating func group(from start: Int) throws(PatternError) -> RegexNode {
        if peek() == "?" {
            guard peek(1) == ":" else {
                throw error(
                    "groups that begin with '(?' are not possible, but for '(?:'", "write a plain group", at: start,
                    length: 2)
            }
            position += 2
        }
        depth += 1
        guard depth <= Self.maximumDepth else {
            throw error("parentheses are more than \(Self.maximumDepth) deep", "remove some", at: start)
        }
        let node = try alternatives()
        depth -= 1
        guard peek() == ")" else {
            throw error("the parenthesis is never closed", "add a ')', or escape it as \\(", at: start)
        }
        position += 1
        return node
    }

    // MARK: Repetition

    private mutating func repeated(_ node: RegexNode) throws(PatternError) -> RegexNode {
        var node = node
        // Nested as deep as there are signs, so of many one after another only few are read.
        var count = 0
        while let scalar = peek() {
            let start = position
            switch scalar {
            case "*": node = .repeated(node, least: 0, greatest: nil)
            case "+": node = .repeated(node, least: 1, greatest: nil)
            case "?": node = .repeated(node, least: 0, greatest: 1)
            case "{":
                let (least, greatest) = try counts(from: start)
                node = .repeated(node, least: least, greatest: greatest)
                position -= 1
            default: return node
            }
            position += 1
            count += 1
            guard count <= 3 else {
                throw error("there are too many repetitions of the same", "put it into parentheses", at: start)
            }
        }
        return node
    }

    /// The numbers in braces; stands behind the closing one then.
    private mutating func counts(from start: Int) throws(PatternError) -> (Int, Int?) {
        position += 1
        let least = try number(from: start)
        var greatest: Int? = least
        if peek() == "," {
            position += 1
            greatest = peek() == "}" ? nil : try number(from: start)
        }
        guard let least, peek() == "}" else {
            throw error(
                "a repetition is written {3}, {2,} or {2,5}", "write \\{ for the character", at: start,
                length: max(1, position - start))
        }
        position += 1
        if let greatest, greatest < least {
            throw error("the repetition ends before it begins", "swap the numbers", at: start, length: position - start)
        }
        return (least, greatest)
    }

    private mutating func number(from start: Int) throws(PatternError) -> Int? {
        var value: Int?
        while let scalar = peek(), ("0"..."9").contains(scalar) {
            value = (value ?? 0) * 10 + Int(scalar.value - 48)
            position += 1
            if (value ?? 0) > Self.maximumCount {
                throw error(
                    "a repetition of more than \(Self.maximumCount)", "ask for fewer", at: start,
                    length: position - start)
            }
        }
        return value
    }

    // MARK: Classes

    private static let digits = ScalarSet([0x30...0x39])
    private static let wordCharacters = ScalarSet([0x30...0x39, 0x41...0x5A, 0x5F...0x5F, 0x61...0x7A])
    private static let spaces = ScalarSet([0x09...0x0D, 0x20...0x20])

    /// The set of `\d` and the like, behind which it stands then; nil for another escape, of which it stands on the
    /// character.
    private mutating func shorthand(from start: Int) throws(PatternError) -> ScalarSet? {
        guard let scalar = peek() else {
            throw error("nothing follows the backslash", "write \\\\ for a backslash", at: start)
        }
        let set: ScalarSet
        switch scalar {
        case "d": set = Self.digits
        case "D": set = Self.digits.inverted
        case "w": set = Self.wordCharacters
        case "W": set = Self.wordCharacters.inverted
        case "s": set = Self.spaces
        case "S": set = Self.spaces.inverted
        case "a"..."z", "A"..."Z", "0"..."9":
            throw error(
                "there is no escape '\\\(scalar)'", "possible are \\d \\w \\s, and \\ before a sign", at: start,
                length: 2)
        default: return nil
        }
        position += 1
        return set
    }

    private mutating func characterClass(from start: Int) throws(PatternError) -> ScalarSet {
        let isInverted = peek() == "^"
        if isInverted { position += 1 }
        var set = ScalarSet([])
        var isFirst = true
        while let scalar = peek(), scalar != "]" || isFirst {
            isFirst = false
            let first = position
            guard let lower = try member(&set) else { continue }
            guard peek() == "-", let next = peek(1), next != "]" else {
                set = set.union(ScalarSet(lower))
                continue
            }
            position += 1
            guard let upper = try member(&set) else {
                throw error(
                    "a range ends with a character", "write \\- for a hyphen", at: first, length: position - first)
            }
            guard lower <= upper else {
                throw error("the range ends before it begins", "swap the ends", at: first, length: position - first)
            }
            set = set.union(ScalarSet([lower.value...upper.value]))
        }
        guard peek() == "]" else { throw error("the '[' is never closed", "add a ']', or write \\[", at: start) }
        position += 1
        set = set.adding(fold)
        return isInverted ? set.inverted : set
    }

    /// The next character of a class; nil where it was a whole set, which is added.
    private mutating func member(_ set: inout ScalarSet) throws(PatternError) -> Unicode.Scalar? {
        let start = position
        let scalar = scalars[position]
        position += 1
        guard scalar == "\\" else { return scalar }
        if let whole = try shorthand(from: start) {
            set = set.union(whole)
            return nil
        }
        position += 1
        return scalars[position - 1]
    }
}
