/// Cuts the text of a query into tokens, one at a time.
///
/// What a character means depends on what the parser expects: `>=` is a comparison only where a field is known,
/// and the `-` of `count:-5` belongs to the number. So the parser says with each call where it stands.
///
/// Places are counted in Unicode scalars, also in the errors thrown; ``QueryParser`` turns them into characters.
///
/// - Complexity: linear in the text; no character is looked at more than a fixed number of times.
struct QueryLexer {
    enum Context: Equatable {
        /// Where a clause or an operator may begin; a field holds when the group around it has one.
        case clause(hasField: Bool)
        /// Directly after `field:`.
        case value
    }

    /// One end of a range as it was written.
    struct Bound {
        var text: String
        var range: Range<Int>
        /// Without quotation marks and backslashes, so that `*` and `TO` have their meaning.
        var isPlain: Bool
    }

    let scalars: [Unicode.Scalar]
    let schema: Schema
    var position = 0
    /// Quotation marks that nothing closes from some place on, so that the rest is not searched again and again.
    private var unclosed: [Unicode.Scalar] = []

    init(_ text: String, schema: Schema) {
        // Array(text.unicodeScalars) would count them first, and ask for the type of its memory at run time; where each is a byte, they
        // take no reading, and vectors do it.
        var scalars: [Unicode.Scalar] = []
        scalars.reserveCapacity(text.utf8.count)
        if text.utf8Span.isKnownASCII {
            text.withBytes { bytes in
                scalars.append(addingCapacity: bytes.count) { output in
                    output.withUnsafeMutableBufferPointer { scalars, count in
                        for index in bytes.indices {
                            scalars.initializeElement(at: index, to: Unicode.Scalar(bytes[index]))
                        }
                        count = bytes.count
                    }
                }
            }
        } else {
            for scalar in text.unicodeScalars { scalars.append(scalar) }
        }
        self.scalars = scalars
        self.schema = schema
    }

    /// The scalar at a distance from the position, or nil past the end.
    func peek(_ distance: Int = 0) -> Unicode.Scalar? {
        position + distance < scalars.count ? scalars[position + distance] : nil
    }

    /// What stands at some places.
    func text(_ range: Range<Int>) -> String {
        guard scalars[range].allSatisfy(\.isASCII) else { return String(String.UnicodeScalarView(scalars[range])) }
        return asciiText(range)
    }

    /// The same of ASCII.
    func asciiText(_ range: Range<Int>) -> String {
        String(unsafeUninitializedCapacity: range.count) { bytes in
            for index in range { bytes[index - range.lowerBound] = UInt8(truncatingIfNeeded: scalars[index].value) }
            return range.count
        }
    }

    mutating func skipSpaces() {
        while let scalar = peek(), QueryCharacters.isSpace(scalar) { position += 1 }
    }

    private mutating func skipLettersAndDigits() {
        while position < scalars.count, scalars[position].value.isASCIILetterOrDigit { position += 1 }
    }

    mutating func next(_ context: Context) throws(QuerySyntaxError) -> QueryToken {
        skipSpaces()
        guard let scalar = peek() else { return QueryToken(kind: .end, range: position..<position) }
        if let word = plainWord() { return word }
        switch scalar {
        case "(": return take(.open)
        case ")": return take(.close)
        case "[": return take(.rangeOpen(isInclusive: true))
        case "{": return take(.rangeOpen(isInclusive: false))
        case "]", "}":
            throw error(
                "nothing opens this '\(scalar)'",
                hint: "a range is written date:[2016 TO 2017]; escape it as \\\(scalar)",
                at: position..<position + 1)
        case "^":
            throw error(
                "a boost needs a word, phrase or group directly before it",
                hint: "write oil^2, or \\^ for the character",
                at: position..<position + 1)
        case "&" where peek(1) == "&": return take(.and, count: 2)
        case "|" where peek(1) == "|": return take(.or, count: 2)
        case "/" where peek(1).map { !QueryCharacters.isSpace($0) && $0 != ")" } ?? false:
            return try expression()
        case "<", ">":
            guard context != .clause(hasField: false) else { return try word(context) }
            return comparison(isLess: scalar == "<")
        case "+", "-", "!":
            guard context != .value, let next = peek(1), QueryCharacters.takesSign(next) || isExact(at: 1) else {
                return try word(context)
            }
            return take(scalar == "+" ? .plus : scalar == "-" ? .minus : .not)
        case "=" where isExact(at: 0): return try exact()
        default:
            if QueryCharacters.isQuote(scalar) { return try phrase() }
            if context != .value, let list = try fieldList() { return list }
            return try word(context)
        }
    }

    private mutating func take(_ kind: QueryToken.Kind, count: Int = 1) -> QueryToken {
        defer { position += count }
        return QueryToken(kind: kind, range: position..<position + count)
    }

    private mutating func comparison(isLess: Bool) -> QueryToken {
        if peek(1) == "=" { return take(.comparison(isLess ? .lessOrEqual : .greaterOrEqual), count: 2) }
        return take(.comparison(isLess ? .less : .greater))
    }

    /// Whether a `=` and directly behind it a word or phrase stand at a distance.
    private func isExact(at distance: Int) -> Bool {
        guard peek(distance) == "=", let next = peek(distance + 1) else { return false }
        return QueryCharacters.isQuote(next) || next.isLetterOrDigit
    }

    /// The words behind a `=`, which mean only themselves.
    private mutating func exact() throws(QuerySyntaxError) -> QueryToken {
        let start = position
        position += 1
        if let scalar = peek(), QueryCharacters.isQuote(scalar) {
            return QueryToken(kind: .exact(try quoted()), range: start..<position)
        }
        var text = String.UnicodeScalarView()
        while let scalar = peek(), !QueryCharacters.endsWord(scalar) {
            text.append(scalar == "\\" ? try escaped() : scalar)
            position += 1
        }
        return QueryToken(kind: .exact(String(text)), range: start..<position)
    }

    private mutating func phrase() throws(QuerySyntaxError) -> QueryToken {
        let start = position
        let text = try quoted()
        let slop = peek() == "~" ? try self.slop() : nil
        return QueryToken(kind: .phrase(text, slop: slop), range: start..<position)
    }

    /// The number after the `~` at the position.
    private mutating func slop() throws(QuerySyntaxError) -> Int {
        let start = position
        position += 1
        while let scalar = peek(), !QueryCharacters.endsWord(scalar) { position += 1 }
        let text = text(start + 1..<position)
        return try distance(
            text, of: "the slop of a phrase", hint: "write \"safe students\"~3, or \\~ for the character",
            at: start..<position)
    }

    /// A distance in words as it was written.
    func distance(
        _ text: String, of what: String, hint: String, at range: Range<Int>
    ) throws(QuerySyntaxError) -> Int {
        guard !text.isEmpty, text.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) else {
            throw error("\(what) must be a whole number", hint: hint, at: range)
        }
        guard let value = Int(text), value <= QueryBinder.greatestDistance else {
            throw error(
                "\(what) is \(QueryText.shortened(text)), and must be at most \(QueryBinder.greatestDistance)",
                hint: hint, at: range)
        }
        return value
    }

    /// The text between quotation marks, of which the first stands at the position.
    mutating func quoted() throws(QuerySyntaxError) -> String {
        let start = position
        let closers = QueryCharacters.closers(of: scalars[start]) ?? []
        /// The characters without backslashes, where there are backslashes.
        var unescaped: String.UnicodeScalarView?
        var isBlank = true
        position += 1
        while !unclosed.contains(scalars[start]), let scalar = peek() {
            if closers.contains(scalar) {
                position += 1
                if isBlank {
                    throw error(
                        "the phrase is empty", hint: "put words between the quotation marks", at: start..<position)
                }
                return unescaped.map { String($0) } ?? text(start + 1..<position - 1)
            }
            if scalar == "\\", unescaped == nil {
                unescaped = String.UnicodeScalarView(scalars[start + 1..<position])
            }
            let content = scalar == "\\" ? try escaped() : scalar
            if !QueryCharacters.isSpace(content) { isBlank = false }
            unescaped?.append(content)
            position += 1
            // Most of it are letters and digits, which mean nothing else.
            if unescaped == nil { skipLettersAndDigits() }
        }
        if !unclosed.contains(scalars[start]) { unclosed.append(scalars[start]) }
        throw error(
            "the quotation mark is never closed",
            hint: "close it, or write \\\(scalars[start]) for the character itself",
            at: start..<start + 1)
    }

    /// The character behind the backslash at the position; stands on it then.
    mutating func escaped() throws(QuerySyntaxError) -> Unicode.Scalar {
        guard let next = peek(1) else {
            throw error(
                "nothing follows the backslash", hint: "write \\\\ for a backslash", at: position..<position + 1)
        }
        position += 1
        return next
    }

    /// One end of a range, or the `TO` between them; empty where a bracket closes or the text ends.
    mutating func bound() throws(QuerySyntaxError) -> Bound {
        skipSpaces()
        let start = position
        if let first = peek(), QueryCharacters.isQuote(first) {
            let text = try quoted()
            return Bound(text: text, range: start..<position, isPlain: false)
        }
        var text = String.UnicodeScalarView()
        var isPlain = true
        while let scalar = peek(), !QueryCharacters.isSpace(scalar), scalar != "]", scalar != "}" {
            if scalar == "\\" {
                text.append(try escaped())
                isPlain = false
            } else {
                text.append(scalar)
            }
            position += 1
        }
        return Bound(text: String(text), range: start..<position, isPlain: isPlain)
    }

    func error(_ message: String, hint: String?, at range: Range<Int>) -> QuerySyntaxError {
        QuerySyntaxError(message: message, hint: hint, offset: range.lowerBound, length: range.count)
    }
}
