/// The kinds of files that articles are read from.
///
/// | format | extensions | documents |
/// |---|---|---|
/// | ``jsonLines`` | `jsonl`, `ndjson` | one JSON object a line |
/// | ``json`` | `json` | an array of objects, one object, or objects one after another |
/// | ``csv`` | `csv`, `tsv` | one row each, below a header row |
/// | ``html`` | `html`, `htm`, `xhtml` | the page |
/// | ``markdown`` | `md`, `markdown` | the file |
/// | ``text`` | `txt`, `text` | the file |
///
/// Each may be compressed by gzip; its name then ends in `.gz` as well.
public enum ImportFormat: String, CaseIterable, Sendable {
    /// JSON objects, one a line.
    case jsonLines = "jsonl"
    /// JSON: an array of objects, or objects.
    case json
    /// Comma-separated values (RFC 4180), also with `;` or tabs, with a header.
    case csv
    /// A web page.
    case html
    /// Markdown with optional front matter.
    case markdown
    /// Plain text with an optional headline and header lines.
    case text

    /// The extensions of file names, small letters, without `gz`.
    public var extensions: [String] {
        switch self {
        case .jsonLines: ["jsonl", "ndjson"]
        case .json: ["json"]
        case .csv: ["csv", "tsv"]
        case .html: ["html", "htm", "xhtml"]
        case .markdown: ["md", "markdown"]
        case .text: ["txt", "text"]
        }
    }

    /// The format that a file's name tells, or nil. Capitals do not matter.
    public init?(path: String) {
        guard let name = path.split(separator: "/", omittingEmptySubsequences: false).last else { return nil }
        var parts = name.lowercased().split(separator: ".", omittingEmptySubsequences: false)
        if parts.last == "gz" { parts.removeLast() }
        guard parts.count > 1, let end = parts.last,
            let format = ImportFormat.allCases.first(where: { $0.extensions.contains(String(end)) })
        else { return nil }
        self = format
    }

    /// Every extension there is, for messages.
    static var allExtensions: String {
        allCases.flatMap(\.extensions).map { "." + $0 }.joined(separator: ", ") + ", each also with .gz"
    }
}
