import Foundation

/// Tells copies of an article from forms that were filled in with something else, by their stored texts.
///
/// Two bonds of one kind are announced in the same words but for names and numbers, and those are the rare words. So each word
/// of a document counts once, by its idf, and nearly all of what the words of one document amount to has to be in the other:
/// of the one that amounts to less, as a copy may be shortened. Titles are left out: papers give an article their own.
final class DistinctiveWords {
    /// The words of a document, and what they amount to.
    private struct Words {
        var idfs: [String: Double] = [:]
        var sum = 0.0
    }

    /// So much of the words has to be in the other document. Of 12,675 articles of Reuters, pairs that tell of the same thing
    /// share 0.88 and more, notices of one kind about different things 0.86 and less, but for few.
    private static let leastShare = 0.875
    /// More documents are not kept in memory.
    private static let keptDocuments = 512

    private let searcher: Searcher
    private let fields: [Field]
    private var idfs: [String: Double] = [:]
    private var known: [Int: Words] = [:]

    /// Nil where the texts are not stored.
    init?(_ searcher: Searcher, fields: [Field]) {
        let bodies = fields.filter { $0.name != "title" }
        if bodies.isEmpty || !bodies.allSatisfy(\.isStored) { return nil }
        self.searcher = searcher
        self.fields = bodies
    }

    /// Whether two documents, numbered from the first segment on, have the words in common that tell what they are about.
    /// - Complexity: reads and analyses both documents, unless they are known.
    func areShared(by first: Int, _ second: Int) throws(LedeError) -> Bool {
        let (first, second) = (try words(of: first), try words(of: second))
        var shared = 0.0
        for (word, idf) in first.idfs where second.idfs[word] != nil { shared += idf }
        return shared >= Self.leastShare * min(first.sum, second.sum)
    }

    private func words(of number: Int) throws(LedeError) -> Words {
        if let words = known[number] { return words }
        if known.count == Self.keptDocuments { known.removeAll() }
        let place = searcher.place(at: number)
        let document = try searcher.segments[place.segment].reader.documents.document(place.document)
        var words = Words()
        for field in fields {
            guard let analyzer = field.reading(document).textAnalyzer else { continue }
            for value in document.values(of: field.name) {
                for token in analyzer.analyze(value) where words.idfs[token.term] == nil {
                    let idf = try idf(of: token.term)
                    words.idfs[token.term] = idf
                    words.sum += idf
                }
            }
        }
        known[number] = words
        return words
    }

    /// From the field that has the word most.
    private func idf(of term: String) throws(LedeError) -> Double {
        if let idf = idfs[term] { return idf }
        var most = 0
        for field in fields {
            most = max(most, try BoundTerm(Array(term.utf8), in: field, of: searcher.readers).documentFrequency)
        }
        let count = searcher.readers.reduce(0) { $0 + $1.documentCount }
        let idf = BM25.idf(documentFrequency: most, documentCount: count)
        idfs[term] = idf
        return idf
    }
}
