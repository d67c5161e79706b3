import Lede

extension String {
    /// As much of the beginning, or of the end, as fits into some columns of a terminal.
    func fitting(columns limit: Int, fromEnd: Bool = false) -> String {
        var columns = 0
        func fits(_ character: Character) -> Bool {
            columns += QuerySyntaxError.columns(of: character)
            return columns <= limit
        }
        if !fromEnd { return String(prefix(while: fits)) }
        return String(reversed().prefix(while: fits).reversed())
    }

    /// The beginning, with `…` where something is left out.
    func cut(toColumns limit: Int) -> String {
        Table.columns(of: self) > limit ? fitting(columns: limit - 1) + "…" : self
    }

    /// The end, with `…` where something is left out.
    func cutAtStart(toColumns limit: Int) -> String {
        Table.columns(of: self) > limit ? "…" + fitting(columns: limit - 1, fromEnd: true) : self
    }

    /// The text with spaces behind it, as many columns wide as said where it is not wider.
    func padded(toColumns width: Int) -> String {
        self + String(repeating: " ", count: max(0, width - Table.columns(of: self)))
    }
}
