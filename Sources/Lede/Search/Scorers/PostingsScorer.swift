/// The documents of one postings list where scores do not matter. They all score zero.
final class PostingsScorer: ListScorer {
    /// What a list is of.
    enum Subject {
        case words(BoundWords)
        case keyword(field: String, term: [UInt8])

        var description: String {
            switch self {
            case .words(let words): words.label
            case .keyword(let field, let term): "\(field) is '\(String(decoding: term, as: UTF8.self))'"
            }
        }
    }

    private let subject: Subject

    init(_ cursor: PostingsCursor, of subject: Subject, documentCount: Int) {
        self.subject = subject
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

    override var planName: String { "one list, \(subject.description)" }

    override func explain(_ document: UInt32) throws(LedeError) -> Explanation? {
        try cursor.find(document) != nil ? Explanation(0, subject.description) : nil
    }
}
