import SyntheticCorpus

@testable internal import Lede

/// The articles that analysis, buffers and codecs of text are measured on.
struct TextFixture {
    let documents: [Document]
    /// Their bodies.
    let bodies: [String]

    init(documents count: Int, seed: UInt64 = 1) {
        let corpus = SyntheticCorpus(seed: seed)
        documents = (0..<count).map { Document(corpus.article($0)) }
        bodies = documents.map { $0["body"] ?? "" }
    }

    /// The bodies as one text.
    var bytes: [UInt8] { Array(bodies.joined(separator: "\n\n").utf8) }

    var bodyByteCount: Int { bodies.reduce(0) { $0 + $1.utf8.count } }

    var byteCount: Int { documents.reduce(0) { $0 + $1.entries.reduce(0) { $0 + $1.value.text.utf8.count } } }
}

extension Document {
    init(_ article: Article) {
        self.init(
            id: article.id,
            ["date": article.date, "title": article.title, "section": article.section, "body": article.body])
    }
}
