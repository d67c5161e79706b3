/// How a query was understood, and how each segment answers it.
public struct QueryPlan: Sendable, Equatable {
    /// A part of a query or of a plan.
    public struct Node: Sendable, Equatable {
        /// What it does in the part around it: `must`, `lead`; empty for the whole.
        public var role: String
        /// What it is, in words.
        public var description: String
        /// About how many documents it matches, as far as the planner knows; nil where it does not ask.
        public var documents: Int?
        /// What it is made of.
        public var parts: [Node]

        /// Makes a node.
        public init(_ description: String, role: String = "", documents: Int? = nil, parts: [Node] = []) {
            self.role = role
            self.description = description
            self.documents = documents
            self.parts = parts
        }

        /// The same in another role.
        func playing(_ role: String) -> Node {
            Node(description, role: role, documents: documents, parts: parts)
        }
    }

    /// How one segment answers the query.
    public struct Segment: Sendable, Equatable {
        /// The name of its file, without the extension.
        public var name: String
        /// How many documents it has, deleted ones included.
        public var documents: Int
        /// The plan; nil where nothing in the segment can match.
        public var plan: Node?
    }

    /// The query with its words analysed and looked up.
    public var understood: Node
    /// The segments in order.
    public var segments: [Segment]
}

extension Searcher {
    /// How a query is understood and planned, without answering it.
    ///
    /// - Throws: as ``search(_:_:)-(Query,_)``.
    public func plan(_ query: Query, similarity: any Similarity = BM25()) throws(LedeError) -> QueryPlan {
        let bound = try bind(query, similarity)
        var plans: [QueryPlan.Segment] = []
        for (index, segment) in segments.enumerated() {
            let factory = ScorerFactory(segment.reader, index: index, norms: norms)
            let scorer = try factory.scorer(bound)
            plans.append(
                QueryPlan.Segment(
                    name: segment.reader.name, documents: segment.reader.documentCount, plan: scorer?.plan))
        }
        return QueryPlan(understood: bound.plan, segments: plans)
    }
}

extension Scorer {
    fileprivate var plan: QueryPlan.Node {
        let parts = planParts.map { role, scorer in scorer.plan.playing(role) }
        return QueryPlan.Node(planName, documents: cost, parts: parts)
    }
}

extension BoundQuery {
    fileprivate var plan: QueryPlan.Node {
        switch self {
        case .nothing: QueryPlan.Node("nothing: a word of it is in no document, or the range is empty", documents: 0)
        case .all(let score): QueryPlan.Node("every document, score \(Explanation.number(score))")
        case .words(let words), .intervals(let words, _): words.plan
        case .expanded(let expansion): expansion.plan
        case .marked(_, let description): QueryPlan.Node(description)
        case .keyword(let field, let term):
            QueryPlan.Node(
                "\(field) is '\(String(decoding: term.text, as: UTF8.self))'", documents: term.documentFrequency)
        case .keywords(let field, let lower, let upper):
            QueryPlan.Node(
                "\(field) "
                    + Self.written(lower.map { "from " + Self.written($0) }, upper.map { "to " + Self.written($0) }))
        case .numbers(let field, let range):
            QueryPlan.Node(
                "\(field) "
                    + Self.written(
                        range.lowerBound == .min ? nil : "from \(range.lowerBound)",
                        range.upperBound == .max ? nil : "to \(range.upperBound)")
                    + ", as the column has it")
        case .present(let field): QueryPlan.Node("\(field) has a value")
        case .boolean(let must, let should, let mustNot, let filter):
            QueryPlan.Node(
                must.isEmpty && filter.isEmpty ? "any of" : "all of",
                parts: must.map { $0.plan.playing("must") } + filter.map { $0.plan.playing("filter") }
                    + should.map { $0.plan.playing("should") } + mustNot.map { $0.plan.playing("must not") })
        case .atLeast(let minimum, let parts):
            QueryPlan.Node(
                "at least \(minimum) of \(parts.count)", parts: parts.map { $0.plan.playing("should") })
        case .constant(let inner, let score):
            QueryPlan.Node("constant score \(Explanation.number(score))", parts: [inner.plan.playing("of")])
        }
    }

    private static func written(_ bound: KeywordBound) -> String {
        (bound.isInclusive ? "'" : "beyond '") + String(decoding: bound.term, as: UTF8.self) + "'"
    }

    private static func written(_ lower: String?, _ upper: String?) -> String {
        [lower ?? "from any", upper ?? "to any"].joined(separator: " ")
    }
}

extension BoundExpansion {
    /// Of many terms those of most worth.
    private static let shownTerms = 20

    fileprivate var plan: QueryPlan.Node {
        QueryPlan.Node(
            "\(label), weight \(Explanation.number(words.weight))",
            parts: fields.map { part in
                let terms = part.terms.prefix(Self.shownTerms).map { term in
                    QueryPlan.Node("term '\(String(decoding: term.text, as: UTF8.self))'")
                }
                return QueryPlan.Node(
                    "in \(part.field.name), \(part.total) terms, \(part.terms.count) of them counted",
                    documents: part.documentFrequency, parts: terms)
            })
    }
}

extension BoundWords {
    fileprivate var plan: QueryPlan.Node {
        let factor = boost == 1 ? "" : ", boost \(Explanation.number(boost))"
        return QueryPlan.Node(
            label + factor + ", weight \(Explanation.number(weight))",
            parts: fields.map { part in
                let weight = part.field.weight == 1 ? "" : "^\(Explanation.number(part.field.weight))"
                let terms = part.terms.map { term in
                    QueryPlan.Node(
                        "term '\(String(decoding: term.text, as: UTF8.self))'", documents: term.documentFrequency)
                }
                return QueryPlan.Node("in \(part.field.name)\(weight), \(part.field.analyzer)", parts: terms)
            })
    }
}
