@testable import Lede

/// What an index should hold, by id, and random changes to it.
struct IndexModel {
    var committed: [String: Document] = [:]
    var current: [String: Document] = [:]
    var random: SeededText

    init(seed: UInt64) { random = SeededText(seed: seed) }

    /// A small article whose id is one of few, so that documents replace each other.
    mutating func document(idCount: Int = 40) -> Document {
        let words = (0..<Int.random(in: 1...12, using: &random)).map { _ in
            random.pick(["school", "the", "oil", "w\(random.next() % 9)"])
        }
        var document = Document(
            id: "id\(random.next() % UInt64(idCount))", ["title": words[0], "body": words.joined(separator: " ")])
        if random.chance(0.7) {
            document.add("date", .string("201\(random.next() % 9)-0\(1 + random.next() % 9)-1\(random.next() % 9)"))
        }
        if random.chance(0.5) { document.add("section", .string(random.pick(["News", "Sports"]))) }
        if random.chance(0.3) { document.add("note", .string("kept")) }
        return document
    }
}

extension Searcher {
    /// Every live document by its id.
    func documents() throws -> [String: Document] {
        var found: [String: Document] = [:]
        for id in try ids(matching: .all) { found[id] = try document(id: id) }
        return found
    }
}

/// The numbers of a commit's summary but for what they do not depend on.
func changes(_ summary: CommitSummary) -> [Int] {
    [summary.added, summary.replaced, summary.unchanged, summary.deleted]
}
