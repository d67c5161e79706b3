/// Makes the snippets of a query's hits.
///
/// A snippet shows one field: the first default field that has a text, besides `title`; else the title; else another
/// text field. Words and phrases that were looked for there are marked.
struct SnippetSource {
    private let makers: [(field: Field, maker: SnippetMaker, words: WordsByLanguage)]
    private let fragmentCount: Int

    /// - Parameter hasIntervals: whether words near each other are looked for wherever they stand.
    init(
        _ query: BoundQuery, schema: Schema, maximumCharacters: Int, fragmentCount: Int = 1, hasIntervals: Bool = true
    ) {
        let query = hasIntervals ? query : query.withoutIntervals
        self.fragmentCount = max(1, fragmentCount)
        let fields = schema.fields.filter { $0.type == .text && $0.isStored }
        let ordered =
            fields.filter { $0.isDefault && $0.name != "title" }
            + fields.filter { $0.name == "title" } + fields.filter { !$0.isDefault && $0.name != "title" }
        makers = (maximumCharacters > 0 ? ordered : []).compactMap { field in
            var words: [(word: [UInt8], weight: Double)] = []
            var phrases: [[[UInt8]]] = []
            // A word that a pattern stands for is taken for the pattern, so that all are one to the snippet.
            var patterns: [(expansion: BoundExpansion.InField, name: [UInt8])] = []
            query.forEachPattern(in: field) { expansion, label, weight in
                let name = SnippetWord.pattern(label)
                patterns.append((expansion, name))
                if let weight { words.append((name, weight)) }
            }
            query.forEachWords(in: field) { texts, weight in
                if texts.count == 1 { words.append((texts[0], weight)) } else { phrases.append(texts) }
            }
            let maker = SnippetMaker(
                words: words, phrases: phrases, quotes: query.quotes(in: field), maximumCharacters: maximumCharacters)
            let comparesForms = query.isExact(in: field)
            let known = WordsByLanguage(field) { [patterns] analyzer in
                if patterns.isEmpty { return KnownWords(analyzer, comparesForms: comparesForms) }
                return KnownWords(analyzer, comparesForms: comparesForms) { term in
                    patterns.first { $0.expansion.contains(term) }?.name
                }
            }
            return (field, maker, known)
        }
    }

    /// Calls `body` with every place of a document where a word or a phrase that was looked for there stands: the field,
    /// its text, and offsets of UTF-8 code units in it. Fields come in the order of the schema. Places that overlap are one.
    ///
    /// - Parameter others: gives more places of a field, ascending.
    func forEachPlace(
        in document: Document, _ schema: Schema, and others: (Field) throws(LedeError) -> [Range<Int>],
        _ body: (String, String, Range<Int>) -> Void
    ) throws(LedeError) {
        for field in schema.fields {
            guard let (field, maker, words) = makers.first(where: { $0.field.name == field.name }) else { continue }
            var text = document.values(of: field.name).joined(separator: "\n")
            text.makeContiguousUTF8()
            let places = maker.places(in: text, words: words.words(for: document)) + (try others(field))
            for place in places.joined() { body(field.name, text, place) }
        }
    }

    /// The passages of a document that answer the query best, ascending, and the best of them.
    func fragments(of document: Document) -> (all: [Snippet], best: Snippet) {
        for (field, maker, words) in makers {
            let text = document.values(of: field.name).joined(separator: "\n")
            if !text.isEmpty {
                return maker.fragments(of: text, count: fragmentCount, words: words.words(for: document))
            }
        }
        return ([], Snippet(text: ""))
    }
}

/// The words met in the texts of a field; of a multilingual one apart for each language.
private final class WordsByLanguage {
    private let field: Field
    private let make: (Analyzer) -> KnownWords
    private var known: [String: KnownWords] = [:]

    init(_ field: Field, _ make: @escaping (Analyzer) -> KnownWords) {
        self.field = field
        self.make = make
    }

    func words(for document: Document) -> KnownWords {
        let analyzer = field.reading(document).textAnalyzer ?? .standard
        if let found = known[analyzer.name] { return found }
        let words = make(analyzer)
        known[analyzer.name] = words
        return words
    }
}

extension [Range<Int>] {
    /// The ranges, ascending, those that overlap as one.
    fileprivate func joined() -> [Range<Int>] {
        var result: [Range<Int>] = []
        for range in sorted(by: { $0.lowerBound < $1.lowerBound }) {
            if let last = result.last, range.lowerBound < last.upperBound {
                result[result.count - 1] = last.lowerBound..<Swift.max(last.upperBound, range.upperBound)
            } else {
                result.append(range)
            }
        }
        return result
    }
}

extension BoundQuery {
    /// The same without words near each other.
    fileprivate var withoutIntervals: BoundQuery {
        func without(_ parts: [BoundQuery]) -> [BoundQuery] { parts.map(\.withoutIntervals) }
        return switch self {
        case .boolean(let must, let should, let mustNot, let filter):
            .boolean(must: without(must), should: without(should), mustNot: mustNot, filter: without(filter))
        case .atLeast(let minimum, let parts): .atLeast(minimum, without(parts))
        case .constant(let inner, let score): .constant(inner.withoutIntervals, score: score)
        case .intervals: .nothing
        case .nothing, .all, .words, .expanded, .marked, .keyword, .keywords, .numbers, .present: self
        }
    }

    /// Calls `body` with each part that has no parts itself and whose occurrence makes a document match.
    func forEachLeaf(_ body: (BoundQuery) -> Void) {
        switch self {
        case .boolean(let must, let should, _, let filter):
            for part in must + should + filter { part.forEachLeaf(body) }
        case .atLeast(_, let parts): for part in parts { part.forEachLeaf(body) }
        case .constant(let inner, _): inner.forEachLeaf(body)
        case .nothing, .all, .words, .expanded, .intervals, .marked, .keyword, .keywords, .numbers, .present: body(self)
        }
    }

    /// Whether words of a field are looked for as they were typed.
    fileprivate func isExact(in field: Field) -> Bool {
        var isExact = false
        forEachWords(in: field) { texts, _ in
            if let first = texts.first, first.starts(with: SnippetWord.form([])) { isExact = true }
        }
        return isExact
    }

    /// What is looked for in quotation marks in a field, and matches in other forms too.
    fileprivate func quotes(in field: Field) -> [SnippetMaker.Quote] {
        var quotes: [SnippetMaker.Quote] = []
        forEachLeaf { leaf in
            guard case .words(let words) = leaf else { return }
            for part in words.fields where part.field.name == field.name {
                if let exact = part.exact, !exact.isOnly {
                    quotes.append(SnippetMaker.Quote(words: part.terms.map(\.text), forms: exact.forms))
                }
            }
        }
        return quotes
    }

    /// Calls `body` with every word and phrase of a field, as ``SnippetWord`` names them.
    fileprivate func forEachWords(in field: Field, _ body: (_ words: [[UInt8]], _ weight: Double) -> Void) {
        forEachLeaf { leaf in
            switch leaf {
            case .words(let words):
                for part in words.fields where part.field.name == field.name {
                    if let exact = part.exact, exact.isOnly {
                        body(exact.forms.map(SnippetWord.form), words.weight)
                    } else {
                        body(part.terms.map(\.text), words.weight)
                    }
                }
            case .intervals(let words, let shapes):
                for (part, shape) in zip(words.fields, shapes) where part.field.name == field.name {
                    shape.forEachPhrase { body($0, words.weight) }
                }
            default: break
            }
        }
    }

    /// Calls `body` with every pattern and list of synonyms of a field and what it is called; and with its weight where it
    /// is a word of its own, not one beside others.
    fileprivate func forEachPattern(
        in field: Field, _ body: (BoundExpansion.InField, String, _ weight: Double?) -> Void
    ) {
        forEachLeaf { leaf in
            switch leaf {
            case .expanded(let expansion):
                for part in expansion.fields where part.field.name == field.name && !part.terms.isEmpty {
                    body(part, expansion.label, expansion.words.weight)
                }
            case .intervals(let words, let shapes):
                for (part, shape) in zip(words.fields, shapes) where part.field.name == field.name {
                    shape.forEachPattern { body($0, $1, nil) }
                }
            default: break
            }
        }
    }
}
