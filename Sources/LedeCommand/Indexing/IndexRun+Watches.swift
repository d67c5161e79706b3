import Lede

/// What the saved queries of the index have to do with a run.
extension IndexRun {
    /// The saved queries, read. One that cannot be read any more is said and left out.
    func watchedQueries(
        of index: Index, schema: Schema, _ status: IndexingStatus
    ) throws(LedeError) -> [(name: String, query: Query)] {
        let parser = QueryParser(schema: schema)
        return try index.savedQueries().compactMap { saved in
            do throws(QueryFailure) {
                return (saved.name, try parser.parseOrFail(saved.query))
            } catch {
                status.say("saved query '\(saved.name)': \(error)".printable(keepsLines: true))
                return nil
            }
        }
    }

    /// Tells which new documents match which saved query.
    func report(_ matches: [NewMatches], on status: IndexingStatus) {
        for matches in matches {
            if let failure = matches.failure { status.say("saved query '\(matches.name)': \(failure)".printable()) }
            if matches.total == 0 { continue }
            status.finish("\(Numbers.plural(matches.total, "new document")) for '\(matches.name)':")
            for document in matches.documents {
                status.finish("  " + document.id + (document["title"].map { "  " + $0 } ?? ""))
            }
            let more = matches.total - matches.documents.count
            if more > 0 { status.finish("  and \(more) more") }
        }
    }
}
