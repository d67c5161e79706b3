import Foundation

/// What an index consists of at one moment: its schema and its segments. The manifest on disk.
///
/// A ``SectionedFile`` named `<generation>.commit` (ten digits) with one section, `COMT`: this value as JSON with sorted
/// keys. It is written aside, made durable and renamed, so a file of that name is whole. Generations count up from 1.
package struct Commit: Codable, Sendable, Equatable {
    package struct Segment: Codable, Sendable, Equatable {
        /// The hash of its content, sixteen hexadecimal digits: the file is `<name>.seg`.
        package let name: String
        /// How many documents it has, deleted ones included.
        package let documents: Int
        /// The generation whose file `<name>-<generation>.del` tells which of them are live; nil where all are.
        package let deletions: Int?
        /// The SHA-256 of the segment's file; nil where it was committed before format 0.3.
        package let sha256: String?
        /// The SHA-256 of the file of its live documents, likewise.
        package let deletionsSHA256: String?

        package init(
            name: String, documents: Int, deletions: Int?, sha256: String? = nil, deletionsSHA256: String? = nil
        ) {
            self.name = name
            self.documents = documents
            self.deletions = deletions
            self.sha256 = sha256
            self.deletionsSHA256 = deletionsSHA256
        }

        /// Its files, and what their contents are to be.
        package var digests: [(file: String, sha256: String?)] {
            [(fileName, sha256)] + (liveName.map { [($0, deletionsSHA256)] } ?? [])
        }

        package var fileName: String { name + ".seg" }
        package var liveName: String? { deletions.map { Commit.liveName(of: name, generation: $0) } }
    }

    package let generation: Int
    package let schema: Schema
    package let segments: [Segment]

    package static let fileExtension = ".commit"

    private static func digits(_ number: Int) -> String {
        let text = String(number)
        return String(repeating: "0", count: max(0, 10 - text.count)) + text
    }

    package static func fileName(_ generation: Int) -> String { digits(generation) + fileExtension }

    package static func liveName(of segment: String, generation: Int) -> String {
        "\(segment)-\(digits(generation)).del"
    }

    /// The generation that a file name stands for, or nil.
    package static func generation(ofFile name: String) -> Int? {
        guard name.hasSuffix(fileExtension) else { return nil }
        let number = name.dropLast(fileExtension.count)
        guard number.utf8.count >= 10, number.utf8.allSatisfy({ UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }) else {
            return nil
        }
        guard let generation = Int(number), 1...greatestGeneration ~= generation else { return nil }
        return generation
    }

    /// At a thousand commits a second reached in 285,000 years; a forged file is not to make the next number overflow.
    private static let greatestGeneration = 1 << 53

    /// The files that make up the commit, its own among them.
    package var files: Set<String> {
        var names: Set<String> = [Self.fileName(generation)]
        for segment in segments {
            names.insert(segment.fileName)
            if let live = segment.liveName { names.insert(live) }
        }
        return names
    }

    package static func read(_ generation: Int, in directory: any Directory) throws(LedeError) -> Commit {
        try readWithFile(generation, in: directory).commit
    }

    private static func readWithFile(
        _ generation: Int, in directory: any Directory
    ) throws(LedeError) -> (commit: Commit, file: MappedFile) {
        let file = try directory.open(fileName(generation))
        let commit = try read(file)
        guard commit.generation == generation else {
            throw file.bytes.corrupt("commit \(commit.generation) in the file of commit \(generation)")
        }
        return (commit, file)
    }

    /// Reads a manifest, whatever its name.
    package static func read(_ file: MappedFile) throws(LedeError) -> Commit {
        let file = try SectionedFile(file)
        if let problem = file.problems().first { throw problem }
        let region = try file.require(SectionTag("COMT"))
        let commit: Commit
        do {
            commit = try JSONDecoder().decode(Commit.self, from: Data(region.array()))
        } catch {
            throw region.corrupt("the commit cannot be read: \(error)")
        }
        try commit.schema.validate()
        for segment in commit.segments {
            let isName = segment.name.utf8.count == 16 && segment.name.allSatisfy(\.isHexDigit)
            guard isName, segment.documents > 0, segment.deletions ?? 1 > 0 else {
                throw region.corrupt("'\(segment.name)' with \(segment.documents) documents is no segment")
            }
        }
        return commit
    }

    /// Makes the commit the newest. What it refers to is durable.
    package func write(to directory: any Directory) throws(LedeError) {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let json: Data
        do {
            json = try encoder.encode(self)
        } catch {
            throw .invalidSchema("it cannot be written: \(error)")
        }
        let name = Self.fileName(generation)
        let temporary = name + ".tmp"
        var file = try SectionedFileWriter(try directory.create(temporary))
        try file.section(SectionTag("COMT"), [UInt8](json))
        _ = try file.finish()
        try directory.rename(temporary, to: name)
        try directory.sync()
    }

    /// The generations that have a file, the newest first.
    package static func generations(in directory: any Directory) throws(LedeError) -> [Int] {
        try directory.list().compactMap(generation(ofFile:)).sorted(by: >)
    }

    /// The newest commit that is whole.
    ///
    /// Only what is damaged is passed over: a manifest that cannot be read for another reason, as that there are too many open
    /// files, or that it is somebody else's, may be whole.
    /// - Throws: ``LedeError/noIndex(path:)`` when there is none; what is wrong with the newest when none can be read, and
    ///   ``LedeError/corrupt(path:section:offset:reason:)`` where only the segments of an index are left.
    package static func newest(in directory: any Directory) throws(LedeError) -> Commit {
        try newestWithFile(in: directory).commit
    }

    /// The same, and its file.
    static func newestWithFile(in directory: any Directory) throws(LedeError) -> (commit: Commit, file: MappedFile) {
        try newest(in: directory, passesDamage: true)
    }

    /// The newest commit, for a writer: it would remove what an older one does not need.
    /// - Throws: as ``newest(in:)``, and what is wrong with the newest.
    package static func newestForWriting(in directory: any Directory) throws(LedeError) -> Commit {
        try newest(in: directory, passesDamage: false).commit
    }

    private static func newest(
        in directory: any Directory, passesDamage: Bool
    ) throws(LedeError) -> (commit: Commit, file: MappedFile) {
        var failure: LedeError?
        for generation in try generations(in: directory) {
            do throws(LedeError) {
                return try readWithFile(generation, in: directory)
            } catch {
                failure = failure ?? error
                switch error {
                case .corrupt where passesDamage: continue
                // A writer made a newer one and removed this.
                case .io where !directory.exists(fileName(generation)): continue
                default: throw error
                }
            }
        }
        if let failure { throw failure }
        // Whoever took this for no index would make one, and remove the segments.
        guard try !directory.list().contains(where: IndexFiles.isSegment(file:)) else {
            throw .corrupt(
                path: directory.path, section: "folder", offset: 0,
                reason: "there are segments, and no manifest of them")
        }
        throw .noIndex(path: directory.path)
    }

    /// Does something with the newest commit; once more where that failed while a writer made a newer one, for it may have removed
    /// files of the one before.
    ///
    /// - Parameter isGood: whether a result is one that is sure not to come of that.
    package static func retrying<R>(
        in directory: any Directory, isGood: (R) -> Bool = { _ in true }, _ body: () throws(LedeError) -> R
    ) throws(LedeError) -> R {
        while true {
            let newest = try generations(in: directory).first
            do throws(LedeError) {
                let result = try body()
                if isGood(result) { return result }
                if try generations(in: directory).first == newest { return result }
            } catch {
                if try generations(in: directory).first == newest { throw error }
            }
        }
    }
}
