/// The characters with a meaning in the query language, shared by the lexer, which reads them, and the writer,
/// which escapes them.
enum QueryCharacters {
    /// What may close a phrase that a quotation mark opened; nil for a character that opens none.
    static func closers(of scalar: Unicode.Scalar) -> [Unicode.Scalar]? {
        switch scalar {
        case "\"": ["\""]
        case "“", "”": ["”"]
        case "„": ["“", "”"]
        case "«": ["»"]
        case "»": ["«", "»"]
        default: nil
        }
    }

    static func isQuote(_ scalar: Unicode.Scalar) -> Bool {
        scalar.isASCII ? scalar == "\"" : closers(of: scalar) != nil
    }

    static func isSpace(_ scalar: Unicode.Scalar) -> Bool {
        // Looking properties up takes a search; most text is ASCII.
        if scalar.isASCII { return scalar == " " || ("\t"..."\r").contains(scalar) }
        return scalar.properties.isWhitespace
    }

    /// Whether an unescaped character ends the word before it.
    static func endsWord(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "(", ")", "^": true
        default: isQuote(scalar) || isSpace(scalar)
        }
    }

    /// Whether a character means something in a regular expression.
    static func isExpressionSign(_ scalar: Unicode.Scalar) -> Bool {
        "\\.*+?|()[]{}^$/".unicodeScalars.contains(scalar)
    }

    /// Whether `+`, `-` and `!` before this character are signs of the language. Before a space, a closing
    /// parenthesis or another sign they are the dashes, arrows and exclamations of prose.
    static func takesSign(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "+", "-", "!", ")", ">", "=", "^": false
        default: !isSpace(scalar)
        }
    }

    static func isSign(_ scalar: Unicode.Scalar) -> Bool { scalar == "+" || scalar == "-" || scalar == "!" }

    /// Whether text before a colon reads as the name of a field: a letter or `_`, then what names are made of.
    static func isIdentifier(_ name: String) -> Bool {
        guard let first = name.unicodeScalars.first, first == "_" || first.properties.isAlphabetic else { return false }
        return name.unicodeScalars.allSatisfy(Field.isNameScalar)
    }
}
