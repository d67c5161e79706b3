@testable import Lede

extension [String: [UInt8]] {
    /// Puts other bytes in the place of a file of an index, and makes the manifest forget all hashes. A segment gets the name that
    /// its new content gives it, there too: nothing is left to tell that the file is forged.
    mutating func forge(_ file: String, _ bytes: [UInt8]) throws {
        self[file] = bytes
        let directory = MemoryDirectory(self)
        guard let commit = try? Commit.newest(in: directory) else { return }
        var segments: [Commit.Segment] = []
        for segment in commit.segments {
            var name = segment.name
            if segment.fileName == file, let forged = try? SectionedFile(MappedFile(bytes)) {
                name = forged.name
                self[name + ".seg"] = removeValue(forKey: file)
                if let live = segment.liveName, let generation = segment.deletions {
                    self[Commit.liveName(of: name, generation: generation)] = removeValue(forKey: live)
                }
            }
            segments.append(Commit.Segment(name: name, documents: segment.documents, deletions: segment.deletions))
        }
        let manifest = Commit.fileName(commit.generation)
        try Commit(generation: commit.generation, schema: commit.schema, segments: segments).write(to: directory)
        self[manifest] = directory.contents(of: manifest)
    }
}
