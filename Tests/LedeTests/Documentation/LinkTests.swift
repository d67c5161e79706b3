import Foundation
import Testing

@Suite("Links in the documentation")
struct LinkTests {
    private static let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../..")
        .standardized

    /// The Markdown files of the project, by their paths below its folder.
    static let pages: [String] = {
        var pages: [String] = []
        for place in ["", "Sources", "Benchmarks", "Tests"] {
            let folder = root.appending(path: place)
            let files = FileManager.default
            let names =
                place.isEmpty
                ? try? files.contentsOfDirectory(atPath: folder.path)
                : files.enumerator(atPath: folder.path)?.compactMap { $0 as? String }
            for name in names ?? [] where name.hasSuffix(".md") && !name.contains(".build/") {
                pages.append(place.isEmpty ? name : place + "/" + name)
            }
        }
        return pages.sorted()
    }()

    private func text(of page: String) throws -> String {
        try String(contentsOf: Self.root.appending(path: page), encoding: .utf8)
    }

    @Test("Every relative link leads to a file or heading that is there", arguments: pages)
    func filesExist(page: String) throws {
        let text = try text(of: page)
        let headings = text.split(separator: "\n").filter { $0.hasPrefix("#") }.map(anchor(of:))
        let folder = Self.root.appending(path: page).deletingLastPathComponent()
        for match in text.matches(of: /\]\(([^)\s]+)\)/) {
            let target = match.output.1
            if target.contains("://") || target.hasPrefix("mailto:") { continue }
            let parts = target.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false)
            if parts[0].isEmpty {
                #expect(headings.contains(String(parts[1])), "\(page): \(target)")
            } else {
                let file = folder.appending(path: String(parts[0])).standardized
                #expect(FileManager.default.fileExists(atPath: file.path), "\(page): \(target)")
            }
        }
    }

    /// The name that a page gives a heading: small letters, words joined by hyphens.
    private func anchor(of heading: Substring) -> String {
        heading.drop { $0 == "#" || $0 == " " }.lowercased().filter { $0.isLetter || $0.isNumber || " -_".contains($0) }
            .replacing(" ", with: "-")
    }

    @Test("What a DocC page calls a symbol or a page is one", arguments: pages.filter { $0.contains(".docc/") })
    func symbolsExist(page: String) throws {
        let sources = Self.root.appending(path: "Sources/Lede")
        let names = FileManager.default.enumerator(atPath: sources.path)?.compactMap { $0 as? String } ?? []
        let code = try names.filter { $0.hasSuffix(".swift") }
            .map { try String(contentsOf: sources.appending(path: $0), encoding: .utf8) }.joined()
        let types = Set(
            code.matches(of: /public (?:final |indirect )*(?:struct|class|enum|protocol|typealias) (\w+)/)
                .map { String($0.output.1) })
        let text = try text(of: page)
        for match in text.matches(of: /``([^`\s]+)``/) {
            let parts = match.output.1.split(separator: "/")
            let type = String(parts[0])
            #expect(type == "Lede" || types.contains(type), "\(page): \(match.output.1)")
            if parts.count > 1 {
                let member = parts[1].prefix { $0.isLetter || $0.isNumber }
                let isThere = ["public static let \(member)", "public static var \(member)", " \(member)("].contains {
                    code.contains($0)
                }
                #expect(isThere, "\(match.output.1)")
            }
        }
        for match in text.matches(of: /<doc:(\w+)>/) {
            #expect(names.contains("Lede.docc/\(match.output.1).md"), "\(page): \(match.output.1)")
        }
    }
}
