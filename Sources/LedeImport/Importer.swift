import Foundation
public import Lede
import Synchronization

/// Moves the documents of an ``ImportReader`` into an index, on several threads.
///
/// Batches are dealt to the threads in turn (`BatchSource`), which parse and index them side by side. Which thread gets
/// which batch, and so the segments that come of it, depend on the input and the number of threads alone.
public struct Importer: Sendable {
    /// How far an import has come.
    public struct Progress: Sendable {
        /// Documents given to the writer.
        public var documents = 0
        /// Records and files that gave no document.
        public var problems = 0
        /// Bytes done, of the files as they lie on disk.
        public var bytes = 0
        /// Bytes in all; nil where that is not known.
        public var totalBytes: Int?
    }

    /// What an import did.
    public struct Summary: Sendable {
        /// Documents given to the writer, which commits nothing by itself.
        public var documents: Int
        /// Records and files that gave no document.
        public var problems: Int
        /// Bytes read, of the files as they lie on disk.
        public var bytes: Int
        /// Whether it was ended before everything was read. Documents of what was read are in.
        public var isCancelled: Bool
    }

    private let threads: Int
    private let isStrict: Bool
    private let transform: (@Sendable (Document) -> Document)?

    /// - Parameters:
    ///   - threads: how many threads work; the writer was made for as many.
    ///   - isStrict: whether the first problem, by its place in the input, ends the import as an error.
    ///   - transform: makes of each document what is indexed in its place; called on all threads.
    public init(
        threads: Int = 1, isStrict: Bool = false, transform: (@Sendable (Document) -> Document)? = nil
    ) {
        self.threads = max(1, threads)
        self.isStrict = isStrict
        self.transform = transform
    }

    /// Reads to the end, and returns when every document was given to the writer.
    ///
    /// - Parameters:
    ///   - isCancelled: asked before each batch is read; when it says true no further one is.
    ///   - onProblem: called for each record or file that gives no document, one call at a time. Problems of one file
    ///     come in its order; those of different batches may overlap.
    ///   - onProgress: called after each batch, one call at a time.
    /// - Throws: ``LedeError`` when the writer fails, and in strict mode the first ``ImportProblem``: roll back then.
    public func run(
        _ reader: consuming ImportReader, into writer: IndexWriter,
        isCancelled: @escaping @Sendable () -> Bool = { false },
        onProblem: @escaping @Sendable (ImportProblem) -> Void = { _ in },
        onProgress: @escaping @Sendable (Progress) -> Void = { _ in }
    ) throws -> Summary {
        let progress = Progress(totalBytes: reader.totalBytes)
        let source = BatchSource(reader, threads: threads, writer: writer)
        let run = ImportRun(
            writer: writer, isStrict: isStrict, transform: transform, progress: progress, onProblem: onProblem,
            onProgress: onProgress)
        let group = DispatchGroup()
        for lane in 0..<threads {
            group.enter()
            let thread = Thread {
                while let (number, batch) = source.next(
                    lane, isCancelled: { isCancelled() || run.isOver }, settle: run.settle)
                {
                    run.take(batch, number: number, lane: lane)
                    source.finish()
                }
                group.leave()
            }
            thread.stackSize = 8 << 20
            thread.start()
        }
        group.wait()
        return try run.finish(isCancelled: source.isCancelled)
    }
}

/// What the threads of one import share.
private final class ImportRun: Sendable {
    private struct State {
        var progress: Importer.Progress
        /// Why the import ends, and the number of the batch it was in.
        var failure: (number: UInt64, error: any Error)?
    }

    private let writer: IndexWriter
    private let isStrict: Bool
    private let transform: (@Sendable (Document) -> Document)?
    private let onProblem: @Sendable (ImportProblem) -> Void
    private let onProgress: @Sendable (Importer.Progress) -> Void
    private let state: Mutex<State>

    init(
        writer: IndexWriter, isStrict: Bool, transform: (@Sendable (Document) -> Document)?,
        progress: Importer.Progress,
        onProblem: @escaping @Sendable (ImportProblem) -> Void,
        onProgress: @escaping @Sendable (Importer.Progress) -> Void
    ) {
        self.writer = writer
        self.isStrict = isStrict
        self.transform = transform
        self.onProblem = onProblem
        self.onProgress = onProgress
        state = Mutex(State(progress: progress))
    }

    /// Has the writer free the memory of ids.
    func settle() {
        do { try writer.settle() } catch { note(error, batch: .max) }
    }

    /// Notes an error: of several that of the first batch, unless it only says that another one was the writer's end.
    private func note(_ error: any Error, batch number: UInt64) {
        func isConsequence(_ error: any Error) -> Bool {
            if case LedeError.writerClosed = error { true } else { false }
        }
        state.withLock { state in
            if let known = state.failure {
                if isConsequence(error) || known.number <= number && !isConsequence(known.error) { return }
            }
            state.failure = (number, error)
        }
    }

    var isOver: Bool { state.withLock { $0.failure != nil } }

    /// Parses and indexes a batch, unless one before it failed.
    func take(_ batch: ImportBatch, number: UInt64, lane: Int) {
        if state.withLock({ $0.failure.map { $0.number < number } ?? false }) { return }
        var order = number << 32
        var documents = 0
        do {
            try batch.parse { result, place in
                order += 1
                switch result {
                case .success(let document):
                    do throws(LedeError) {
                        try writer.add(transform?(document) ?? document, lane: lane, order: order)
                        documents += 1
                    } catch {
                        guard case .invalidDocument = error else { throw error }
                        try report(ImportProblem(source: place.source, line: place.line, reason: error.description))
                    }
                case .failure(let problem): try report(problem)
                }
            }
        } catch {
            note(error, batch: number)
        }
        state.withLock { state in
            state.progress.documents += documents
            state.progress.bytes += batch.byteCount
            onProgress(state.progress)
        }
    }

    private func report(_ problem: ImportProblem) throws {
        if isStrict { throw problem }
        state.withLock { state in
            state.progress.problems += 1
            onProblem(problem)
        }
    }

    func finish(isCancelled: Bool) throws -> Importer.Summary {
        try state.withLock { state in
            if let failure = state.failure { throw failure.error }
            let progress = state.progress
            return Importer.Summary(
                documents: progress.documents, problems: progress.problems, bytes: progress.bytes,
                isCancelled: isCancelled)
        }
    }
}
