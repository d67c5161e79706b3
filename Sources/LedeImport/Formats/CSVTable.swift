/// The header of a table, and how its rows are read.
///
/// A column without a name is called `column` and its number, from 1. Empty cells are absent values.
struct CSVTable: Sendable {
    var separator: UInt8
    var names: [String]

    /// Takes the names of the columns from the first row. Bytes that are not UTF-8 are replaced.
    mutating func readHeader(_ row: [UInt8]) {
        let cells = (try? cells(row[...])) ?? []
        names = cells.enumerated().map { index, cell in
            let name = String(decoding: cell, as: UTF8.self).trimmed
            return name.isEmpty ? "column\(index + 1)" : name
        }
    }

    /// The values of a row; nil for a blank line.
    ///
    /// - Throws: ``RecordError`` for a row of another width than the header, a quoted field that does not end, and
    ///   bytes that are not UTF-8.
    func fields(_ row: ArraySlice<UInt8>, maximumValues: Int = .max) throws(RecordError) -> [RawField]? {
        // Fewer bytes than that hold no more cells.
        if names.count > maximumValues, row.count(where: { $0 == separator }) >= maximumValues {
            throw RecordError(reason: tooManyValues(limit: maximumValues))
        }
        if row.allSatisfy({ $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\r") }) { return nil }
        let cells = try cells(row)
        guard cells.count == names.count else {
            if cells.count == 1, row.allSatisfy({ $0 <= UInt8(ascii: " ") }) { return nil }
            throw RecordError(
                reason: "\(cells.count) \(cells.count == 1 ? "column" : "columns") instead of \(names.count)")
        }
        var fields: [RawField] = []
        for (name, cell) in zip(names, cells) where !cell.isEmpty {
            guard let text = String(validating: cell, as: UTF8.self) else {
                throw RecordError(reason: "column '\(name)' is not UTF-8")
            }
            fields.append(RawField(name, cell.contains(0x0D) ? text.replacing("\r\n", with: "\n") : text))
        }
        return fields
    }

    /// Splits a row at the separators outside of quotes and takes the quotes off.
    private func cells(_ row: ArraySlice<UInt8>) throws(RecordError) -> [[UInt8]] {
        let quote = UInt8(ascii: "\"")
        var cells: [[UInt8]] = []
        var index = row.startIndex
        while true {
            var cell: [UInt8] = []
            if index < row.endIndex, row[index] == quote {
                index += 1
                while true {
                    guard let end = row[index...].firstIndex(of: quote) else {
                        throw RecordError(reason: "a quoted field is not closed")
                    }
                    cell += row[index..<end]
                    index = end + 1
                    guard index < row.endIndex, row[index] == quote else { break }
                    cell.append(quote)
                    index += 1
                }
            }
            let end = row[index...].firstIndex(of: separator) ?? row.endIndex
            cell += row[index..<end]
            cells.append(cell)
            if end == row.endIndex { return cells }
            index = end + 1
        }
    }
}
