import Foundation
import Lede

@testable import LedeImport

/// A folder of files that goes when the test ends.
final class TemporaryFolder {
    let path: String

    init() throws {
        path = NSTemporaryDirectory() + "lede-import-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// The folder's own name, with which ids begin.
    var name: String { URL(fileURLWithPath: path).lastPathComponent }

    @discardableResult
    func write(_ name: String, _ text: String) throws -> String { try write(name, bytes: Array(text.utf8)) }

    @discardableResult
    func write(_ name: String, bytes: [UInt8]) throws -> String {
        let file = path + "/" + name
        let folder = URL(fileURLWithPath: file).deletingLastPathComponent()
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try Data(bytes).write(to: URL(fileURLWithPath: file))
        return file
    }
}

/// Everything that an import gave.
struct Imported {
    var documents: [Document] = []
    var problems: [ImportProblem] = []
    var byteCount = 0
    var batchCount = 0
    var totalBytes: Int?
    var skippedFiles = 0

    init(_ paths: [String], _ options: ImportOptions = ImportOptions()) throws {
        var reader = try ImportReader(paths: paths, options: options)
        totalBytes = reader.totalBytes
        skippedFiles = reader.skippedFiles
        while let batch = try reader.next() {
            batchCount += 1
            byteCount += batch.byteCount
            batch.parse { result, _ in
                switch result {
                case .success(let document): documents.append(document)
                case .failure(let problem): problems.append(problem)
                }
            }
        }
    }

    /// Imports one file of that name and text.
    init(_ name: String, _ text: String, _ options: ImportOptions = ImportOptions()) throws {
        try self.init(name, bytes: Array(text.utf8), options)
    }

    init(_ name: String, bytes: [UInt8], _ options: ImportOptions = ImportOptions()) throws {
        let folder = try TemporaryFolder()
        try self.init([try folder.write(name, bytes: bytes)], options)
    }

    /// The lines and reasons of the problems.
    var complaints: [String] { problems.map { "\($0.line.map(String.init) ?? "-") \($0.reason)" } }
}
