import ArgumentParser
import Foundation
import Lede
import LedeImport

/// One run of `lede index`: opens or makes the index, imports, commits, and says what came of it.
struct IndexRun {
    let indexPath: String
    let paths: [String]
    let format: ImportFormat?
    let fieldMap: [String: String]
    let schemaPath: String?
    let threads: Int
    let memoryBytes: Int
    let maximumRecordBytes: Int
    let maximumValues: Int
    let isStrict: Bool

    /// - Throws: the exit status when something was skipped or the run was interrupted; what made it end. The index is
    ///   as it was in the latter case, and one that was made for this run is gone.
    func run(_ status: IndexingStatus) throws {
        let start = ContinuousClock.now
        ProcessMemory.limit(to: memoryBytes)
        let existing = try openExisting()
        let base = try existing?.searcher().schema ?? .articles
        let schema = try schemaPath.map { try SchemaFile.read($0, over: base) } ?? base
        // Before anything is made: a path that does not exist ends the run.
        var options = ImportOptions(format: format, fieldMap: fieldMap, schema: schema)
        options.excludedFolders = [indexPath]
        options.maximumRecordBytes = maximumRecordBytes
        options.maximumValues = maximumValues
        let reader = try ImportReader(paths: paths, options: options)
        let (fileCount, skippedFiles) = (reader.fileCount, reader.skippedFiles)

        let watched = try existing.map { try watchedQueries(of: $0, schema: schema, status) } ?? []
        var trace = existing == nil ? FolderTrace(indexPath) : nil
        let index = try existing ?? Index.create(at: indexPath, schema: schema)
        trace?.noteFolder()
        let threads = WriterOptions.threads(fitting: memoryBytes, atMost: threads)
        let writer = try index.writer(
            WriterOptions(threads: threads, memoryBytes: memoryBytes, schema: schema == base ? nil : schema))
        defer { writer.close() }
        do {
            let relays = Set(paths).compactMap { InputRelay(path: $0) }
            let interruption = Interruption {
                status.say("interrupted: keeping what was read; once more to end at once")
                for relay in relays { relay.end() }
            }
            for relay in relays { relay.start() }
            // A relay has taken lines from its pipe that nobody else can read again: they are let in, to its end.
            let endsWithRelays = relays.count == Set(paths).count
            let imported = try Importer(threads: threads, isStrict: isStrict).run(
                reader, into: writer,
                isCancelled: { !endsWithRelays && interruption.isRequested },
                onProblem: { status.report($0) },
                onProgress: { status.update($0) })
            status.announce("writing the index")
            let commit = try writer.commit(watching: watched)
            let wasInterrupted = interruption.isRequested
            var summary = (wasInterrupted ? "interrupted; " : "") + Self.summary(imported, commit, since: start)
            if indexPath != "index" { summary += " (in \(indexPath))" }
            status.finish(summary)
            report(commit.newMatches, on: status)
            if skippedFiles > 0 {
                status.finish("\(Numbers.plural(skippedFiles, "file")) left out, as the names tell no format")
            }
            if fileCount == 0, skippedFiles == 0, imported.problems == 0 {
                status.finish("there were no files to read")
            }
            if wasInterrupted { throw Failure.interrupted }
            if imported.problems > 0 { throw Failure.badInput }
        } catch let code as ExitCode {
            throw code
        } catch {
            status.clear()
            try? writer.rollback()
            trace?.restore()
            throw error
        }
    }

    private func openExisting() throws(LedeError) -> Index? {
        do throws(LedeError) {
            return try Index.open(at: indexPath)
        } catch .noIndex {
            return nil
        }
    }

    private static func summary(
        _ imported: Importer.Summary, _ commit: CommitSummary, since start: ContinuousClock.Instant
    ) -> String {
        var parts = "\(commit.added) new, \(commit.replaced) replaced, \(commit.unchanged) unchanged"
        let repeated = imported.documents - commit.added - commit.replaced - commit.unchanged
        if repeated > 0 { parts += ", \(repeated) with an id that came again" }
        let elapsed = Numbers.duration((ContinuousClock.now - start).seconds)
        return "indexed \(Numbers.plural(imported.documents, "document")) (\(parts)), \(imported.problems) skipped, "
            + "in \(elapsed); the index has \(commit.documents)"
    }
}

/// What was in a folder before an index was made there, so that a failed run leaves nothing behind.
private struct FolderTrace {
    private let path: String
    /// What the folder held; nil when there was none.
    private let names: Set<String>?
    /// The folder that was made first: this one, or one it lies in.
    private let firstMade: String
    /// What the folder is once the index was made.
    private var folder: FileIdentity?

    init(_ path: String) {
        self.path = path
        names = (try? FileManager.default.contentsOfDirectory(atPath: path)).map { Set($0) }
        var made = URL(fileURLWithPath: path).standardizedFileURL
        while case let parent = made.deletingLastPathComponent(), parent.path != made.path,
            !FileManager.default.fileExists(atPath: parent.path)
        {
            made = parent
        }
        firstMade = made.path
    }

    /// Notes which folder it is.
    mutating func noteFolder() { folder = FileIdentity(path: path) }

    /// Removes what is there now and was not; nothing where the folder is another one by now.
    func restore() {
        guard folder != nil, FileIdentity(path: path) == folder else { return }
        guard let names else {
            try? FileManager.default.removeItem(atPath: firstMade)
            return
        }
        for name in (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? [] where !names.contains(name) {
            try? FileManager.default.removeItem(atPath: path + "/" + name)
        }
    }
}
