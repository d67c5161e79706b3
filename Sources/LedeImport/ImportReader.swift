import Lede

/// Reads files, folders and standard input, and deals them out in batches.
///
/// Reading and cutting is sequential and cheap; parsing is for the threads that take the batches:
///
///     var reader = try ImportReader(paths: ["seeds"], options: ImportOptions())
///     while let batch = try reader.next() {
///         batch.parse { result, _ in
///             switch result {
///             case .success(let document): print(document.id)
///             case .failure(let problem): print(problem)
///             }
///         }
///     }
///
/// A folder is walked with all folders in it, names in order; hidden files are left out. `-` is standard input.
///
/// A record without an id gets one from where it lies: the name of the folder that was given, the path below it,
/// and for a file of many records `#` and its line, as in `seeds/004.jsonl#2`. A file that was given itself counts
/// as if its folder had been. So the id does not depend on the folder the program runs in; it changes when the
/// file is renamed, or lines are put in before it. If two files of one import would share an id, folders above
/// them are added until they differ.
public struct ImportReader: ~Copyable, Sendable {
    /// Bytes of all files on disk, for telling how much is left; nil with standard input or a pipe among them.
    public let totalBytes: Int?
    /// How many files will be read.
    public let fileCount: Int
    /// How many files in folders were left out as their extension tells no format.
    public let skippedFiles: Int

    private let options: ImportOptions
    private let files: [ImportFile]
    private let problems: [(index: Int, problem: ImportProblem)]
    private var nextFile = 0
    private var nextProblem = 0
    private var stream: RecordStream?

    /// Files of one document in one batch, at most.
    private static let maximumParts = 256

    /// Lists the files.
    ///
    /// - Throws: ``ImportProblem`` for a path that does not exist, and for a file named in `paths` whose name tells
    ///   no format when the options name none either. Other troubles come as problems in the batches.
    public init(paths: [String], options: ImportOptions) throws(ImportProblem) {
        let walk = try FileWalk(paths: paths, format: options.format, excludedFolders: options.excludedFolders)
        self.options = options
        files = walk.files
        problems = walk.problems
        fileCount = walk.files.count
        skippedFiles = walk.skippedFiles
        totalBytes = walk.isSizeKnown ? walk.files.reduce(0) { $0 + $1.byteCount } : nil
    }

    /// The next batch, or nil when everything has been read.
    ///
    /// - Throws: `CancellationError` when the task it is called in was cancelled.
    public mutating func next() throws(CancellationError) -> ImportBatch? {
        if Task.isCancelled { throw CancellationError() }
        var parts: [ImportBatch.Part] = []
        var source: String?
        var byteCount = 0
        // Bytes to parse: more than `byteCount` where they were compressed.
        var workBytes = 0
        while parts.count < Self.maximumParts, workBytes < options.batchBytes {
            if let chunk = stream?.next() {
                source = source ?? chunk.file.name
                byteCount += chunk.byteCount
                workBytes += chunk.bytes.count
                parts.append(.records(chunk))
                continue
            }
            stream = nil
            if nextProblem < problems.count, problems[nextProblem].index <= nextFile {
                let problem = problems[nextProblem].problem
                source = source ?? problem.source
                parts.append(.problem(problem))
                nextProblem += 1
                continue
            }
            guard nextFile < files.count else { break }
            let file = files[nextFile]
            nextFile += 1
            switch file.format {
            case .html, .markdown, .text:
                source = source ?? file.name
                byteCount += file.byteCount
                do throws(RecordError) {
                    let bytes = try file.contents(limit: options.maximumRecordBytes)
                    workBytes += bytes.count
                    parts.append(.file(file, bytes))
                } catch {
                    parts.append(.problem(ImportProblem(source: file.name, reason: error.reason)))
                }
            case .jsonLines, .json, .csv:
                do throws(RecordError) {
                    stream = try RecordStream(file, options: options)
                } catch {
                    source = source ?? file.name
                    parts.append(.problem(ImportProblem(source: file.name, reason: error.reason)))
                }
            }
        }
        guard let source else { return nil }
        // One for each batch: threads that counted references to the same tables would wait for each other.
        let builder = DocumentBuilder(schema: options.schema, fieldMap: options.fieldMap)
        return ImportBatch(source: source, byteCount: byteCount, parts: parts, builder: builder)
    }
}
