import Foundation
import SyntheticCorpus

@testable internal import Lede

/// An index of one segment in a temporary folder, built when it is first asked for.
final class IndexFixture {
    private let documents: Int
    private let seed: UInt64
    private let folder = FileManager.default.temporaryDirectory.appendingPathComponent("lede-micro-\(UUID())")
    private var isBuilt = false
    private var opened: Searcher?

    init(documents: Int, seed: UInt64) {
        self.documents = documents
        self.seed = seed
    }

    func path() throws -> String {
        if !isBuilt { try build() }
        isBuilt = true
        return folder.path
    }

    private func build() throws {
        let corpus = SyntheticCorpus(seed: seed)
        let writer = try Index.create(at: folder.path).writer()
        for number in 0..<documents { try writer.add(Document(corpus.article(number))) }
        try writer.commit()
        try writer.optimize()
        try writer.commit()
        writer.close()
    }

    func searcher() throws -> Searcher {
        if let opened { return opened }
        let searcher = try Index.open(at: path()).searcher()
        opened = searcher
        return searcher
    }

    /// The one segment.
    func segment() throws -> SegmentReader {
        let directory = FileDirectory(path: try path())
        let files = try directory.list().filter { $0.hasSuffix(".seg") }
        guard let file = files.first, files.count == 1 else { throw FixtureError.unexpectedIndex }
        return try SegmentReader(String(file.dropLast(4)), in: directory)
    }

    func remove() { try? FileManager.default.removeItem(at: folder) }
}

enum FixtureError: Error {
    /// The index is not of one segment with a body.
    case unexpectedIndex
}
