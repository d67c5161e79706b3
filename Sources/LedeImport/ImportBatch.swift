public import Lede

/// Where a document comes from.
public struct ImportPlace: Sendable {
    /// The file as the user named it, or `standard input`.
    public let source: String
    /// The line at which the record begins, from 1; nil when the document is the whole file.
    public let line: Int?
}

/// Some records or files, read but not yet parsed: work for one thread.
///
/// A batch is a value that shares nothing, so batches are parsed side by side.
public struct ImportBatch: Sendable {
    /// The file that the batch, or its first part, comes from.
    public let source: String
    /// Bytes of the files behind this batch, as they lie on disk: compressed ones where they are compressed.
    /// Over all batches they add up to ``ImportReader/totalBytes``, unless a file changes or cannot be read.
    public let byteCount: Int

    enum Part: Sendable {
        case records(RecordChunk)
        /// A file that is one document, with its bytes.
        case file(ImportFile, [UInt8])
        case problem(ImportProblem)
    }

    let parts: [Part]
    let builder: DocumentBuilder

    /// The length of the longest record or file.
    var largestRecordBytes: Int {
        parts.reduce(0) { longest, part in
            switch part {
            case .records(let chunk): chunk.records.reduce(longest) { max($0, $1.range.count) }
            case .file(_, let bytes): max(longest, bytes.count)
            case .problem: longest
            }
        }
    }

    /// How much memory it takes, in bytes, about.
    var heldBytes: Int {
        parts.reduce(0) { sum, part in
            switch part {
            case .records(let chunk):
                sum + chunk.bytes.count + chunk.records.count * MemoryLayout<RecordChunk.Record>.stride
            case .file(_, let bytes): sum + bytes.count
            case .problem: sum
            }
        }
    }

    /// How much memory the ids of its documents take at most while they are pending, about: an id is no longer than its
    /// record.
    var mostIDBytes: Int {
        parts.reduce(0) { sum, part in
            switch part {
            case .records(let chunk):
                sum + 128 * chunk.records.count + min(chunk.bytes.count, Document.maximumIDBytes * chunk.records.count)
            case .file(let file, _): sum + 128 + file.label.utf8.count
            case .problem: sum
            }
        }
    }

    /// Makes the documents, in the order in which they are in the source.
    ///
    /// - Parameter each: called with every document, or problem, and where it is. An error that it throws ends the
    ///   parsing.
    /// - Complexity: linear in the bytes.
    public func parse(_ each: (Result<Document, ImportProblem>, ImportPlace) throws -> Void) rethrows {
        for part in parts {
            switch part {
            case .problem(let problem):
                try each(.failure(problem), ImportPlace(source: problem.source, line: problem.line))
            case .records(let chunk):
                for record in chunk.records {
                    guard let result = parse(record, of: chunk) else { continue }
                    try each(result, ImportPlace(source: chunk.file.name, line: record.line))
                }
            case .file(let file, let bytes): try each(parse(file, bytes), ImportPlace(source: file.name, line: nil))
            }
        }
    }

    /// A record's document or problem; nil for a blank line.
    private func parse(_ record: RecordChunk.Record, of chunk: RecordChunk) -> Result<Document, ImportProblem>? {
        do throws(RecordError) {
            if let problem = record.problem { throw RecordError(reason: problem) }
            let bytes = chunk.bytes[record.range]
            let fields: [RawField]?
            switch chunk.kind {
            case .json(let isLines):
                fields = try JSONRecord.fields(bytes, allowsBlank: isLines, maximumValues: chunk.maximumValues)
            case .csv(let table):
                fields = try table.fields(bytes, maximumValues: chunk.maximumValues)
            }
            guard let fields else { return nil }
            return .success(try builder.document(fields, fallbackID: "\(chunk.file.label)#\(record.line)"))
        } catch {
            return .failure(
                ImportProblem(source: chunk.file.name, line: record.line + error.lineOffset, reason: error.reason))
        }
    }

    private func parse(_ file: ImportFile, _ bytes: [UInt8]) -> Result<Document, ImportProblem> {
        do throws(RecordError) {
            let fields =
                switch file.format {
                case .html: try HTMLArticle.fields(bytes)
                case .markdown: try MarkdownArticle.fields(try fileText(bytes))
                default: TextArticle.fields(try fileText(bytes))
                }
            return .success(try builder.document(fields, fallbackID: file.label))
        } catch {
            return .failure(
                ImportProblem(source: file.name, line: 1 + error.lineOffset, reason: error.reason))
        }
    }
}
