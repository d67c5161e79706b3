import Foundation
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

    /// The articles of a file of JSON lines with `id` and `body`.
    init(linesOf path: String) throws {
        struct Line: Decodable {
            let id: String
            let body: String
        }
        documents = try Data(contentsOf: URL(fileURLWithPath: path)).split(separator: UInt8(ascii: "\n")).map {
            let line = try JSONDecoder().decode(Line.self, from: $0)
            return Document(id: line.id, ["body": line.body])
        }
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
