import Foundation
import LedeImport

@testable import Lede

/// A file of arbitrary bytes, gzip among them: read whole and in the smallest batches, which have to give the same, and
/// indexed.
///
/// The first byte says what the file is called.
struct ImportTarget: FuzzTarget {
    private let folder: String
    private static let names = ["a.jsonl", "a.json", "a.csv", "a.tsv", "a.html", "a.md", "a.txt", "a.jsonl.gz"]

    init() {
        folder = "\(FileManager.default.fileExists(atPath: "/dev/shm") ? "/dev/shm" : "/tmp")/lede-fuzz-\(getpid())"
        try? FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    }

    func seeds() throws -> [[UInt8]] {
        let texts = [
            #"{"id":"1","title":"T\u00e9","body":"b","date":"2017-02-13","x":[1,{"y":null}]}"# + "\n{\"body\":\"c\"}\n",
            #"[{"id":"1","body":"a\\"},{"body":"b","n":[1.5,true,-2e3]}]"#,
            "id,date,body\r\n1,2017-02-13,\"a \"\"b\"\"\nc\"\r\n2,\"Feb 3, 2017\",d\r\n",
            "id\tdate\tbody\n1\t2017-02-13T10:00:00+02:00\ta b\n",
            #"<html><head><meta charset="utf-8"><title>T</title><meta name="date" content="2017-02-13"></head>"#
                + #"<body><article><h1>T</h1><p>a <b>b</b>&eacute;<br>c</p><table><tr><td>d</article></body></html>"#,
            "---\ntitle: \"T\"\ntags: [a, 'b']\n---\n# T\n\n**a** [b](c) `d`\n\n```\ne\n```\n> f\n- g\n",
            " date 2017-02-13 Bridge closes Local News Bridge closes It was.\n\nTitle: x\n",
        ]
        let zipped = "H4sIAAAAAAACA6tWykxRslKqUtJRSspPqQQyozILClJT9JRquQBGQIYrHAAAAA=="
        return texts.enumerated().map { [UInt8($0)] + Array($1.utf8) } + [[7] + (Data(base64Encoded: zipped) ?? Data())]
    }

    private struct Imported: Equatable {
        var documents: [Document] = []
        var problems: [String] = []
    }

    func run(_ bytes: [UInt8]) {
        let path = folder + "/" + Self.names[Int(bytes.first ?? 0) % Self.names.count]
        guard (try? Data(bytes.dropFirst()).write(to: URL(filePath: path))) != nil else { fatalError("\(path)") }
        defer { unlink(path) }
        var small = ImportOptions()
        small.batchBytes = 1
        let imported = read(path, ImportOptions())
        require(read(path, small) == imported, "small batches give other documents")
        index(imported.documents)
    }

    private func read(_ path: String, _ options: ImportOptions) -> Imported {
        var imported = Imported()
        do {
            var reader = try ImportReader(paths: [path], options: options)
            while let batch = try reader.next() {
                batch.parse { result, _ in
                    switch result {
                    case .success(let document): imported.documents.append(document)
                    case .failure(let problem): imported.problems.append(problem.description)
                    }
                }
            }
        } catch {
            fatalError("\(error)")
        }
        return imported
    }

    private func index(_ documents: [Document]) {
        do {
            let directory = MemoryDirectory()
            let index = try Index.create(in: directory, schema: .articles)
            let writer = try index.writer()
            var ids: Set<[UInt8]> = []
            for document in documents {
                do throws(LedeError) {
                    try writer.add(document)
                    ids.insert(Array(document.id.utf8))
                } catch {
                    guard case .invalidDocument = error else { throw error }
                }
            }
            let summary = try writer.commit()
            writer.close()
            require(summary.documents == ids.count, "\(summary.documents) documents of \(ids.count) ids")
            let problems = try index.check().problems
            require(problems.isEmpty, "\(problems)")
        } catch {
            fatalError("\(error)")
        }
    }
}
