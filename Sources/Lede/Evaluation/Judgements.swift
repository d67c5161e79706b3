/// Which documents answer which topics, as people judged them: TREC's "qrels".
public struct Judgements: Sendable, Equatable {
    private var grades: [String: [String: Int]] = [:]

    /// No judgements.
    public init() {}

    /// Reads TREC's four columns: topic, a column that is not looked at, document, grade. White space separates them;
    /// a grade above 0 means that the document answers the topic.
    ///
    /// - Throws: ``TestCollectionError`` for a line of other columns, a grade that is no integer, or a document that
    ///   is judged twice for a topic, with two grades.
    public init(parsing text: String) throws(TestCollectionError) {
        for (number, line) in text.numberedLines {
            let columns = line.split(whereSeparator: \.isWhitespace)
            guard columns.count == 4 else {
                throw TestCollectionError(
                    line: number, reason: "a judgement is four columns, query, 0, document, grade, not \(columns.count)"
                )
            }
            guard let grade = Int(columns[3]) else {
                throw TestCollectionError(line: number, reason: "the grade '\(columns[3])' is no integer")
            }
            let (topic, document) = (String(columns[0]), String(columns[2]))
            if let other = self[topic][document], other != grade {
                throw TestCollectionError(
                    line: number,
                    reason: "the document '\(document)' is judged twice for the query '\(topic)', \(other) and \(grade)"
                )
            }
            judge(document, for: topic, grade: grade)
        }
    }

    /// The grades of the judged documents of a topic; empty for a topic without judgements.
    public subscript(topic: String) -> [String: Int] { grades[topic] ?? [:] }

    /// Sets the grade of a document for a topic.
    public mutating func judge(_ document: String, for topic: String, grade: Int) {
        grades[topic, default: [:]][document] = grade
    }

    /// Whether any document was judged for a topic.
    public func contains(_ topic: String) -> Bool { grades[topic] != nil }
}
