import Foundation
import Testing

@testable import Lede

@Suite("The example of the README")
struct ReadmeExampleTests {
    /// The example, but that it gathers what it would print.
    private func run(at path: String, print: (String...) -> Void) throws {
        // README begins
        let index = try Index.openOrCreate(at: path)
        let writer = try index.writer()
        try writer.add(
            Document(id: "1", ["date": "2017-02-13", "title": "Schools stay open", "body": "Buses run as usual."]))
        try writer.add(Document(id: "2", ["title": "Snow closes schools", "body": "As usual, no bus ran."]))
        try writer.commit()

        let results = try index.searcher().search(#"school AND "as usual""#)
        for hit in results.hits {
            print(hit.id, hit.title ?? "", hit.snippet.highlighted(before: "[", after: "]"))
        }
        // README ends
    }

    @Test("It runs, and finds both articles")
    func runs() throws {
        let folder = try TemporaryFolder()
        var lines: [[String]] = []
        try run(at: folder.path + "/index") { lines.append($0) }
        #expect(lines.count == 2)
        #expect(lines.contains(["1", "Schools stay open", "Buses run [as usual]."]))
    }

    @Test("It is the one that stands there")
    func isTheSame() throws {
        let file = URL(filePath: #filePath)
        let root = file.deletingLastPathComponent().appending(path: "../../..").standardized
        let readme = try String(contentsOf: root.appending(path: "README.md"), encoding: .utf8)
        let source = try String(contentsOf: file, encoding: .utf8)
        let ran = try #require(part(of: source, from: "// README begins\n", to: "        // README ends"))
            .split(separator: "\n", omittingEmptySubsequences: false)
            .map { $0.hasPrefix("        ") ? $0.dropFirst(8) : $0 }.joined(separator: "\n")
        let shown = try #require(part(of: readme, from: "import Lede\n\n", to: "```"))
        #expect(shown == ran)
    }

    private func part(of text: String, from start: String, to end: String) -> String? {
        guard let first = text.range(of: start),
            let last = text.range(of: end, range: first.upperBound..<text.endIndex)
        else { return nil }
        return String(text[first.upperBound..<last.lowerBound])
    }
}
