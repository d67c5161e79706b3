extension String {
    /// The text without what a terminal would obey rather than show.
    ///
    /// Articles come from anywhere, and an escape sequence in a headline could move the cursor or rename the window.
    /// Line breaks and tabs become spaces, other control characters `�`; marks that turn the direction of what
    /// follows, and byte order marks, are dropped.
    ///
    /// - Parameter keepsLines: whether line breaks and tabs stay.
    func printable(keepsLines: Bool = false) -> String {
        if utf8.allSatisfy({ 0x20..<0x7F ~= $0 }) { return self }
        guard unicodeScalars.contains(where: Self.isUnsafe) else { return self }
        var result = String.UnicodeScalarView()
        for scalar in unicodeScalars {
            switch scalar {
            case "\n", "\t": result.append(keepsLines ? scalar : " ")
            case "\r": if !keepsLines { result.append(" ") }
            case "\u{85}", "\u{2028}", "\u{2029}": result.append(keepsLines ? "\n" : " ")
            case _ where !Self.isUnsafe(scalar): result.append(scalar)
            case _ where scalar.properties.generalCategory == .control: result.append("\u{FFFD}")
            default: break
            }
        }
        return String(result)
    }

    private static func isUnsafe(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0..<0x20, 0x7F..<0xA0, 0x2028...0x202E, 0x2066...0x2069, 0xFEFF: true
        default: false
        }
    }
}
