import ArgumentParser
import Lede

/// The options that count over all documents that match.
struct FacetOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Count the values of a keyword field, the ten most frequent or as many as said: section, section:20.",
            valueName: "field[:n]"))
    var facet: [String] = []
    @Option(
        help: ArgumentHelp(
            "Count documents by year, quarter, month, week or day of a date field: date:month.",
            valueName: "field[:unit]"))
    var histogram: [String] = []
    @Option(
        name: .customLong("stats-of"),
        help: ArgumentHelp("Show count, least, greatest, mean and sum of a number or date field.", valueName: "field"))
    var statistics: [String] = []

    func facets() throws(LedeError) -> [Facet] {
        var facets: [Facet] = []
        for text in facet { facets.append(try Facet.parseValues(text)) }
        for text in histogram { facets.append(try Facet.parseHistogram(text)) }
        return facets + statistics.map { .summary(field: $0) }
    }
}
