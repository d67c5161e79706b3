import Synchronization

/// An index in a folder: opens it, gives out searchers, and one writer at a time.
///
/// ```swift
/// let index = try Index.openOrCreate(at: "index")
/// let writer = try index.writer()
/// try writer.add(Document(id: "1", ["title": "Schools stay open", "body": "The district said on Monday …"]))
/// try writer.commit()
/// for hit in try index.searcher().search("school").hits { print(hit.score, hit.title ?? hit.id) }
/// ```
///
/// Readers and writers of several threads and processes may use the same folder. A reader is never blocked.
public final class Index: Sendable {
    let directory: any Directory

    private struct Opened {
        var searcher: Searcher
        /// The file of the commit: another one may have the same number once the folder was made anew.
        var manifest: MappedFile
        /// The segments of the searcher by their names.
        var readers: [String: SegmentReader]
    }

    private let opened = Mutex<Opened?>(nil)

    package init(_ directory: any Directory) { self.directory = directory }

    /// Where the index is.
    public var path: String { directory.path }

    /// Makes an empty index in a folder, which is made as well where it is missing.
    ///
    /// - Throws: ``LedeError/indexExists(path:)`` when there is one, ``LedeError/invalidSchema(_:)``,
    ///   ``LedeError/locked(path:holder:)`` or ``LedeError/io(operation:path:reason:)``.
    public static func create(at path: String, schema: Schema = .articles) throws(LedeError) -> Index {
        try create(in: try FileDirectory.create(at: path), schema: schema)
    }

    package static func create(in directory: any Directory, schema: Schema) throws(LedeError) -> Index {
        try schema.validate()
        let lock = try directory.lock()
        do throws(LedeError) {
            _ = try Commit.newestForWriting(in: directory)
            throw .indexExists(path: directory.path)
        } catch .noIndex {
            try Commit(generation: 1, schema: schema, segments: []).write(to: directory)
        }
        _ = consume lock
        return Index(directory)
    }

    /// Opens the index of a folder.
    ///
    /// - Throws: ``LedeError/noIndex(path:)`` when there is none, ``LedeError/corrupt(path:section:offset:reason:)``
    ///   when it is damaged, ``LedeError/unsupportedFormat(path:found:supported:)`` when another version wrote it.
    /// - Complexity: reads the commit and the end of each segment; independent of the number of documents and terms.
    public static func open(at path: String) throws(LedeError) -> Index {
        let directory = FileDirectory(path: path)
        guard directory.exists(".") else { throw .noIndex(path: path) }
        let index = Index(directory)
        _ = try index.searcher()
        return index
    }

    /// Opens the index of a folder, or makes one.
    ///
    /// - Parameters:
    ///   - path: the folder.
    ///   - schema: the fields of a new index; one that exists keeps its own.
    /// - Throws: as ``open(at:)`` and ``create(at:schema:)``.
    public static func openOrCreate(at path: String, schema: Schema = .articles) throws(LedeError) -> Index {
        do throws(LedeError) {
            return try open(at: path)
        } catch {
            guard case .noIndex = error else { throw error }
            return try create(at: path, schema: schema)
        }
    }

    /// A searcher of the newest commit. It keeps seeing that commit, whole, however long it is kept.
    ///
    /// - Throws: as ``open(at:)``.
    /// - Complexity: cheap when there was no commit since the last call: it lists the folder. Else new segments are
    ///   opened.
    public func searcher() throws(LedeError) -> Searcher {
        try opened.withLock { (opened: inout sending Opened?) throws(LedeError) -> Searcher in
            let newest = try Commit.generations(in: directory).first
            if let known = opened, let newest, known.searcher.commit == newest,
                directory.identity(of: Commit.fileName(newest)) == known.manifest.identity
            {
                return known.searcher
            }
            let readers = opened?.readers ?? [:]
            let found = try Commit.retrying(in: directory) { () throws(LedeError) -> Opened in
                let (commit, manifest) = try Commit.newestWithFile(in: directory)
                let searcher = try open(commit, known: readers)
                let named = searcher.segments.map { ($0.reader.name, $0.reader) }
                return Opened(
                    searcher: searcher, manifest: manifest,
                    readers: Dictionary(named, uniquingKeysWith: { first, _ in first }))
            }
            opened = found
            return found.searcher
        }
    }

    private func open(_ commit: Commit, known: [String: SegmentReader]) throws(LedeError) -> Searcher {
        var segments: [SegmentSnapshot] = []
        for segment in commit.segments {
            segments.append(try SegmentSnapshot(segment, of: commit, in: directory, known: known[segment.name]))
        }
        return Searcher(segments: segments, schema: commit.schema, commit: commit.generation)
    }

    /// The writer. There is one at a time, in all processes together; it holds a lock until it is closed or gone.
    ///
    /// - Throws: ``LedeError/locked(path:holder:)`` at once when there is another, ``LedeError/invalidSchema(_:)``
    ///   when the options' schema does not fit the index, otherwise as ``open(at:)``.
    public func writer(_ options: WriterOptions = WriterOptions()) throws(LedeError) -> IndexWriter {
        try IndexWriter(directory, options)
    }

    /// Reads everything and compares it with its checksums and with itself.
    ///
    /// - Throws: what keeps the newest commit from being read at all.
    /// - Complexity: reads the whole index.
    public func check() throws(LedeError) -> IndexReport { try IndexCheck(directory).run() }

    /// The same for an index that may be too damaged to be opened.
    public static func check(at path: String) throws(LedeError) -> IndexReport {
        let directory = FileDirectory(path: path)
        guard directory.exists(".") else { throw .noIndex(path: path) }
        return try IndexCheck(directory).run()
    }
}
