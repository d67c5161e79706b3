import Lede

/// A plan as a tree of lines, and as JSON.
struct PlanView {
    let plan: QueryPlan
    /// The query as text, as it was read.
    let query: String
    /// What a lenient parser read as words.
    let problems: [String]

    var text: String {
        var lines = ["query: " + query]
        lines += problems.map { "read as words: " + $0 }
        lines += ["", "understood as"] + Self.lines(plan.understood, indent: 1)
        for (index, segment) in plan.segments.enumerated() {
            lines.append("")
            lines.append(
                "segment \(index + 1) of \(plan.segments.count), \(Numbers.plural(segment.documents, "document"))")
            lines += segment.plan.map { Self.lines($0, indent: 1) } ?? ["  nothing of it can match"]
        }
        return lines.map { $0.printable() }.joined(separator: "\n") + "\n"
    }

    private static func lines(_ node: QueryPlan.Node, indent: Int) -> [String] {
        let role = node.role.isEmpty ? "" : node.role + ": "
        let count = node.documents.map { "  (\(Numbers.plural($0, "document")))" } ?? ""
        let own = String(repeating: "  ", count: indent) + role + node.description + count
        return [own] + node.parts.flatMap { lines($0, indent: indent + 1) }
    }

    var json: JSON {
        .object([
            ("query", .string(query)), ("problems", .array(problems.map(JSON.string))),
            ("understood", Self.json(plan.understood)),
            (
                "segments",
                .array(
                    plan.segments.map { segment in
                        .object([
                            ("name", .string(segment.name)), ("documents", .integer(segment.documents)),
                            ("plan", segment.plan.map(Self.json) ?? .null),
                        ])
                    })
            ),
        ])
    }

    private static func json(_ node: QueryPlan.Node) -> JSON {
        .object([
            ("role", .string(node.role)), ("description", .string(node.description)),
            ("documents", node.documents.map(JSON.integer) ?? .null), ("parts", .array(node.parts.map(json))),
        ])
    }
}
