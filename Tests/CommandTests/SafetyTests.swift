import Foundation
import Testing

@Suite(.hangGuard) struct SafetyTests {
    private func segment(in sandbox: Sandbox, folder: String = "index") throws -> String {
        try #require(sandbox.names(in: folder).first { $0.hasSuffix(".seg") })
    }

    private func flip(_ path: String, at offset: Int) throws {
        var data = try Data(contentsOf: URL(fileURLWithPath: path))
        data[offset < 0 ? data.count + offset : offset] ^= 0x10
        // Not in place: the bytes may be those of a snapshot as well.
        try FileManager.default.removeItem(atPath: path)
        try data.write(to: URL(fileURLWithPath: path))
    }

    @Test func `A snapshot is an index, is verified, and is never written over`() throws {
        let sandbox = try Sandbox.withThreeArticles()
        let made = try sandbox.lede("snapshot", "backup")
        #expect(made.status == 0)
        #expect(made.output.hasPrefix("commit 2 in backup: 3 documents, 1 file linked, "))
        #expect(try sandbox.lede("snapshot", "copies", "--copy").output.contains("1 file copied"))
        #expect(try sandbox.lede("count", "river", "--index", "backup").output == "1\n")
        let again = try sandbox.lede("snapshot", "backup")
        #expect(again.status == 3 && again.errors.contains("the folder is not empty"))
        #expect(try sandbox.lede("verify").output.hasPrefix("the same: commit 2, 1 file, "))
        let manifest = try sandbox.lede("verify", "--against", "backup/0000000002.commit")
        #expect(manifest.status == 0 && manifest.output.contains("manifest SHA-256 "))
        #expect(try sandbox.lede("delete", "a").status == 0)
        let differs = try sandbox.lede("verify", "--against", "backup")
        #expect(differs.status == 1 && differs.output.contains("is in the index, not in the manifest"))
        #expect(differs.output.contains("2 differences: commit 3 against the manifest of 2"))
        #expect(try sandbox.lede("verify", "--against", "nothing").status == 3)
    }

    @Test func `Damage is noticed by whatever reads it, and repaired`() throws {
        let sandbox = try Sandbox.withThreeArticles()
        let path = sandbox.file("index/" + (try segment(in: sandbox)))
        try flip(path, at: 300)
        let search = try sandbox.lede("search", "river")
        #expect(search.status == 3 && search.output.isEmpty)
        #expect(search.errors.contains("section") && search.errors.contains("lede repair --dry-run"))
        #expect(try sandbox.lede("check").status == 1)
        #expect(try sandbox.lede("verify").status == 1)
        let trial = try sandbox.lede("repair", "--dry-run")
        #expect(trial.status == 0)
        #expect(trial.output.contains("would be repaired: 3 documents, 3 of them indexed anew, 0 lost; nothing was"))
        #expect(try sandbox.lede("check").status == 1)
        #expect(try sandbox.lede("repair").output.contains("repaired: 3 documents, 3 of them indexed anew, 0 lost"))
        #expect(try sandbox.lede("check").status == 0)
        #expect(try sandbox.lede("count", "river").output == "1\n")
        #expect(try sandbox.lede("repair").output == "sound: there is nothing to repair, 3 documents\n")
    }

    @Test func `What cannot be repaired is said by id`() throws {
        let sandbox = try Sandbox.withThreeArticles()
        // The first section behind the magic numbers of the documents' blocks: cut the file in the middle.
        let path = sandbox.file("index/" + (try segment(in: sandbox)))
        let data = try Data(contentsOf: URL(fileURLWithPath: path))
        try data.prefix(data.count / 2).write(to: URL(fileURLWithPath: path))
        let repaired = try sandbox.lede("repair")
        #expect(repaired.status == 1)
        #expect(repaired.output.contains("lost: 3 documents whose ids cannot be read"))
        #expect(sandbox.names(in: "index").contains { $0.hasSuffix(".seg.damaged") })
        #expect(repaired.output.hasSuffix("repaired: 0 documents, 0 of them indexed anew, 3 lost\n"))
        #expect(try sandbox.lede("index", "articles.jsonl").status == 0)
        #expect(try sandbox.lede("count", "river").output == "1\n")
    }

    @Test func `Without a manifest the index is put together again`() throws {
        let sandbox = try Sandbox.withThreeArticles()
        try FileManager.default.removeItem(atPath: sandbox.file("index/0000000002.commit"))
        let left = sandbox.names(in: "index")
        // What would make an index where none is would remove all that is left of this one.
        for command in [
            ["index", "articles.jsonl"], ["count", "river", "--index", "index"], ["delete", "a"], ["optimize"],
        ] {
            let outcome = try sandbox.run(command)
            #expect(outcome.status == 3 && outcome.errors.contains("lede repair"), "\(outcome.errors)")
        }
        #expect(sandbox.names(in: "index") == left)
        #expect(try sandbox.lede("repair").status == 0)
        #expect(try sandbox.lede("check").status == 0)
        #expect(try sandbox.lede("count", "school").output == "2\n")
        #expect(try sandbox.lede("repair", "--index", "nowhere").status == 3)
    }

    @Test func `A file that is cut short while it is read ends the command with a message, and status 3`() throws {
        let sandbox = try Sandbox()
        // More than a pipe holds, and than the system reads ahead of what is asked for.
        let body = (0..<4000).map { "word\($0 &* 2_654_435_761 % 1_000_003)" }.joined(separator: " ")
        try sandbox.write(
            "articles.jsonl", (0..<400).map { #"{"id":"\#($0)","body":"\#($0) \#(body)"}"# }.joined(separator: "\n"))
        #expect(try sandbox.lede("index", "articles.jsonl", "--quiet").status == 0)
        let pipe = Pipe()
        let running = try sandbox.startLede("export", output: pipe)
        // The command waits for its reader once something is there.
        _ = try pipe.fileHandleForReading.read(upToCount: 1)
        for name in sandbox.names(in: "index") where name.hasSuffix(".seg") {
            truncate(sandbox.file("index/" + name), 4096)
        }
        _ = try pipe.fileHandleForReading.readToEnd()
        let outcome = try running.finish()
        #expect(outcome.status == 3)
        #expect(outcome.errors.contains("was cut short") && outcome.errors.contains("lede check"))
    }
}
