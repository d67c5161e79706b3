import ArgumentParser
import Lede

/// Asks the queries of a list one after another and prints one table.
struct QueryListRun {
    let searcher: Searcher
    let parse: (String) throws -> Query
    let options: SearchOptions
    let output: OutputOptions
    let terminal: Terminal

    /// Refuses options that only a single query can have.
    static func refuse(_ order: OrderOptions, _ counting: FacetOptions? = nil) throws {
        if order.after != nil { throw ValidationError("--after goes on behind one query, not a list of them") }
        if counting?.isEmpty == false {
            throw ValidationError("--facet, --histogram and --stats-of count one query, not a list of them")
        }
    }

    /// - Throws: the exit status: bad input when a query could not be asked, nothing found when none found anything.
    func run(_ list: QueryList) throws {
        let writer = try QueryListWriter(
            output: output, fields: try output.hitFields(of: searcher), terminal: terminal,
            firstRank: options.offset + 1)
        var failures = 0
        var empty = 0
        for entry in list.entries {
            do {
                let query = try parse(entry.text)
                let results = try searcher.search(query, writer.adapted(options))
                if results.total == 0 { empty += 1 }
                try writer.write(results, of: entry)
                if output.chosenFormat != .json { sayWhatElse(of: results, entry) }
            } catch let error as QueryFailure {
                StandardError.say("\(entry.place): \(error)")
                failures += 1
            } catch LedeError.invalidQuery(let reason) {
                StandardError.say("\(entry.place): \(reason)")
                failures += 1
            }
        }
        try writer.finish()
        let asked = list.entries.count - failures
        if list.entries.isEmpty { StandardError.say("there are no queries") }
        if empty > 0 { StandardError.say("\(empty) of \(Numbers.plural(asked, "query", "queries")) found nothing") }
        if failures > 0 { throw Failure.badInput }
        if empty == asked { throw Failure.nothingFound }
    }

    /// What the JSON has in keys of its own.
    private func sayWhatElse(of results: SearchResults, _ entry: QueryList.Entry) {
        for notice in results.notices { StandardError.say("\(entry.place): \(notice)") }
        if results.isPartial { StandardError.say("\(entry.place): \(SearchResults.partialNotice)") }
    }
}
