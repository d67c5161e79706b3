/// The fields of an index: their types, how their text is analysed, and how they are ranked.
///
/// A schema is a value. It is written into every commit, so an index knows how its own words were made.
public struct Schema: Sendable, Codable, Equatable {
    /// The fields in the order they were declared. The first is always the unique key, ``Schema/idField``.
    public private(set) var fields: [Field]
    /// How many of the most frequent words of a text field are indexed also as pairs, 0 to 250: phrases of two such
    /// words side by side are then answered from one short list. Scores and counts do not depend on it.
    ///
    /// 24 take about three percent of an index with stored text. A change holds for segments written from then on.
    public var frequentWords: Int
    /// Whether each document has a signature of 32 bytes, by which near-duplicates are known
    /// (``Searcher/duplicates(matching:limit:maximumBytes:)``). A change holds for segments written from then on.
    public var signatures: Bool
    /// Analyzers that are put together from parts, by the names that fields give them.
    public let analyzers: [String: AnalyzerDefinition]

    /// What ``frequentWords`` is unless something else is asked for.
    public static let defaultFrequentWords = 24

    /// The name of the unique key that every document has.
    public static let idField = "id"

    /// The name of the keyword field that says the language of a document, where a field is `multilingual`.
    public static let languageField = "language"

    /// Makes a schema.
    ///
    /// - Parameters:
    ///   - fields: the fields. A keyword field named `id` is put first if it is not among them; where a field has the
    ///     analyzer `multilingual`, one named `language` is added.
    ///   - frequentWords: how many frequent words are indexed as pairs.
    ///   - signatures: whether near-duplicates are to be known.
    ///   - analyzers: analyzers put together from parts, by name.
    /// - Throws: ``LedeError/invalidSchema(_:)`` when two fields share a name, a name is empty or has characters
    ///   the query language reserves, `id` is not a keyword, an analyzer is unknown or cannot be made, or `frequentWords` is out of range.
    public init(
        fields: [Field], frequentWords: Int = defaultFrequentWords, signatures: Bool = true,
        analyzers: [String: AnalyzerDefinition] = [:]
    ) throws(LedeError) {
        var all = fields
        if !all.contains(where: { $0.name == Schema.idField }) {
            all.insert(Field(Schema.idField, .keyword), at: 0)
        }
        if let index = all.firstIndex(where: { $0.name == Schema.idField }), index > 0 {
            all.insert(all.remove(at: index), at: 0)
        }
        if all.contains(where: { $0.isMultilingual }), !all.contains(where: { $0.name == Schema.languageField }) {
            all.append(Field(Schema.languageField, .keyword))
        }
        self.analyzers = analyzers
        self.fields = try Self.resolve(all, analyzers)
        self.frequentWords = frequentWords
        self.signatures = signatures
        try validate()
    }

    /// The fields of a news article: `id`, `date`, `title`, `body`, `section`, `author`, `source` and `url`.
    /// Words without a field are looked for in `title` and `body`; one in the title counts twice.
    public static let articles = Schema(trusting: [
        Field("id", .keyword),
        Field("date", .date),
        Field("title", .text, analyzer: "news", weight: 2, isDefault: true),
        Field("body", .text, analyzer: "news", isDefault: true),
        Field("section", .keyword),
        Field("author", .text, analyzer: "news"),
        Field("source", .keyword),
        Field("url", .keyword),
    ])

    private init(trusting fields: [Field]) {
        self.fields = fields
        frequentWords = Self.defaultFrequentWords
        signatures = true
        analyzers = [:]
    }

    enum CodingKeys: String, CodingKey {
        case fields, frequentWords, signatures, analyzers
    }

    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        analyzers = try values.decodeIfPresent([String: AnalyzerDefinition].self, forKey: .analyzers) ?? [:]
        fields = try Self.resolve(try values.decode([Field].self, forKey: .fields), analyzers)
        frequentWords = try values.decodeIfPresent(Int.self, forKey: .frequentWords) ?? Self.defaultFrequentWords
        signatures = try values.decodeIfPresent(Bool.self, forKey: .signatures) ?? true
    }

    /// What is as it was before it could be chosen is left out.
    public func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: CodingKeys.self)
        try values.encode(fields, forKey: .fields)
        try values.encode(frequentWords, forKey: .frequentWords)
        if !signatures { try values.encode(signatures, forKey: .signatures) }
        if !analyzers.isEmpty { try values.encode(analyzers, forKey: .analyzers) }
    }

    /// Gives the fields the analyzers that are put together for them.
    private static func resolve(
        _ fields: [Field], _ definitions: [String: AnalyzerDefinition]
    ) throws(LedeError) -> [Field] {
        var made: [String: ComposedAnalyzer] = [:]
        for (name, definition) in definitions.sorted(by: { $0.key < $1.key }) {
            if name.isEmpty { throw .invalidSchema("an analyzer needs a name") }
            if Analyzer.named(name) != nil {
                throw .invalidSchema("the analyzer '\(name)' is one that Lede has: give yours another name")
            }
            made[name] = ComposedAnalyzer(
                definition: definition, analyzer: try definition.analyzer(named: name))
        }
        return fields.map { field in
            var field = field
            field.composed = made[field.analyzer]
            return field
        }
    }

    /// The analyzer of a name: one of ``analyzers``, or one that ``Analyzer/named(_:)`` knows.
    /// - Throws: ``LedeError/invalidSchema(_:)`` when its definition cannot be carried out.
    public func analyzer(named name: String) throws(LedeError) -> Analyzer? {
        guard let definition = analyzers[name] else { return Analyzer.named(name) }
        return try definition.analyzer(named: name)
    }

    /// Whether the text of some field is analysed by the language of each document.
    package var isMultilingual: Bool { fields.contains { $0.isMultilingual } }

    /// The same schema, but its multilingual fields read in one language.
    func reading(_ language: Language?) -> Schema {
        var schema = self
        for index in fields.indices { schema.fields[index] = fields[index].reading(language) }
        return schema
    }

    /// The same schema with fields of its own, for a thread that looks at them for every document: threads that count
    /// references to the same ones wait for each other.
    func unshared() -> Schema {
        var schema = self
        schema.fields = fields.map { $0.unshared() }
        return schema
    }

    /// The field of that name, or nil.
    public subscript(name: String) -> Field? { fields.first { $0.name == name } }

    /// The position of a field in ``fields``, or nil. Complexity: linear in the number of fields.
    package func ordinal(of name: String) -> Int? { fields.firstIndex { $0.name == name } }

    /// The fields that are searched when a query names none.
    package var defaultFields: [Field] { fields.filter { $0.isDefault && $0.type == .text } }

    package func validate() throws(LedeError) {
        if !(0...PairOptions.greatestLimit).contains(frequentWords) {
            throw .invalidSchema("'frequentWords' must be 0 to \(PairOptions.greatestLimit), not \(frequentWords)")
        }
        var seen: [String] = []
        for field in fields {
            if seen.contains(field.name) { throw .invalidSchema("the field '\(field.name)' is declared twice") }
            seen.append(field.name)
            let reserved = field.name.unicodeScalars.contains { !Field.isNameScalar($0) }
            if field.name.isEmpty || reserved {
                throw .invalidSchema(
                    "'\(field.name)' is no field name: use letters, digits, '_', '-' and '.'")
            }
            if field.type == .text, field.textAnalyzer == nil {
                throw .invalidSchema(
                    "the field '\(field.name)' names the analyzer '\(field.analyzer)', which is not one of "
                        + (analyzers.keys.sorted() + Analyzer.names).joined(separator: ", "))
            }
            if field.name == Schema.languageField, field.type != .keyword, fields.contains(where: { $0.isMultilingual })
            {
                throw .invalidSchema("'language' must be a keyword where a field is multilingual")
            }
            if !(field.weight.isFinite && field.weight > 0) {
                throw .invalidSchema("the weight of '\(field.name)' must be greater than zero")
            }
        }
        if fields.first?.name != Schema.idField || fields.first?.type != .keyword {
            throw .invalidSchema("'id' must be a keyword")
        }
    }
}

/// One field of a ``Schema``.
public struct Field: Sendable, Codable, Equatable {
    /// What a field holds, which decides how it is indexed.
    public enum FieldType: String, Sendable, Codable, CaseIterable {
        /// Prose: analysed into terms with frequencies and positions; ranked.
        case text
        /// A value matched whole, without regard to case: an id, a section, a tag. Not ranked.
        case keyword
        /// A day or an instant (`YYYY-MM-DD`, or ISO 8601 with a time): a column of seconds.
        /// A zone is left out: an article of 21:30 -05:00 is one of that day, not of the next.
        case date
        /// A 64-bit signed integer, in a column.
        case integer
        /// A 64-bit floating-point number, in a column.
        case double
    }

    private struct Values: Sendable, Equatable {
        var name: String
        var type: FieldType
        var analyzer: String
        var isStored: Bool
        var weight: Double
        var isDefault: Bool
        var composed: ComposedAnalyzer?
        var language: Language?
    }

    /// What copies of a field share: every word of a query holds its field.
    private final class Shared: Sendable {
        let values: Values
        /// Found once, unless it is not registered yet.
        let analyzer: QueryAnalyzer?
        let isMultilingual: Bool

        init(_ values: Values) {
            self.values = values
            let isText = values.type == .text
            let found: Analyzer? =
                isText ? values.language?.analyzer ?? values.composed?.analyzer ?? .named(values.analyzer) : nil
            analyzer = found.map { QueryAnalyzer($0) }
            isMultilingual = isText && values.analyzer == Analyzer.multilingual.name
        }
    }

    private var shared: Shared

    private mutating func change(_ body: (inout Values) -> Void) {
        var values = shared.values
        body(&values)
        shared = Shared(values)
    }

    /// The name: letters, digits, `_`, `-` and `.`.
    public var name: String {
        get { shared.values.name }
        set { change { $0.name = newValue } }
    }
    /// What the field holds.
    public var type: FieldType {
        get { shared.values.type }
        set { change { $0.type = newValue } }
    }
    /// The name of the analyzer of a text field. Ignored for other types.
    public var analyzer: String {
        get { shared.values.analyzer }
        set { change { $0.analyzer = newValue } }
    }
    /// Whether the value is kept and given back with a hit.
    public var isStored: Bool {
        get { shared.values.isStored }
        set { change { $0.isStored = newValue } }
    }
    /// How much an occurrence in this field counts against one in a field of weight 1 (BM25F).
    public var weight: Double {
        get { shared.values.weight }
        set { change { $0.weight = newValue } }
    }
    /// Whether words without a field are looked for here. Only text fields can be.
    public var isDefault: Bool {
        get { shared.values.isDefault }
        set { change { $0.isDefault = newValue } }
    }
    /// The analyzer that the schema puts together for this field, if it does.
    fileprivate(set) var composed: ComposedAnalyzer? {
        get { shared.values.composed }
        set { change { $0.composed = newValue } }
    }

    /// The language that a multilingual field is read in, if one was chosen.
    private(set) var language: Language? {
        get { shared.values.language }
        set { change { $0.language = newValue } }
    }

    /// The analyzer of a text field; nil where there is none of its name.
    public var textAnalyzer: Analyzer? { queryAnalyzer?.analyzer }

    /// The same analyzer, for queries.
    var queryAnalyzer: QueryAnalyzer? { shared.analyzer ?? registeredAnalyzer }

    /// One that was registered after the field was made.
    @inline(never)
    private var registeredAnalyzer: QueryAnalyzer? {
        type == .text ? Analyzer.named(analyzer).map { QueryAnalyzer($0) } : nil
    }

    /// Whether its text is analysed by the language of each document.
    var isMultilingual: Bool { shared.isMultilingual }

    /// Whether the language is still open: it is multilingual, and none was chosen.
    var isUnread: Bool { shared.isMultilingual && shared.values.language == nil }

    /// The same field, read in a language if it is multilingual.
    func reading(_ language: Language?) -> Field {
        guard isMultilingual else { return self }
        var field = self
        field.language = language
        return field
    }

    /// The same field, sharing nothing that is counted with this one.
    fileprivate func unshared() -> Field {
        var field = self
        field.change { _ in }
        return field
    }

    /// The same field, read in the language of a document if it is multilingual.
    func reading(_ document: Document) -> Field {
        guard isMultilingual else { return self }
        return reading(document.language)
    }

    /// Makes a field. A ``Schema`` checks it.
    public init(
        _ name: String, _ type: FieldType, analyzer: String = "english", isStored: Bool = true,
        weight: Double = 1, isDefault: Bool = false
    ) {
        shared = Shared(
            Values(
                name: name, type: type, analyzer: analyzer, isStored: isStored, weight: weight, isDefault: isDefault))
    }

    public static func == (a: Field, b: Field) -> Bool { a.shared === b.shared || a.shared.values == b.shared.values }

    enum CodingKeys: String, CodingKey {
        case name, type, analyzer
        case isStored = "stored"
        case weight
        case isDefault = "default"
    }

    /// Reads a field of which only the name and the type need be there.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            try values.decode(String.self, forKey: .name), try values.decode(FieldType.self, forKey: .type),
            analyzer: try values.decodeIfPresent(String.self, forKey: .analyzer) ?? "english",
            isStored: try values.decodeIfPresent(Bool.self, forKey: .isStored) ?? true,
            weight: try values.decodeIfPresent(Double.self, forKey: .weight) ?? 1,
            isDefault: try values.decodeIfPresent(Bool.self, forKey: .isDefault) ?? false)
    }

    public func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: CodingKeys.self)
        try values.encode(name, forKey: .name)
        try values.encode(type, forKey: .type)
        try values.encode(analyzer, forKey: .analyzer)
        try values.encode(isStored, forKey: .isStored)
        try values.encode(weight, forKey: .weight)
        try values.encode(isDefault, forKey: .isDefault)
    }

    static func isNameScalar(_ scalar: Unicode.Scalar) -> Bool {
        scalar.isLetterOrDigit || scalar == "_" || scalar == "-" || scalar == "."
    }
}

/// An analyzer that was put together as a schema says.
struct ComposedAnalyzer: Sendable, Equatable {
    let definition: AnalyzerDefinition
    let analyzer: Analyzer

    static func == (a: ComposedAnalyzer, b: ComposedAnalyzer) -> Bool { a.definition == b.definition }
}
