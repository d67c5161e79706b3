import Testing

@testable import Lede

@Suite struct SavedQueriesTests {
    private let harbor = SavedQuery(name: "harbor", query: #""Danbury harbor" OR dredging"#)
    private let names = SavedQuery(name: "Ärzte & names", query: "doctor +nurse")

    @Test func `Queries are kept in order, replaced by name and removed`() throws {
        let index = try Index.create(in: MemoryDirectory(), schema: .articles)
        #expect(try index.savedQueries() == [])
        #expect(try !index.save(harbor))
        #expect(try !index.save(names))
        #expect(try index.savedQueries() == [harbor, names])
        let other = SavedQuery(name: "harbor", query: "ships")
        #expect(try index.save(other))
        #expect(try index.savedQueries() == [other, names])
        #expect(try index.removeSavedQuery("harbor"))
        #expect(try !index.removeSavedQuery("harbor"))
        #expect(try index.savedQueries() == [names])
    }

    @Test(arguments: ["", "two\nlines", "tab\t", String(repeating: "x", count: 201)])
    func `A name is a text on one line`(name: String) throws {
        let index = try Index.create(in: MemoryDirectory(), schema: .articles)
        #expect(throws: LedeError.self) { try index.save(SavedQuery(name: name, query: "x")) }
        #expect(try index.savedQueries() == [])
    }

    @Test func `Commits, merges and rollbacks leave them where they are`() throws {
        let directory = MemoryDirectory()
        let index = try Index.create(in: directory, schema: .articles)
        try index.save(harbor)
        let writer = try index.writer()
        for id in ["1", "2"] {
            try writer.add(Document(id: id, ["body": "oil"]))
            try writer.commit()
        }
        try writer.rollback()
        try writer.optimize()
        try writer.commit()
        #expect(throws: LedeError.self) { try index.save(names) }
        writer.close()
        #expect(try Index(directory).savedQueries() == [harbor])
        #expect(try index.check().isSound)
    }

    @Test func `Each single failure of storage leaves the old queries or the new`() throws {
        let whole = MemoryDirectory()
        let index = try Index.create(in: whole, schema: .articles)
        try index.save(harbor)
        whole.fail(nil)
        try index.save(names)
        for failing in 0..<whole.operationCount {
            let directory = MemoryDirectory()
            let index = try Index.create(in: directory, schema: .articles)
            try index.save(harbor)
            directory.fail(.from(failing))
            _ = try? index.save(names)
            directory.fail(nil)
            for state in [directory, directory.afterPowerLoss()] {
                let found = try Index(state).savedQueries()
                #expect(found == [harbor] || found == [harbor, names], "operation \(failing)")
            }
        }
    }

    @Test func `A damaged file is an error that names it, and the index can be searched all the same`() throws {
        let directory = MemoryDirectory(["watches.json": Array("{\"version\": 1, \"quer".utf8)])
        let index = try Index.create(in: directory, schema: .articles)
        #expect { try index.savedQueries() } throws: {
            guard case LedeError.corrupt(let path, _, _, _) = $0 else { return false }
            return path.hasSuffix("watches.json")
        }
        #expect(try index.searcher().documentCount == 0)
        let newer = MemoryDirectory(["watches.json": Array(#"{"version": 2, "queries": []}"#.utf8)])
        #expect(throws: LedeError.self) { try Index.create(in: newer, schema: .articles).savedQueries() }
    }
}
