import Testing

@testable import Lede

@Suite("When storage fails")
struct CommitFailureTests {
    /// Adds, deletes and merges in two commits. Gives what was committed for certain, and what may have been.
    private func work(_ directory: MemoryDirectory) -> (certain: Set<String>, possible: Set<String>, error: LedeError?)
    {
        var certain: Set<String> = []
        var possible: Set<String> = []
        do throws(LedeError) {
            let index = Index(directory)
            let writer = try index.writer()
            for id in ["1", "2", "3"] { try writer.add(Document(id: id, ["body": "oil"])) }
            possible = ["1", "2", "3"]
            try writer.commit()
            certain = possible
            try writer.delete(id: "2")
            try writer.add(Document(id: "4", ["body": "gas"]))
            possible = ["1", "3", "4"]
            try writer.commit()
            certain = possible
            try writer.optimize()
            try writer.commit()
            return (certain, possible, nil)
        } catch {
            return (certain, possible, error)
        }
    }

    private func ids(_ directory: MemoryDirectory) throws -> Set<String> {
        Set(try Index(directory).searcher().ids(matching: .all))
    }

    private func fresh() throws -> MemoryDirectory {
        let directory = MemoryDirectory()
        _ = try Index.create(in: directory, schema: .articles)
        return directory
    }

    @Test("Each single failure leaves the last commit or the next, whole, and the next writer goes on")
    func eachOperation() throws {
        let whole = try fresh()
        whole.fail(nil)
        #expect(work(whole).error == nil)
        let count = whole.operationCount
        #expect(count > 50)
        for failing in 0..<count {
            for isLasting in [false, true] {
                let directory = try fresh()
                directory.fail(isLasting ? .from(failing) : .at(failing))
                let outcome = work(directory)
                directory.fail(nil)
                for state in [directory, directory.afterPowerLoss()] {
                    let found = try ids(state)
                    #expect(
                        found == outcome.certain || found == outcome.possible,
                        "operation \(failing): \(found), \(String(describing: outcome.error))")
                    #expect(try Index(state).check().problems == [])
                    #expect(work(state).error == nil)
                    #expect(try ids(state) == ["1", "3", "4"])
                    #expect(try state.list().allSatisfy { !$0.hasSuffix(".tmp") })
                }
            }
        }
    }
}
