/// Makes the snippets of a query's hits.
///
/// A snippet shows one field: the first default field that has a text, besides `title`; else the title; else another
/// text field. Words and phrases that were looked for there are marked.
struct SnippetSource {
    private let makers: [(field: Field, maker: SnippetMaker, words: KnownWords)]

    init(_ query: BoundQuery, schema: Schema, maximumCharacters: Int) {
        let fields = schema.fields.filter { $0.type == .text && $0.isStored }
        let ordered =
            fields.filter { $0.isDefault && $0.name != "title" }
            + fields.filter { $0.name == "title" } + fields.filter { !$0.isDefault && $0.name != "title" }
        makers = (maximumCharacters > 0 ? ordered : []).compactMap { field in
            guard var analyzer = field.textAnalyzer else { return nil }
            // Where all words are looked for as they were typed, only these are marked.
            let isExact = query.isExactOnly(in: field)
            if isExact { analyzer = analyzer.ofForms }
            var terms: [(term: String, weight: Double)] = []
            var phrases: [[String]] = []
            var expansions: [BoundExpansion.InField] = []
            query.forEachExpansion { expansion in
                for part in expansion.fields where part.field.name == field.name {
                    guard let first = part.terms.first else { continue }
                    terms.append((String(decoding: first.text, as: UTF8.self), expansion.words.weight))
                    expansions.append(part)
                }
            }
            query.forEachWords(in: field) { words, exact, weight in
                let texts = (isExact ? exact?.forms ?? [] : words.map(\.text)).map {
                    String(decoding: $0, as: UTF8.self)
                }
                if texts.count == 1 { terms.append((texts[0], weight)) } else { phrases.append(texts) }
            }
            let maker = SnippetMaker(terms: terms, phrases: phrases, maximumCharacters: maximumCharacters)
            // A word that a pattern stands for is taken for the first of its terms, so that all are one to the snippet.
            let known = KnownWords(analyzer) { term in
                expansions.first { $0.contains(term) }?.terms.first?.text
            }
            return (field, maker, known)
        }
    }

    /// Calls `body` with every place of a document where a word or a phrase that was looked for there stands: the field,
    /// its text, and offsets of UTF-8 code units in it. Fields come in the order of the schema.
    func forEachPlace(in document: Document, _ schema: Schema, _ body: (String, String, Range<Int>) -> Void) {
        for field in schema.fields {
            guard let (field, maker, words) = makers.first(where: { $0.field.name == field.name }) else { continue }
            var text = document.values(of: field.name).joined(separator: "\n")
            text.makeContiguousUTF8()
            for place in maker.places(in: text, words: words) { body(field.name, text, place) }
        }
    }

    func snippet(of document: Document) -> Snippet {
        for (field, maker, words) in makers {
            let text = document.values(of: field.name).joined(separator: "\n")
            if !text.isEmpty { return maker.snippet(of: text, words: words) }
        }
        return Snippet(text: "")
    }
}

extension BoundQuery {
    /// Whether all words and phrases of a field match only as they were typed.
    fileprivate func isExactOnly(in field: Field) -> Bool {
        var isExact = false
        var isOther = false
        forEachWords(in: field) { _, exact, _ in
            if exact?.isOnly ?? false { isExact = true } else { isOther = true }
        }
        return isExact && !isOther
    }

    /// Calls `body` with every word and phrase of a field whose occurrence makes a document match.
    fileprivate func forEachWords(
        in field: Field, _ body: (_ words: [BoundTerm], _ exact: BoundWords.ExactWords?, _ weight: Double) -> Void
    ) {
        switch self {
        case .words(let words):
            for part in words.fields where part.field.name == field.name { body(part.terms, part.exact, words.weight) }
        case .intervals(let words, let shapes):
            for (part, shape) in zip(words.fields, shapes) where part.field.name == field.name {
                shape.forEachPhrase { body($0, nil, words.weight) }
            }
        case .boolean(let must, let should, _, let filter):
            for part in must + should + filter { part.forEachWords(in: field, body) }
        case .atLeast(_, let parts): for part in parts { part.forEachWords(in: field, body) }
        case .constant(let inner, _): inner.forEachWords(in: field, body)
        case .nothing, .all, .expanded, .marked, .keyword, .keywords, .numbers, .present: break
        }
    }

    /// Calls `body` with every pattern and list of synonyms whose words make a document match.
    fileprivate func forEachExpansion(_ body: (BoundExpansion) -> Void) {
        switch self {
        case .expanded(let expansion): body(expansion)
        case .boolean(let must, let should, _, let filter):
            for part in must + should + filter { part.forEachExpansion(body) }
        case .atLeast(_, let parts): for part in parts { part.forEachExpansion(body) }
        case .constant(let inner, _): inner.forEachExpansion(body)
        case .nothing, .all, .words, .intervals, .marked, .keyword, .keywords, .numbers, .present: break
        }
    }
}
