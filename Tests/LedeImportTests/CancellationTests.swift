import Foundation
import Lede
import Synchronization
import Testing

@testable import LedeImport

/// An import that is ended early, at whatever batch, leaves an index that is whole: with what was read when it is committed,
/// as it was when it is not.
@Suite struct CancellationTests {
    private let folder: TemporaryFolder
    private let input: String
    private static let files = 12
    private static let total = 60

    init() throws {
        folder = try TemporaryFolder()
        input = folder.path + "/in"
        for file in 0..<Self.files {
            let ids = file * Self.total / Self.files..<(file + 1) * Self.total / Self.files
            let lines = ids.map { "{\"id\":\"\($0)\",\"body\":\"oil number \($0)\"}\n" }
            try folder.write("in/\(file).jsonl", lines.joined())
        }
    }

    /// A batch for each file.
    private func options() -> ImportOptions {
        var options = ImportOptions()
        options.batchBytes = 1
        return options
    }

    @Test(arguments: [1, 2, 3]) func `Cancelled at any batch`(threads: Int) throws {
        for last in 0...Self.files {
            let index = try Index.create(at: folder.path + "/\(threads)-\(last)")
            let writer = try index.writer(WriterOptions(threads: threads))
            let asked = Atomic(0)
            let imported = try Importer(threads: threads).run(
                try ImportReader(paths: [input], options: options()), into: writer,
                isCancelled: { asked.add(1, ordering: .relaxed).oldValue >= last })
            #expect(imported.isCancelled)
            #expect(imported.documents == last * Self.total / Self.files)
            if last % 3 == 0 {
                writer.close()
                #expect(try index.searcher().documentCount == 0)
            } else {
                #expect(try writer.commit().documents == imported.documents)
                #expect(try index.searcher().search("oil").total == imported.documents)
                writer.close()
            }
            #expect(try index.check().isSound)
            // The next run completes it.
            let next = try index.writer(WriterOptions(threads: threads))
            _ = try Importer(threads: threads).run(
                try ImportReader(paths: [input], options: options()), into: next)
            #expect(try next.commit().documents == Self.total)
            #expect(try index.check().isSound)
        }
    }

    @Test func `Cancelled from another thread, while searches go on`() throws {
        let index = try Index.create(at: folder.path + "/index")
        for round in 0..<6 {
            let writer = try index.writer(WriterOptions(threads: 2))
            let isCancelled = Atomic(false)
            let group = DispatchGroup()
            DispatchQueue.global().async(group: group) {
                for _ in 0..<round {
                    let found = try? index.searcher().search("oil")
                    #expect(found != nil)
                }
                isCancelled.store(true, ordering: .releasing)
            }
            let imported = try Importer(threads: 2).run(
                try ImportReader(paths: [input], options: options()), into: writer,
                isCancelled: { isCancelled.load(ordering: .acquiring) })
            group.wait()
            let before = try index.searcher().documentCount
            let after = try writer.commit().documents
            #expect(after >= max(before, imported.documents))
            writer.close()
            #expect(try index.check().isSound)
        }
    }
}
