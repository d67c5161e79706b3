import Foundation
import Lede
import Testing

@testable import LedeImport

@Suite struct FileTests {
    @Test(arguments: [
        ("a.jsonl", ImportFormat.jsonLines), ("a.ndjson", .jsonLines), ("a.json", .json), ("a.csv", .csv),
        ("a.tsv", .csv), ("a.html", .html), ("a.htm", .html), ("a.xhtml", .html), ("a.md", .markdown),
        ("a.markdown", .markdown), ("a.txt", .text), ("a.text", .text), ("dir.md/A.B.TXT.GZ", .text),
        ("x/a.jsonl.gz", .jsonLines),
    ])
    func `The extension tells the format`(path: String, format: ImportFormat) {
        #expect(ImportFormat(path: path) == format)
    }

    @Test(arguments: ["", "a", "a.pdf", "txt", "a.txt/b", "a.gz", ".gz", "a.txt.bz2", "a.txt/txt", "dir.d/json"])
    func `Other names tell none`(path: String) {
        #expect(ImportFormat(path: path) == nil)
    }

    @Test func `A folder is walked by name, without hidden and unknown files`() throws {
        let folder = try TemporaryFolder()
        for name in ["b/2.txt", "b/1.txt", "a.txt", "c.md", ".hidden.txt", ".git/x.txt", "d.pdf", "b/e"] {
            try folder.write(name, "Text of \(name).")
        }
        let result = try Imported([folder.path])
        #expect(result.documents.map(\.id) == ["a.txt", "b/1.txt", "b/2.txt", "c.md"].map { folder.name + "/" + $0 })
        #expect(result.skippedFiles == 2)
        #expect(result.problems.isEmpty)
        #expect(result.batchCount == 1)
        #expect(result.totalBytes == result.byteCount)
        let all = try Imported([folder.path], ImportOptions(format: .text))
        #expect(all.documents.count == 6)
        #expect(all.skippedFiles == 0)
    }

    @Test func `Excluded folders are not walked, by whatever path one comes to them`() throws {
        let folder = try TemporaryFolder()
        for name in ["a.txt", "index/README.md", "index/deep/b.txt", "other/c.txt"] { try folder.write(name, "Text.") }
        var options = ImportOptions()
        options.excludedFolders = [folder.path + "/other/../index/", folder.path + "/nowhere"]
        let result = try Imported([folder.path], options)
        #expect(result.documents.map(\.id) == ["a.txt", "other/c.txt"].map { folder.name + "/" + $0 })
        #expect(result.skippedFiles == 0)
    }

    @Test func `Links that form a loop end, and a broken link is a problem`() throws {
        let folder = try TemporaryFolder()
        try folder.write("a/1.txt", "One.")
        try folder.write("b/2.txt", "Two.")
        let files = FileManager.default
        try files.createSymbolicLink(atPath: folder.path + "/a/back", withDestinationPath: folder.path)
        try files.createSymbolicLink(atPath: folder.path + "/b/self", withDestinationPath: ".")
        try files.createSymbolicLink(atPath: folder.path + "/b/gone.txt", withDestinationPath: "nowhere")
        try files.createSymbolicLink(atPath: folder.path + "/c.txt", withDestinationPath: "a/1.txt")
        let result = try Imported([folder.path])
        #expect(result.documents.compactMap { $0["body"] } == ["One.", "Two.", "One."])
        #expect(result.problems.map(\.source) == [folder.path + "/b/gone.txt"])
        #expect(result.problems.first?.reason.hasPrefix("cannot be read: ") == true)
    }

    /// Writes a file whose name is these bytes.
    private func write(_ name: [UInt8], in folder: TemporaryFolder, _ text: String) -> Bool {
        let path = Array(folder.path.utf8) + [0x2F] + name + [0]
        guard
            let file = path.map({ CChar(bitPattern: $0) }).withUnsafeBufferPointer({ path in
                path.baseAddress.flatMap { fopen($0, "w") }
            })
        else { return false }
        fputs(text, file)
        return fclose(file) == 0
    }

    @Test func `Names that are not UTF-8, and names that only look the same, are files of their own`() throws {
        let folder = try TemporaryFolder()
        let latin = Array("caf".utf8) + [0xE9] + Array(".txt".utf8)
        let names = [Array("caf\u{E9}.txt".utf8), Array("cafe\u{301}.txt".utf8), latin, Array("\n\t.txt".utf8)]
        for name in names { #expect(write(name, in: folder, "Text.")) }
        let result = try Imported([folder.path])
        let expected = ["\n\t.txt", "cafe\u{301}.txt", "caf\u{E9}.txt", "caf%E9.txt"].map { folder.name + "/" + $0 }
        #expect(result.documents.map { Array($0.id.utf8) } == expected.map { Array($0.utf8) })
        #expect(result.problems.isEmpty)
        let unknown = #expect(throws: ImportProblem.self) { try Imported([folder.path + "/caf\u{FFFD}.txt"]) }
        #expect(
            unknown?.reason.hasSuffix("a file whose name is not UTF-8 is read by naming the folder that it is in")
                == true)
    }

    @Test func `A path that is missing, or tells no format, is an error at once`() throws {
        let folder = try TemporaryFolder()
        let file = try folder.write("a.pdf", "Text.")
        let missing = #expect(throws: ImportProblem.self) { try Imported([folder.path + "/none.txt"]) }
        #expect(missing?.source == folder.path + "/none.txt")
        let unknown = #expect(throws: ImportProblem.self) { try Imported([file]) }
        #expect(unknown?.reason.contains(".jsonl, .ndjson, .json, .csv") == true)
        #expect(try Imported([file], ImportOptions(format: .text)).documents.count == 1)
    }

    @Test func `An id is made from the folder's name, from wherever it is asked for`() throws {
        let folder = try TemporaryFolder()
        try folder.write("news/1.txt", "One.")
        try folder.write("news/more/2.jsonl", "\n{\"body\":\"Two.\"}\n")
        let ids = ["news/1.txt", "news/more/2.jsonl#2"]
        for path in ["/news", "/news/", "/news/more/..", "/./news//"] {
            #expect(try Imported([folder.path + path]).documents.map(\.id) == ids)
        }
        #expect(try Imported([folder.path + "/news/1.txt"]).documents.map(\.id) == ["news/1.txt"])
        let twice = try Imported([folder.path + "/news/1.txt", folder.path + "/news", folder.path + "/news"])
        #expect(twice.documents.map(\.id) == ids)
    }

    @Test func `Two files of one name get ids that differ`() throws {
        let folder = try TemporaryFolder()
        let files = try ["x/news/1.txt", "y/news/1.txt", "y/news/2.txt"].map { try folder.write($0, "Text.") }
        #expect(try Imported(files).documents.map(\.id) == ["x/news/1.txt", "y/news/1.txt", "news/2.txt"])
    }

    /// `{"id":"z","body":"Zipped."}` and a line end, by gzip.
    private static let zipped = "H4sIAAAAAAACA6tWykxRslKqUtJRSspPqQQyozILClJT9JRquQBGQIYrHAAAAA=="

    @Test func `Compressed files are read, also in several parts`() throws {
        let bytes = try [UInt8](#require(Data(base64Encoded: Self.zipped)))
        let result = try Imported("a.jsonl.gz", bytes: bytes + bytes)
        #expect(result.documents.map(\.id) == ["z", "z"])
        #expect(result.byteCount == 2 * bytes.count)
        #expect(result.totalBytes == 2 * bytes.count)
        #expect(try Imported("a.txt.gz", bytes: bytes).documents.count == 1)
    }

    @Test func `Compressed data that is cut short or damaged is a problem`() throws {
        let bytes = try [UInt8](#require(Data(base64Encoded: Self.zipped)))
        for count in 20..<bytes.count {
            let result = try Imported("a.jsonl.gz", bytes: Array(bytes[..<count]))
            #expect(result.problems.last?.reason == "the compressed data is cut short")
        }
        for index in [20, bytes.count - 6] {
            var damaged = bytes
            damaged[index] ^= 0xFF
            for name in ["a.jsonl.gz", "a.txt.gz"] {
                let result = try Imported(name, bytes: damaged)
                #expect(result.problems.last?.reason.hasPrefix("the compressed data is damaged") == true)
            }
        }
    }

    @Test func `A file above the limit is a problem`() throws {
        var options = ImportOptions()
        options.maximumRecordBytes = 10
        #expect(try Imported("a.txt", "0123456789", options).documents.count == 1)
        let complaints = try Imported("a.txt", "01234567890", options).complaints
        #expect(complaints == ["- is longer than 10 bytes, the limit of --max-record-bytes"])
    }

    @Test func `Limits out of range are brought into it`() throws {
        var options = ImportOptions()
        options.batchBytes = -1
        options.maximumRecordBytes = .max
        #expect(try Imported("a.jsonl", "{\"body\":\"x\"}\n{\"body\":\"y\"}", options).documents.count == 2)
        #expect(try Imported("a.txt", "Text.", options).documents.count == 1)
    }

    @Test func `Of a pipe and of standard input the size is not known`() throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/pipe"
        #expect(mkfifo(path, 0o600) == 0)
        let reader = try ImportReader(paths: [path, "-"], options: ImportOptions())
        #expect(reader.totalBytes == nil)
        #expect(reader.fileCount == 2)
    }
}
