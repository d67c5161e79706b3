import Foundation
import Testing

@testable import Lede

@Suite("The files of an index")
struct IndexFilesTests {
    private static let ours = [
        "0123456789abcdef.seg", "0123456789abcdef-0000000012.del", "0000000001.commit", "0000000001.commit.tmp",
        "merge.tmp", "repair.tmp", "flush-0-12.tmp", "watches.json.tmp", "terms-merge.tmp", "form-runs-flush-1-0.tmp",
        "value-places-3-merge.tmp",
    ]
    private static let others = [
        "notes.tmp", "notes.seg", "0123456789ABCDEF.seg", "0123456789abcdef-12.del", "1.commit", "write.lock",
        "flush-.tmp", "flush-a-1.tmp", "terms-notes.tmp", "my-merge.tmp", "queries.json",
        "0123456789abcdef.seg.damaged",
        "99999999999999999999.commit", "9223372036854775807.commit",
    ]

    @Test("Only names that Lede gives are swept")
    func names() throws {
        let directory = MemoryDirectory()
        let index = try Index.create(in: directory, schema: .articles)
        let kept = try directory.list()
        for name in Self.ours + Self.others {
            if kept.contains(name) { continue }
            let file = try directory.create(name)
            try file.close()
        }
        try index.writer().close()
        #expect(Set(try directory.list()) == Set(kept + Self.others))
    }

    @Test("A reader passes over a damaged newest manifest, a writer does not, as it would remove what that one needs")
    func damagedManifest() throws {
        let directory = MemoryDirectory()
        let index = try Index.create(in: directory, schema: .articles)
        let writer = try index.writer()
        try writer.add(Document(id: "1", ["body": "oil"]))
        try writer.commit()
        writer.close()
        var files: [String: [UInt8]] = [:]
        for name in try directory.list() { files[name] = directory.contents(of: name) }
        files["0000000003.commit"] = [1, 2, 3]
        let damaged = MemoryDirectory(files)
        #expect(try Index(damaged).searcher().count(.term("oil")) == 1)
        #expect(throws: LedeError.self) { _ = try Index(damaged).writer() }
        #expect(try damaged.list() == files.keys.sorted())
        #expect(try !Index(damaged).check().isSound)
        _ = try IndexRepair(damaged, isDryRun: false).run()
        #expect(try Index(damaged).writer().commit().documents == 1)
    }

    @Test("A manifest that cannot be opened now is no reason to go back to an older one")
    func unreadable() throws {
        let directory = MemoryDirectory()
        _ = try Index.create(in: directory, schema: .articles)
        let commit = try Commit.newest(in: directory)
        try Commit(generation: 2, schema: commit.schema, segments: []).write(to: directory)
        // The listing, then the opening of the second manifest.
        directory.fail(.at(1))
        #expect(throws: LedeError.self) { _ = try Commit.newest(in: directory) }
        directory.fail(nil)
        #expect(try Commit.newest(in: directory).generation == 2)
    }

    @Test("A writer whose lock somebody removed commits nothing when another began meanwhile")
    func lostLock() throws {
        let folder = try TemporaryFolder()
        let index = try Index.create(at: folder.path + "/index")
        let first = try index.writer()
        try first.add(Document(id: "1", ["body": "oil"]))
        try FileManager.default.removeItem(atPath: folder.path + "/index/write.lock")
        let second = try index.writer()
        try second.add(Document(id: "2", ["body": "oil"]))
        let error = #expect(throws: LedeError.self) { try first.commit() }
        #expect(error?.description.contains("another has begun") == true)
        #expect(try second.commit().added == 1)
        #expect(try index.searcher().ids(matching: .all) == ["2"])
    }

    @Test("An index that was made anew is seen by who has the old one open, also where its commit has the same number")
    func madeAnew() throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/index"
        var open: Index?
        for id in ["1", "2", "3"] {
            let index = try Index.create(at: path)
            let writer = try index.writer()
            try writer.add(Document(id: id, ["body": "oil"]))
            #expect(try writer.commit().commit == 2)
            writer.close()
            let reader = try open ?? Index.open(at: path)
            open = reader
            #expect(try reader.searcher().ids(matching: .all) == [id])
            try FileManager.default.removeItem(atPath: path)
        }
    }

    @Test("A writer whose folder was replaced commits nothing, and removes nothing from the new one")
    func replacedFolder() throws {
        let folder = try TemporaryFolder()
        let (path, old) = (folder.path + "/index", folder.path + "/old")
        let index = try Index.create(at: path)
        let writer = try index.writer()
        for id in ["1", "2"] { try writer.add(Document(id: id, ["body": "oil"])) }
        try FileManager.default.moveItem(atPath: path, toPath: old)
        let other = try Index.create(at: path).writer()
        try other.add(Document(id: "3", ["body": "oil"]))
        try other.commit()
        other.close()
        // As a copy of a backup, which has no file to lock.
        try FileManager.default.removeItem(atPath: path + "/write.lock")
        let files = try FileManager.default.contentsOfDirectory(atPath: path).filter { $0.hasSuffix(".commit") }
        let error = #expect(throws: LedeError.self) { try writer.commit() }
        #expect(error?.description.contains("moved or replaced") == true)
        #expect(throws: LedeError.self) { try writer.rollback() }
        #expect(try FileManager.default.contentsOfDirectory(atPath: path).filter { $0.hasSuffix(".commit") } == files)
        #expect(try Index.open(at: path).searcher().ids(matching: .all) == ["3"])
        #expect(try Index.check(at: path).isSound && Index.check(at: old).isSound)
        let rolledBack = try Index.open(at: path).writer()
        try FileManager.default.moveItem(atPath: path, toPath: old + "er")
        try FileManager.default.moveItem(atPath: old, toPath: path)
        #expect(throws: LedeError.self) { try rolledBack.rollback() }
        #expect(try Index.check(at: path).isSound)
    }
}
