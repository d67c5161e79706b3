import ArgumentParser
import Lede

/// The options that say how a query is expanded by the documents it finds first.
struct ExpansionOptions: ParsableArguments {
    @Flag(help: "Search again with frequent words of the best documents added (RM3): finds more, takes longer.")
    var expand = false
    @Option(help: ArgumentHelp("--expand: how many of the best documents give words.", valueName: "count"))
    var expandDocuments = RelevanceFeedback().documents
    @Option(help: ArgumentHelp("--expand: how many words are added at most.", valueName: "count"))
    var expandWords = RelevanceFeedback().words
    @Option(
        help: ArgumentHelp(
            "--expand: the share of the weight that the query as asked keeps, up to 1.", valueName: "share"))
    var expandShare = RelevanceFeedback().originalShare

    var feedback: RelevanceFeedback? {
        guard expand else { return nil }
        return RelevanceFeedback(documents: expandDocuments, words: expandWords, originalShare: expandShare)
    }
}
