import Lede

/// How many documents fall into each period, from the first that has some to the last.
struct Timeline {
    struct Row {
        let period: DateHistogram.Period
        /// How many documents of any kind the period has, where that was asked for.
        let documents: Int?

        /// The part of them that matches.
        var share: Double? {
            documents.map { $0 == 0 ? 0 : Double(period.count) / Double($0) }
        }
    }

    private let histogram: DateHistogram
    private let hasShares: Bool
    let rows: [Row]

    /// Longer stretches of empty periods are one line on a terminal.
    private static let longestStretch = 24

    /// - Parameter all: the documents of all periods, where the shares are to be told.
    init(_ histogram: DateHistogram, all: DateHistogram?) {
        self.histogram = histogram
        hasShares = all != nil
        let documents = all.map { Dictionary($0.periods.map { ($0.label, $0.count) }) { first, _ in first } }
        var rows: [Row] = []
        histogram.forEachPeriod { period in
            rows.append(Row(period: period, documents: documents.map { $0[period.label] ?? 0 }))
        }
        self.rows = rows
    }

    // MARK: For people

    func text(on terminal: Terminal) -> String {
        let title = "\(histogram.field) by \(histogram.unit.rawValue)"
        let lines = [terminal.styled(title, .bold)] + BarChart(terminal: terminal).lines(bars)
        return lines.map { $0 + "\n" }.joined()
    }

    private var bars: [BarChart.Row] {
        var bars: [BarChart.Row] = []
        var index = 0
        while index < rows.count {
            let empty = rows[index...].prefix { $0.period.count == 0 }.count
            if empty > Self.longestStretch {
                bars.append(BarChart.Row(label: "… \(empty) without", value: "", length: 0))
                index += empty
                continue
            }
            for row in rows[index..<index + max(1, empty)] {
                let count = String(row.period.count)
                let share = row.share.map { "  " + Numbers.fixed($0 * 100, 1).leftPadded(to: 5) + " %" } ?? ""
                bars.append(
                    BarChart.Row(
                        label: row.period.label, value: count + share,
                        length: row.share ?? Double(row.period.count)))
            }
            index += max(1, empty)
        }
        return bars
    }

    // MARK: For programs

    var csv: String {
        let names = ["period", "from", "to", "count"] + (hasShares ? ["documents", "share"] : [])
        return CSV.line(names)
            + rows.map { row in
                let period = row.period
                var values = [period.label, period.first, period.last, String(period.count)]
                if let documents = row.documents, let share = row.share {
                    values += [String(documents), Numbers.fixed(share, 6)]
                }
                return CSV.line(values)
            }.joined()
    }

    func json(query: String) -> JSON {
        .object([
            ("query", .string(query)), ("field", .string(histogram.field)), ("by", .string(histogram.unit.rawValue)),
            ("total", .integer(rows.reduce(0) { $0 + $1.period.count })), ("missing", .integer(histogram.missing)),
            ("periods", .array(rows.map(\.json))),
        ])
    }
}

extension Timeline.Row {
    var json: JSON {
        var members: [(key: String, value: JSON)] = [
            ("period", .string(period.label)), ("from", .string(period.first)), ("to", .string(period.last)),
            ("count", .integer(period.count)),
        ]
        if let documents, let share {
            members += [("documents", .integer(documents)), ("share", .number(share))]
        }
        return .object(members)
    }
}

extension String {
    fileprivate func leftPadded(to width: Int) -> String {
        String(repeating: " ", count: max(0, width - count)) + self
    }
}
