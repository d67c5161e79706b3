import Lede

/// Groups of near-duplicates, for reading and for programs.
struct DuplicatesView {
    private let report: DuplicateReport
    private let terminal: Terminal

    init(_ report: DuplicateReport, terminal: Terminal) {
        self.report = report
        self.terminal = terminal
    }

    // MARK: For people

    var text: String {
        var lines: [String] = []
        for group in report.groups {
            lines += line(title(of: group), .bold)
            let first = group.members.first?.document
            for (index, member) in group.members.enumerated() {
                lines += facts(of: member, isFirst: index == 0, besideTitle: first?["title"])
            }
            lines.append("")
        }
        let shown = report.groups.count
        let count = Numbers.plural(report.groupCount, "group")
        lines += line(
            "\(shown == report.groupCount ? count : "\(shown) of \(count)") of near-duplicates, "
                + "\(Numbers.plural(report.documentCount, "document")) in all", .faint)
        return lines.map { $0 + "\n" }.joined()
    }

    private func line(_ text: String, _ style: Terminal.Style) -> [String] {
        MarkedText(text).lines(width: terminal.width, on: terminal).map { terminal.styled($0, style) }
    }

    private func title(of group: DuplicateGroup) -> String {
        let first = group.members.first?.document
        return "\(first?["title"] ?? first?.id ?? "") (\(group.members.count))"
    }

    private func facts(
        of member: DuplicateGroup.Member, isFirst: Bool, besideTitle first: String?
    ) -> [String] {
        let document = member.document
        var parts = [document["date"].map { $0.prefix { $0 != "T" }.description } ?? "", document.id]
        if !isFirst { parts.append(member.howAlike) }
        parts.append(document["source"] ?? "")
        if let title = document["title"], title != first { parts.append(title) }
        let text = parts.filter { !$0.isEmpty }.map { $0.printable() }.joined(separator: "  ")
        return MarkedText(text).lines(width: terminal.width.map { $0 - 2 }, on: terminal).map { "  " + $0 }
    }

    // MARK: For programs

    /// A row for each document.
    var csv: String {
        var text = CSV.line(["group", "id", "date", "title", "alike", "contained"])
        for (index, group) in report.groups.enumerated() {
            for member in group.members {
                let document = member.document
                text += CSV.line([
                    String(index + 1), document.id, document["date"] ?? "", document["title"] ?? "",
                    Numbers.fixed(member.resemblance, 2), Numbers.fixed(member.containment, 2),
                ])
            }
        }
        return text
    }

    var groups: [JSON] {
        report.groups.map { group in
            .object([("count", .integer(group.members.count)), ("documents", .array(group.members.map(\.json)))])
        }
    }

    func json(query: String) -> JSON {
        .object([
            ("query", .string(query)), ("total", .integer(report.groupCount)),
            ("documents", .integer(report.documentCount)), ("groups", .array(groups)),
        ])
    }
}

extension DuplicateGroup.Member {
    fileprivate var howAlike: String {
        func percent(_ part: Double) -> String { "\(Int((100 * part).rounded())) %" }
        let isPart = containment - resemblance > 0.15
        return "\(percent(resemblance)) alike" + (isPart ? ", \(percent(containment)) contained" : "")
    }

    fileprivate var json: JSON {
        .object([
            ("id", .string(document.id)), ("title", .optional(document["title"])),
            ("date", .optional(document["date"])), ("alike", .number((resemblance * 100).rounded() / 100)),
            ("contained", .number((containment * 100).rounded() / 100)),
        ])
    }
}
