/// Why a file, or one record of it, gave no document.
///
/// Problems are values: the import goes on with the next record.
public struct ImportProblem: Error, Sendable, Equatable, CustomStringConvertible {
    /// The file as the user named it, `standard input`, or the option at fault.
    public var source: String
    /// The line at which the record begins, or that is at fault, from 1; nil where the file could not be read at all.
    public var line: Int?
    /// What is wrong, in words that follow a colon.
    public var reason: String

    /// Makes a problem.
    public init(source: String, line: Int? = nil, reason: String) {
        self.source = source
        self.line = line
        self.reason = reason
    }

    /// `file:line: reason`, or `file: reason`.
    public var description: String {
        if let line { "\(source):\(line): \(reason)" } else { "\(source): \(reason)" }
    }
}

/// Why a record cannot become a document, before the file it lies in is known.
struct RecordError: Error {
    var reason: String
    /// Lines below the first line of the record, or of the file that is one.
    var lineOffset = 0
}
