import ArgumentParser
import Foundation
import Lede

struct EvalCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "eval", abstract: "Measure the ranking on a test collection.",
        discussion: """
            Runs every query, read as plain words, and compares what is found with judgements: nDCG@10, MAP, MRR, P@10 and
            recall@1000, as trec_eval defines them. Only queries with judgements count.
            Example: lede eval --queries queries.tsv --qrels qrels.tsv --run lede.run
            """)

    @Option(
        help: ArgumentHelp("The queries: lines of id, tab, text; - is standard input.", valueName: "file"),
        completion: .file())
    var queries: String
    @Option(
        help: ArgumentHelp("The judgements: TREC's columns query, 0, document, grade.", valueName: "file"),
        completion: .file())
    var qrels: String
    @Option(
        name: .customLong("run"), help: ArgumentHelp("Write what was found as a TREC run.", valueName: "file"),
        completion: .file())
    var runFile: String?
    @Flag(help: "Also print the measures of each query.") var byQuery = false
    @Flag(help: "Print the measures as one JSON object.") var json = false
    @Option(
        name: .customLong("in"),
        help: ArgumentHelp(
            "Look for words in these fields, with weights: title^3,body. Default: those of the schema.",
            valueName: "fields"))
    var fields: FieldList?
    @Option(
        help: ArgumentHelp(
            "What a stop word of a query counts against another word, 0 to 1.", valueName: "weight"))
    var stopWords = Query.stopWordWeight
    @Flag(help: "Words beside each other in a query count more where they are near each other.") var proximity = false
    @Option(
        help: ArgumentHelp(
            "The language of the queries, for fields of several languages. Default: that of each query.",
            valueName: "name"))
    var language: LanguageName?
    @OptionGroup var ranking: RankingOptions
    @OptionGroup var expansion: ExpansionOptions
    @OptionGroup var location: IndexLocation

    func validate() throws {
        guard 0...1 ~= stopWords else { throw ValidationError("--stop-words must be 0 to 1, not \(stopWords)") }
        if queries == "-", qrels == "-" {
            throw ValidationError("--queries and --qrels cannot both be standard input")
        }
    }

    func run() throws {
        let topics = try read(queries, "the queries", Topic.parse)
        let judgements = try read(qrels, "the judgements", Judgements.init(parsing:))
        guard topics.contains(where: { judgements.contains($0.id) }) else {
            throw InputError(
                "no query of '\(queries)' has a judgement in '\(qrels)': the ids in their first columns differ")
        }
        var searcher = try location.searcher()
        if fields == nil, searcher.schema.defaultFields.isEmpty {
            throw InputError("no field of this index is searched by default; name some with --in title,body")
        }
        if let language { searcher = try language.reading(searcher) }
        let options = EvaluationOptions(
            similarity: ranking.similarity, fields: fields?.fields ?? [], stopWordWeight: stopWords,
            proximity: proximity ? Proximity() : nil, feedback: expansion.feedback, recency: try ranking.boost())
        let evaluation = try Evaluation(of: topics, on: searcher, options)
        if let runFile { try write(evaluation.run(named: "lede"), to: runFile) }
        let (mean, measured) = evaluation.measures(judgements)
        if json {
            var result = mean.members + [(key: "queries", value: JSON.integer(measured.count))]
            if byQuery {
                let each = measured.map { JSON.object([(key: "query", value: .string($0.id))] + $0.measures.members) }
                result.append((key: "by_query", value: .array(each)))
            }
            try StandardOutput.writeLine(JSON.object(result).text)
        } else {
            var table = Table([.left] + mean.named.map { _ in .right })
            table.add(["query"] + mean.named.map(\.name))
            if byQuery { for (id, measures) in measured { table.add([id] + measures.cells) } }
            table.add(["all \(measured.count)"] + mean.cells)
            try StandardOutput.writeLine(table.lines.joined(separator: "\n"))
        }
    }

    private func read<T>(
        _ path: String, _ purpose: String, _ parse: (String) throws(TestCollectionError) -> T
    ) throws -> T {
        let text = try InputFile.text(of: path, for: purpose)
        do throws(TestCollectionError) {
            return try parse(text)
        } catch {
            throw InputError("\(InputFile.label(path)):\(error.line): \(error.reason)")
        }
    }

    private func write(_ text: String, to path: String) throws {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else {
            throw InputError("cannot write the run '\(path)': \(String(cString: strerror(errno)))")
        }
        do {
            try FileHandle(fileDescriptor: descriptor, closeOnDealloc: true).write(contentsOf: Data(text.utf8))
        } catch {
            throw InputError("cannot write the run '\(path)': \(error.localizedDescription)")
        }
    }
}

extension RetrievalMeasures {
    /// The measures as the members of a JSON object.
    fileprivate var members: [(key: String, value: JSON)] {
        named.map { (key: $0.name, value: JSON.number($0.value)) }
    }

    /// The measures with four decimals.
    fileprivate var cells: [String] { named.map { String(format: "%.4f", $0.value) } }
}
