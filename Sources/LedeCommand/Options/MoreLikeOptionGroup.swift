import ArgumentParser
import Lede

/// The options that ask for documents like one or like a text.
struct MoreLikeOptionGroup: ParsableArguments {
    @Option(help: ArgumentHelp("Find documents like this one. A query beside it narrows them.", valueName: "id"))
    var like: String?
    @Option(help: ArgumentHelp("Find documents like this text.", valueName: "text")) var likeText: String?

    var isGiven: Bool { like != nil || likeText != nil }

    func validate() throws {
        if like != nil && likeText != nil { throw ValidationError("--like and --like-text exclude each other") }
    }

    /// What is asked for; nil without these options.
    func query(_ searcher: Searcher, in fields: [WeightedField]) throws -> Query? {
        let options = MoreLikeOptions(fields: fields)
        if let likeText { return try searcher.moreLike(text: likeText, options) }
        guard let like else { return nil }
        guard let query = try searcher.moreLike(id: like, options) else {
            StandardError.say("there is no document '\(like)'")
            throw Failure.nothingFound
        }
        return query
    }
}
