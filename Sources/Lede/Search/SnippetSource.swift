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
            guard let analyzer = field.textAnalyzer else { return nil }
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
            query.forEachWords { words in
                for part in words.fields where part.field.name == field.name {
                    let texts = part.terms.map { String(decoding: $0.text, as: UTF8.self) }
                    if texts.count == 1 { terms.append((texts[0], words.weight)) } else { phrases.append(texts) }
                }
            }
            let maker = SnippetMaker(terms: terms, phrases: phrases, maximumCharacters: maximumCharacters)
            // A word that a pattern stands for is taken for the first of its terms, so that all are one to the snippet.
            let known = KnownWords(analyzer) { term in
                expansions.first { $0.contains(term) }?.terms.first?.text
            }
            return (field, maker, known)
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
    /// Calls `body` with every word and phrase whose occurrence makes a document match.
    fileprivate func forEachWords(_ body: (BoundWords) -> Void) {
        switch self {
        case .words(let words): body(words)
        case .boolean(let must, let should, _, let filter):
            for part in must + should + filter { part.forEachWords(body) }
        case .atLeast(_, let parts): for part in parts { part.forEachWords(body) }
        case .constant(let inner, _): inner.forEachWords(body)
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
        case .nothing, .all, .words, .marked, .keyword, .keywords, .numbers, .present: break
        }
    }
}
