import Testing

@testable import Lede

@Suite("Opening and checking")
struct IndexCheckTests {
    private func build() throws -> MemoryDirectory {
        let directory = MemoryDirectory()
        let writer = try Index.create(in: directory, schema: .articles).writer()
        var model = IndexModel(seed: 3)
        for _ in 0..<30 { try writer.add(model.document()) }
        try writer.commit()
        try writer.delete(matching: .term("w1"))
        try writer.commit()
        return directory
    }

    private func files(_ directory: MemoryDirectory) throws -> [String: [UInt8]] {
        var files: [String: [UInt8]] = [:]
        for name in try directory.list() { files[name] = directory.contents(of: name) }
        return files
    }

    @Test("A sound index has no problems, and the report counts")
    func sound() throws {
        let directory = try build()
        let report = try Index(directory).check()
        #expect(report.isSound)
        #expect(report.documents == (try Index(directory).searcher().documentCount))
        #expect(report.terms > 0 && report.postings > 0 && report.positions > 0 && report.sections > 20)
    }

    @Test("Every flipped byte of every file is noticed, by opening or by the check")
    func flips() throws {
        let files = try files(try build())
        for (name, bytes) in files where !bytes.isEmpty {
            let step = max(1, bytes.count / 400)
            for offset in stride(from: 0, to: bytes.count, by: step) {
                var damaged = files
                damaged[name]?[offset] ^= 0x10
                let index = Index(MemoryDirectory(damaged))
                let isNoticed = (try? !index.check().isSound) ?? true
                #expect(isNoticed, "\(name), byte \(offset)")
            }
        }
    }

    @Test("A missing or cut file is an error that names it")
    func cuts() throws {
        let files = try files(try build())
        for (name, bytes) in files where !name.hasSuffix(Commit.fileExtension) {
            for kept in [nil, 0, 10, bytes.count / 2, bytes.count - 1] {
                var damaged = files
                damaged[name] = kept.map { Array(bytes.prefix($0)) }
                #expect { try Index(MemoryDirectory(damaged)).searcher() } throws: { error in
                    "\(error)".contains(name)
                }
            }
        }
    }

    @Test("Where there is no index, the error says so")
    func missing() throws {
        let folder = try TemporaryFolder()
        for path in [folder.path, folder.path + "/nothing"] {
            #expect(throws: LedeError.noIndex(path: path)) { try Index.open(at: path) }
        }
        _ = try Index.create(at: folder.path)
        #expect(throws: LedeError.indexExists(path: folder.path)) { try Index.create(at: folder.path) }
    }

    @Test("A commit that names a file outside of the folder is refused")
    func outside() throws {
        let directory = MemoryDirectory()
        let segment = Commit.Segment(name: "../../../secrets", documents: 1, deletions: nil)
        try Commit(generation: 1, schema: .articles, segments: [segment]).write(to: directory)
        #expect { try Index(directory).searcher() } throws: { "\($0)".contains("no segment") }
    }

    @Test("Segments are merged by level, neighbours only, and never past the largest size")
    func policy() {
        func next(_ megabytes: [Int], deleted: [Int] = []) -> Range<Int>? {
            MergePolicy.next(
                megabytes.enumerated().map { index, size in
                    MergePolicy.Segment(
                        bytes: size << 20, documents: 100, deleted: deleted.isEmpty ? 0 : deleted[index])
                })
        }
        #expect(next(Array(repeating: 1, count: 9)) == nil)
        #expect(next(Array(repeating: 1, count: 10)) == 0..<10)
        #expect(next([500] + Array(repeating: 1, count: 10)) == 1..<11)
        #expect(next([500, 10, 10, 10, 1, 1, 1, 1, 1, 1]) == nil)
        #expect(next(Array(repeating: 1, count: 9) + [500]) == 0..<10)
        #expect(next(Array(repeating: 4000, count: 12)) == nil)
        #expect(next([50, 50], deleted: [0, 40]) == 1..<2)
    }
}
