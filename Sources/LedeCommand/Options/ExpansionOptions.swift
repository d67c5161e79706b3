import ArgumentParser
import Lede

/// The options that expand a query by the documents it finds first.
struct ExpansionOptions: ParsableArguments {
    @Flag(help: "Search again with frequent words of the best documents added (RM3): finds more, takes longer.")
    var expand = false
    @Option(
        help: ArgumentHelp(
            "--expand: how many of the best documents give words. Default: \(RelevanceFeedback().documents).",
            valueName: "count"))
    var expandDocuments: Int?
    @Option(
        help: ArgumentHelp(
            "--expand: how many words are added at most. Default: \(RelevanceFeedback().words).", valueName: "count"))
    var expandWords: Int?
    @Option(
        help: ArgumentHelp(
            "--expand: the share of the weight that the query as asked keeps, up to 1. Default: "
                + "\(RelevanceFeedback().originalShare).", valueName: "share"))
    var expandShare: Double?

    func validate() throws {
        if !expand, expandDocuments != nil || expandWords != nil || expandShare != nil {
            throw ValidationError("--expand-documents, --expand-words and --expand-share go with --expand")
        }
    }

    var feedback: RelevanceFeedback? {
        guard expand else { return nil }
        var feedback = RelevanceFeedback()
        if let expandDocuments { feedback.documents = expandDocuments }
        if let expandWords { feedback.words = expandWords }
        if let expandShare { feedback.originalShare = expandShare }
        return feedback
    }

    /// A query with words of the documents it finds first, where that is asked for.
    func applied(to query: Query, _ searcher: Searcher, _ similarity: any Similarity) throws(LedeError) -> Query {
        guard let feedback else { return query }
        return try searcher.expanded(query, by: feedback, similarity: similarity)
    }
}
