@testable import Lede

/// A segment file of arbitrary bytes whose checksums fit: read whole, searched, checked, merged and repaired.
struct SegmentTarget: FuzzTarget {
    func seeds() throws -> [[UInt8]] {
        var random = SeededText(seed: 5)
        return try [(1, 4), (3, 10), (40, 20), (140, 3)].map { count, words in
            let documents = (0..<count).map { Document.random(id: "\($0)", &random, bodyWords: words) }
            let directory = MemoryDirectory()
            let segment = try directory.segment(of: documents, schema: .everyKind(), pairs: .forced())
            return directory.contents(of: segment.name + ".seg") ?? []
        }
    }

    func run(_ bytes: [UInt8]) {
        var bytes = bytes
        bytes.reseal(sections: true)
        guard let name = try? SectionedFile(MappedFile(path: "memory", contents: bytes)).name else { return }
        let files = [name + ".seg": bytes]
        guard let schema = try? Schema.everyKind(),
            let reader = try? SegmentReader(name, in: MemoryDirectory(files))
        else { return }
        _ = try? reader.readEverything()
        func directory() throws -> MemoryDirectory {
            let directory = MemoryDirectory(files)
            let segment = Commit.Segment(name: name, documents: reader.documentCount, deletions: nil)
            try Commit(generation: 1, schema: schema, segments: [segment]).write(to: directory)
            return directory
        }
        if let directory = try? directory() { IndexUse.search(directory) }
        if let directory = try? directory() { IndexUse.change(directory) }
        if let directory = try? directory() { IndexUse.repair(directory) }
    }
}

/// A manifest of arbitrary JSON beside two segments that are whole, and a list of deletions.
struct ManifestTarget: FuzzTarget {
    private let files: [String: [UInt8]]

    init() {
        let directory = MemoryDirectory()
        do {
            var random = SeededText(seed: 6)
            let writer = try Index.create(in: directory, schema: .everyKind()).writer()
            for batch in 0..<2 {
                for number in 0..<5 { try writer.add(Document.random(id: "\(batch)-\(number)", &random)) }
                try writer.commit()
            }
            try writer.delete(id: "0-1")
            try writer.commit()
            writer.close()
            var files: [String: [UInt8]] = [:]
            for name in try directory.list() { files[name] = directory.contents(of: name) }
            self.files = files
        } catch {
            fatalError("\(error)")
        }
    }

    private var commit: String { files.keys.filter { $0.hasSuffix(Commit.fileExtension) }.max() ?? "" }

    func seeds() throws -> [[UInt8]] {
        let file = try SectionedFile(MappedFile(path: "memory", contents: files[commit] ?? []))
        return [try file.require(SectionTag("COMT")).array()]
    }

    func run(_ bytes: [UInt8]) {
        let directory = MemoryDirectory(files)
        do {
            var file = try SectionedFileWriter(try directory.create(commit))
            try file.section(SectionTag("COMT"), bytes)
            _ = try file.finish()
        } catch {
            fatalError("\(error)")
        }
        IndexUse.search(directory)
        IndexUse.change(directory)
        IndexUse.repair(directory)
    }
}
