/// Which encoding the bytes of a page are in.
enum HTMLEncoding {
    /// The encoding's name, or nil when the parser can tell better, from a mark at the front.
    ///
    /// What is UTF-8 is taken for it, whatever the page says: no other encoding's letters look like it by chance.
    /// Else the page's own `charset` counts, and Windows-1252 is taken where it is missing or says Latin 1 or
    /// ASCII, as browsers do; also where it says UTF-16, which it could not say in single bytes if it were.
    static func name(of bytes: [UInt8]) -> String? {
        if bytes.starts(with: [0xFE, 0xFF]) || bytes.starts(with: [0xFF, 0xFE]) { return nil }
        // Encodings of seven bits switch their alphabets by escapes.
        let hasEscape = bytes.contains(0x1B)
        if !hasEscape, (try? UTF8Span(validating: bytes.span)) != nil { return "UTF-8" }
        let declared = declared(in: bytes)
        switch declared {
        case nil, "iso-8859-1", "iso8859-1", "latin1", "latin-1", "us-ascii", "ascii", "utf-8", "utf8",
            "utf-16", "utf-16le", "utf-16be", "unicode":
            return hasEscape ? nil : "windows-1252"
        default: return declared
        }
    }

    /// The word behind `charset=` in the first 2,048 bytes, in small letters.
    private static func declared(in bytes: [UInt8]) -> String? {
        let head = String(decoding: bytes.prefix(2048).map { $0 < 0x80 ? $0 : 0x3F }, as: UTF8.self).lowercased()
        guard let found = head.firstRange(of: "charset=") else { return nil }
        let name = head[found.upperBound...].drop { "\"' ".contains($0) }
            .prefix { $0.isLetter || $0.isNumber || "-_:.".contains($0) }
        return name.isEmpty ? nil : String(name)
    }
}
