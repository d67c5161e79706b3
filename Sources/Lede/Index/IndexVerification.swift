/// How an index differs from a manifest.
public struct VerificationReport: Sendable {
    /// A difference.
    public struct Difference: Sendable, Equatable, CustomStringConvertible {
        /// The file, or what else it is about.
        public let file: String
        /// What is different, in words that follow a colon.
        public let reason: String
        /// `file: reason`.
        public var description: String { "\(file): \(reason)" }
    }

    /// The generation of the newest commit of the index.
    public var commit = 0
    /// The generation of the manifest.
    public var manifestCommit = 0
    /// The SHA-256 of the manifest's own file, to be kept elsewhere.
    public var manifestSHA256 = ""
    /// How many files were read.
    public var files = 0
    /// How many bytes they have.
    public var bytes = 0
    /// Files that the manifest has no SHA-256 of, as a version before format 0.3 committed them: their checksums were
    /// compared instead, which shows accidents but no intent.
    public var filesWithoutDigest: [String] = []
    /// What is different. Empty when every file has the bytes that the manifest says.
    public var differences: [Difference] = []
}

/// Compares the files of an index with the hashes in a manifest.
struct IndexVerification {
    private let directory: any Directory
    private let manifest: MappedFile

    init(_ directory: any Directory, against manifest: MappedFile) {
        self.directory = directory
        self.manifest = manifest
    }

    func run() throws(LedeError) -> VerificationReport {
        let wanted = try Commit.read(manifest)
        let commit = try Commit.newest(in: directory)
        var report = VerificationReport()
        report.commit = commit.generation
        report.manifestCommit = wanted.generation
        report.manifestSHA256 = manifest.sha256
        // All are opened before anything is read: what a writer removes from then on stays for as long.
        for (name, sha256, file) in wanted.segments.flatMap(\.digests).map({ ($0.file, $0.sha256, open($0.file)) }) {
            verify(name, sha256, file, &report)
        }
        let known = Set(wanted.segments.flatMap { $0.digests.map(\.file) })
        for name in commit.segments.flatMap({ $0.digests.map(\.file) }) where !known.contains(name) {
            report.differences.append(.init(file: name, reason: "is in the index, not in the manifest"))
        }
        let listed = Set(commit.segments.flatMap { $0.digests.map(\.file) })
        for name in wanted.segments.flatMap({ $0.digests.map(\.file) }) where !listed.contains(name) {
            let isThere = directory.exists(name)
            if isThere {
                report.differences.append(.init(file: name, reason: "is in the manifest, the index does not use it"))
            }
        }
        if wanted.schema != commit.schema {
            report.differences.append(.init(file: "schema", reason: "is another one in the manifest"))
        }
        return report
    }

    /// A file of the index; nil where it is missing.
    private func open(_ name: String) -> Result<MappedFile, LedeError>? {
        do throws(LedeError) {
            return directory.exists(name) ? .success(try directory.open(name)) : nil
        } catch {
            return .failure(error)
        }
    }

    private func verify(
        _ name: String, _ sha256: String?, _ file: Result<MappedFile, LedeError>?, _ report: inout VerificationReport
    ) {
        func note(_ reason: String) { report.differences.append(.init(file: name, reason: reason)) }
        do throws(LedeError) {
            guard let file = try file?.get() else { return note("is missing") }
            report.files += 1
            report.bytes += file.count
            if let sha256 {
                let found = file.sha256
                if found != sha256 { note("has the SHA-256 \(found), the manifest says \(sha256)") }
                return
            }
            report.filesWithoutDigest.append(name)
            let sections = try SectionedFile(file)
            if let problem = sections.problems().first { return note("is damaged: \(problem)") }
            if name.hasSuffix(".seg"), name != sections.name + ".seg" {
                note("has other content than its name says")
            }
        } catch {
            note("cannot be read: \(error)")
        }
    }
}

extension Index {
    /// Compares every byte of the newest commit with the hashes in a manifest.
    ///
    /// - Parameters:
    ///   - path: the folder of the index, which may be too damaged to be opened.
    ///   - manifest: a file `NNNNNNNNNN.commit` of this index or of a snapshot, or the folder of an index, for its newest;
    ///     nil for the index's own.
    /// - Throws: ``LedeError`` when either cannot be read.
    /// - Complexity: reads the whole index.
    public static func verify(at path: String, against manifest: String? = nil) throws(LedeError) -> VerificationReport
    {
        let directory = FileDirectory(path: path)
        guard directory.exists(".") else { throw .noIndex(path: path) }
        return try Commit.retrying(in: directory, isGood: \.differences.isEmpty) { () throws(LedeError) in
            try IndexVerification(directory, against: try Self.manifest(manifest ?? path)).run()
        }
    }

    private static func manifest(_ path: String) throws(LedeError) -> MappedFile {
        let folder = FileDirectory(path: path)
        guard folder.exists(".") else { return try MappedFile(path: path) }
        return try folder.open(Commit.fileName(try Commit.newest(in: folder).generation))
    }
}
