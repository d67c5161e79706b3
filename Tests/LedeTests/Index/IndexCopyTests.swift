import Foundation
import Testing

@testable import Lede

@Suite("Snapshots, and comparing with manifests")
struct IndexCopyTests {
    private func build(in folder: TemporaryFolder) throws -> Index {
        let index = try Index.create(at: folder.path)
        let writer = try index.writer()
        defer { writer.close() }
        for id in 0..<30 { try writer.add(Document(id: "\(id)", ["body": "oil \(id)"])) }
        try writer.commit()
        try writer.delete(id: "3")
        try writer.commit()
        return index
    }

    @Test("A snapshot is an index of the same commit, linked or copied, and keeps it", arguments: [true, false])
    func snapshot(isSharing: Bool) throws {
        let (folder, target) = (try TemporaryFolder(), try TemporaryFolder())
        let index = try build(in: folder)
        let path = target.path + "/new/copy"
        let summary = try index.snapshot(to: path, sharing: isSharing)
        #expect(summary.documents == 29 && summary.commit == 3)
        #expect(isSharing ? summary.copiedFiles == 0 : summary.linkedFiles == 0)
        let writer = try index.writer()
        try writer.delete(matching: .all)
        try writer.commit()
        writer.close()
        let copy = try Index.open(at: path)
        #expect(try copy.searcher().count(.term("oil")) == 29)
        #expect(try copy.check().isSound)
        #expect(try Index.verify(at: path).differences == [])
        // It can be written to, without the first one noticing.
        let other = try copy.writer()
        try other.add(Document(id: "new", ["body": "gas"]))
        try other.commit()
        #expect(try index.searcher().documentCount == 0)
    }

    @Test("A folder that holds something is refused, and left as it is")
    func occupied() throws {
        let (folder, target) = (try TemporaryFolder(), try TemporaryFolder())
        let index = try build(in: folder)
        try "mine".write(toFile: target.path + "/note", atomically: true, encoding: .utf8)
        #expect { try index.snapshot(to: target.path) } throws: { "\($0)".contains("not empty") }
        #expect { try index.snapshot(to: folder.path) } throws: { "\($0)".contains("not empty") }
        #expect(try FileManager.default.contentsOfDirectory(atPath: target.path) == ["note"])
    }

    @Test("Each failure while copying leaves no index, and the next try makes a whole one")
    func failures() throws {
        let source = MemoryDirectory()
        let writer = try Index.create(in: source, schema: .articles).writer()
        for id in 0..<5 { try writer.add(Document(id: "\(id)", ["body": "oil"])) }
        try writer.commit()
        try writer.delete(id: "1")
        try writer.commit()
        for isSharing in [true, false] {
            let trial = MemoryDirectory()
            trial.fail(nil)
            _ = try IndexCopy(from: source, to: trial, isSharing: isSharing).run()
            for failing in 0..<trial.operationCount {
                let target = MemoryDirectory()
                target.fail(.at(failing))
                let isMade = (try? IndexCopy(from: source, to: target, isSharing: isSharing).run()) != nil
                target.fail(nil)
                for state in [target, target.afterPowerLoss()] {
                    guard try !Commit.generations(in: state).isEmpty else {
                        #expect(!isMade)
                        continue
                    }
                    #expect(try Index(state).check().problems == [], "operation \(failing)")
                    #expect(try Index(state).searcher().documentCount == 4)
                }
            }
        }
    }

    @Test("A disk without room refuses an optimize before it begins, and commits all the same")
    func space() throws {
        let directory = MemoryDirectory()
        let writer = try Index.create(in: directory, schema: .articles).writer()
        for id in 0..<12 {
            directory.room = 10
            try writer.add(Document(id: "\(id)", ["body": "oil"]))
            try writer.commit()
        }
        #expect(try Index(directory).searcher().documentCount == 12)
        #expect(try writer.commit().segments == 12)
        #expect { try writer.optimize() } throws: { error in
            if case .noSpace(_, let needed, 10) = error as? LedeError { needed > 10 } else { false }
        }
        writer.close()
        directory.room = nil
        let next = try Index(directory).writer()
        try next.optimize()
        #expect(try next.commit().segments == 1)
    }

    @Test("Every changed byte, also one whose checksums were made to fit, differs from the manifest")
    func verify() throws {
        let (folder, target) = (try TemporaryFolder(), try TemporaryFolder())
        let index = try build(in: folder)
        #expect(try Index.verify(at: folder.path).differences == [])
        let manifest = target.path + "/kept.commit"
        try FileManager.default.copyItem(atPath: folder.path + "/" + Commit.fileName(3), toPath: manifest)
        #expect(try Index.verify(at: folder.path, against: manifest).differences == [])
        let name = try #require(index.searcher().segments.first?.reader.name) + ".seg"
        let path = folder.path + "/" + name
        var bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
        bytes[200] ^= 1
        bytes.reseal(sections: true)
        try Data(bytes).write(to: URL(fileURLWithPath: path))
        for against in [nil, manifest] {
            let report = try Index.verify(at: folder.path, against: against)
            #expect(report.differences.count == 1 && report.differences[0].file == name)
        }
        #expect(try !Index.check(at: folder.path).isSound)
    }

    @Test("What came and went since is named")
    func later() throws {
        let (folder, target) = (try TemporaryFolder(), try TemporaryFolder())
        let index = try build(in: folder)
        let copy = target.path + "/copy"
        try index.snapshot(to: copy)
        let writer = try index.writer()
        try writer.add(Document(id: "new", ["body": "gas"]))
        try writer.optimize()
        try writer.commit()
        writer.close()
        let reasons = try Index.verify(at: folder.path, against: copy).differences.map(\.description)
        #expect(reasons.contains { $0.hasSuffix(".seg: is missing") })
        #expect(reasons.contains { $0.hasSuffix(".seg: is in the index, not in the manifest") })
        #expect(try Index.verify(at: copy, against: copy).differences == [])
    }
}
