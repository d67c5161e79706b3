/// The documents of one postings list where scores do not matter. They all score zero.
final class PostingsScorer: ListScorer {
    private let describe: () -> String

    /// - Parameter describe: says what the list is of, for people.
    init(_ cursor: PostingsCursor, documentCount: Int, describe: @escaping () -> String) {
        self.describe = describe
        super.init(cursor, bounds: .allocate(Window.count(documents: documentCount), repeating: -1))
        cursor.forEachWindow { window, _ in bounds[window] = 0 }
    }

    override func collect(_ window: Int, above: Float, into candidates: Candidates) throws(LedeError) {
        var count = 0
        let (documents, scores) = (candidates.documents, candidates.scores)
        if above < 0 {
            try cursor.forEachBlock(in: window..<(window + 1)) { (first, past) throws(LedeError) in
                for index in first..<past {
                    documents[count] = cursor.documents[index]
                    scores[count] = 0
                    count &+= 1
                }
            }
        }
        candidates.count = count
    }

    override func refine(
        _ candidates: Candidates, _ window: Int, _ rule: Refinement, above: Float, rest: Float
    ) throws(LedeError) {
        switch rule {
        case .filter, .require: try cursor.filter(candidates, isKept: true)
        case .exclude: try cursor.filter(candidates, isKept: false)
        case .add: break
        }
    }

    override var planName: String { "one list, \(describe())" }

    override func explain(_ document: UInt32) throws(LedeError) -> Explanation? {
        try cursor.find(document) != nil ? Explanation(0, describe()) : nil
    }
}
