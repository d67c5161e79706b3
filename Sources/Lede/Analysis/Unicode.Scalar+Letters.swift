extension Unicode.Scalar {
    /// Whether it is a letter or a digit of any script.
    ///
    /// Looking properties up takes a search; most text is ASCII.
    var isLetterOrDigit: Bool {
        if isASCII {
            return ("a"..."z").contains(self) || ("A"..."Z").contains(self) || ("0"..."9").contains(self)
        }
        return properties.isAlphabetic || properties.numericType != nil
    }
}
