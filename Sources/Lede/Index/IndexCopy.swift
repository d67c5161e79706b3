import Foundation

/// What ``Index/snapshot(to:sharing:)`` made.
public struct SnapshotSummary: Sendable, Equatable {
    /// The generation of the commit that was taken.
    public var commit = 0
    /// How many live documents it has.
    public var documents = 0
    /// How many files were linked: they are the same bytes on the disk as those of the index.
    public var linkedFiles = 0
    /// How many files were copied.
    public var copiedFiles = 0
    /// The size of all of them in bytes.
    public var bytes = 0
}

/// Gives the files of the newest commit, and the saved queries, a second home. The manifest comes last, so a copy that
/// was broken off is no index.
struct IndexCopy {
    private let source: any Directory
    private let target: any Directory
    private let isSharing: Bool
    private static let blockBytes = 1 << 20

    /// - Parameter isSharing: whether files may be linked where the file systems can do that.
    init(from source: any Directory, to target: any Directory, isSharing: Bool) {
        self.source = source
        self.target = target
        self.isSharing = isSharing
    }

    func run() throws(LedeError) -> SnapshotSummary {
        try Commit.retrying(in: source) { () throws(LedeError) in
            do throws(LedeError) {
                return try copy(try Commit.newest(in: source))
            } catch {
                try removeAll()
                throw error
            }
        }
    }

    private func copy(_ commit: Commit) throws(LedeError) -> SnapshotSummary {
        var summary = SnapshotSummary()
        summary.commit = commit.generation
        for segment in commit.segments {
            summary.documents += try SegmentSnapshot(segment, of: commit, in: source, known: nil).liveCount
            for (name, sha256) in segment.digests { try copy(name, sha256: sha256, &summary) }
        }
        if source.exists(SavedQueries.fileName) {
            try write(try source.open(SavedQueries.fileName), to: SavedQueries.fileName)
        }
        try target.sync()
        let manifest = Commit.fileName(commit.generation)
        let temporary = manifest + IndexFiles.temporaryExtension
        try write(try source.open(manifest), to: temporary)
        try target.rename(temporary, to: manifest)
        try target.sync()
        return summary
    }

    private func copy(_ name: String, sha256: String?, _ summary: inout SnapshotSummary) throws(LedeError) {
        let file = try source.open(name)
        summary.bytes += file.count
        if isSharing, try target.link(name, from: source) {
            summary.linkedFiles += 1
            return
        }
        try DiskSpace.require(file.count, in: target)
        // What is damaged is no copy worth keeping.
        if let problem = try SectionedFile(file).problems().first ?? file.digestProblem(expected: sha256) {
            throw problem
        }
        try write(file, to: name)
        summary.copiedFiles += 1
    }

    private func write(_ file: MappedFile, to name: String) throws(LedeError) {
        let output = try target.create(name)
        var start = 0
        while start < file.count {
            let part = try file.bytes.slice(at: start, count: min(Self.blockBytes, file.count - start))
            try part.withUnsafeBytes { (bytes) throws(LedeError) in try output.write(bytes) }
            start += part.count
        }
        try output.sync()
        try output.close()
    }

    private func removeAll() throws(LedeError) {
        for name in try target.list() { try target.remove(name) }
    }
}

extension Index {
    /// Puts the newest commit into a folder of its own, where it is an index as any other: a backup that is whole
    /// though a writer is at work.
    ///
    /// - Parameters:
    ///   - path: a folder that does not exist yet, or is empty.
    ///   - isSharing: whether files are linked where the file systems can do that, which takes no room and no time, but
    ///     leaves one copy of the bytes on the disk. Segments never change, so neither index sees the other. Copies are
    ///     compared with their checksums on the way.
    /// - Throws: ``LedeError/io(operation:path:reason:)``, also when there is something in the folder,
    ///   ``LedeError/noSpace(path:needed:free:)``, and for a damaged index as ``open(at:)``. Nothing is left in the folder then.
    @discardableResult
    public func snapshot(to path: String, sharing isSharing: Bool = true) throws(LedeError) -> SnapshotSummary {
        let isNew = !FileDirectory(path: path).exists(".")
        let target = try FileDirectory.create(at: path)
        guard try target.list().isEmpty else {
            throw .io(
                operation: "make a snapshot in", path: path,
                reason: "the folder is not empty; name one that does not exist yet")
        }
        do throws(LedeError) {
            return try IndexCopy(from: directory, to: target, isSharing: isSharing).run()
        } catch {
            if isNew { rmdir(path) }
            throw error
        }
    }
}
