extension Searcher {
    /// The terms of a field that begin with a prefix, in the order of their bytes.
    ///
    /// - Parameters:
    ///   - prefix: the beginning as the terms have it: folded, not stemmed. Empty for all terms.
    ///   - field: a text or keyword field; nil for the default fields together.
    ///   - limit: how many terms to give at most.
    /// - Throws: ``LedeError/invalidQuery(_:)`` when there is no such field or it has no terms.
    /// - Complexity: linear in the terms given, times the segments.
    public func terms(prefix: String, field: String? = nil, limit: Int = 100) throws(LedeError) -> [TermStatistics] {
        var names = schema.defaultFields.map(\.name)
        if let field {
            guard let type = schema[field]?.type else { throw .invalidQuery("there is no field '\(field)'") }
            guard type == .text || type == .keyword else {
                throw .invalidQuery("the field '\(field)' has no terms: its type is \(type.rawValue)")
            }
            names = [field]
        }
        let start = Array(prefix.utf8)
        var found: [TermStatistics] = []
        var walk = try TermWalk(segments, fields: names, from: start)
        while found.count < limit, let (term, fields) = try walk.next(), term.starts(with: start) {
            found.append(
                TermStatistics(
                    term: String(decoding: term, as: UTF8.self),
                    documentFrequency: fields.map(\.documentFrequency).max() ?? 0,
                    totalFrequency: fields.reduce(0) { $0 + $1.totalFrequency }))
        }
        return found
    }

    /// The names of the fields of the schema, and of whatever else documents were stored with.
    public var fieldNames: [String] {
        get throws(LedeError) {
            var names = schema.fields.map(\.name)
            var seen: Set<[UInt8]> = Set(names.map { Array($0.utf8) })
            for segment in segments {
                try segment.reader.documents.names.read { bytes in
                    if seen.insert(Array(bytes)).inserted { names.append(String(decoding: bytes, as: UTF8.self)) }
                    return true
                }
            }
            return names
        }
    }

    /// Whether a name is that of a field of the schema, or documents were stored with it.
    /// - Complexity: linear in the names of the segments; takes no memory for them.
    public func hasField(named name: String) throws(LedeError) -> Bool {
        if schema[name] != nil { return true }
        var isThere = false
        for segment in segments where !isThere {
            try segment.reader.documents.names.read { bytes in
                isThere = name.withBytes { compareBytes($0, bytes) == 0 }
                return !isThere
            }
        }
        return isThere
    }

    /// How many bytes the file of each segment has.
    package var segmentSizes: [Int] { segments.map(\.reader.file.file.count) }

    /// What the index holds, in numbers.
    /// - Complexity: linear in the terms.
    public func statistics() throws(LedeError) -> IndexStatistics {
        var sections: [String: Int] = [:]
        var bytes = 0
        for segment in segments {
            bytes += segment.reader.file.file.count
            for section in segment.reader.file.sections { sections[section.tag.name, default: 0] += section.count }
        }
        var fields: [IndexStatistics.FieldStatistics] = []
        for (field, totals) in zip(schema.fields, totals) {
            let hasTerms = field.type == .text || field.type == .keyword
            var documents = totals.documents
            if !hasTerms {
                for segment in segments {
                    documents += try segment.reader.field(field.name)?.numbers?.valueCount ?? 0
                }
            }
            var terms = 0
            if hasTerms {
                var walk = try TermWalk(segments, fields: [field.name], from: [])
                while try walk.next() != nil { terms += 1 }
            }
            fields.append(
                IndexStatistics.FieldStatistics(
                    name: field.name, type: field.type, documents: documents, terms: hasTerms ? terms : nil,
                    tokens: field.type == .text ? totals.tokens : nil))
        }
        return IndexStatistics(
            documents: documentCount,
            deleted: segments.reduce(0) { $0 + $1.reader.documentCount - $1.liveCount },
            terms: fields.reduce(0) { $0 + ($1.terms ?? 0) }, segments: segments.count, bytes: bytes, commit: commit,
            sections: sections, fields: fields)
    }
}

/// Walks the terms of some fields of several segments side by side, each distinct term once, ascending.
private struct TermWalk {
    private struct Source {
        let field: Int
        var cursor: TermCursor
    }

    private let fieldCount: Int
    private var sources: [Source] = []

    init(_ segments: [SegmentSnapshot], fields: [String], from start: [UInt8]) throws(LedeError) {
        fieldCount = fields.count
        for segment in segments {
            for (index, name) in fields.enumerated() {
                guard let terms = segment.reader.field(name)?.terms else { continue }
                var source = Source(field: index, cursor: try TermCursor(terms, from: start))
                if try source.cursor.advance() { sources.append(source) }
            }
        }
    }

    /// The next term and what each field has of it, in all segments.
    mutating func next() throws(LedeError) -> (term: [UInt8], fields: [TermStatistics])? {
        guard var term = sources.first?.cursor.term else { return nil }
        for source in sources where source.cursor.term.lexicographicallyPrecedes(term) { term = source.cursor.term }
        var fields = Array(
            repeating: TermStatistics(term: "", documentFrequency: 0, totalFrequency: 0), count: fieldCount)
        var ended = false
        for index in sources.indices where sources[index].cursor.term == term {
            let entry = sources[index].cursor.entry
            fields[sources[index].field].documentFrequency += entry.documentFrequency
            fields[sources[index].field].totalFrequency += entry.totalFrequency
            if try !sources[index].cursor.advance() { ended = true }
        }
        if ended { sources.removeAll { $0.cursor.isAtEnd } }
        return (term, fields)
    }
}
