import Synchronization
import Testing

@testable import Lede

/// Random work on an index whose storage fails at one operation after another. What is found afterwards, with or without
/// a loss of power, has to be the last commit or the one that was being made, whole.
@Suite("Crashes at every operation")
struct CrashTests {
    typealias Contents = [String: Document]

    /// What may be found: the documents of the last commit that returned, and of the one that was begun.
    private struct Outcome {
        var certain: Contents = [:]
        var possible: Contents = [:]
        var error: LedeError?
    }

    /// Adds, deletes, merges, optimizes, rolls back and takes snapshots, as the seed says.
    private func work(_ directory: MemoryDirectory, seed: UInt64) -> Outcome {
        var model = IndexModel(seed: seed)
        var outcome = Outcome()
        do throws(LedeError) {
            let index = Index(directory)
            let writer = try index.writer()
            var current: Contents = [:]
            for _ in 0..<4 {
                for _ in 0..<Int.random(in: 1...6, using: &model.random) {
                    let document = model.document(idCount: 9)
                    try writer.add(document)
                    current[document.id] = document
                }
                switch model.random.integer(bits: 3) {
                case 0...2:
                    let id = "id\(model.random.next() % 9)"
                    try writer.delete(id: id)
                    current[id] = nil
                case 3...5: try writer.optimize()
                case 6:
                    try writer.rollback()
                    current = outcome.certain
                default: try writer.settle()
                }
                outcome.possible = current
                try writer.commit()
                outcome.certain = current
                if model.random.chance(0.3) {
                    let copy = MemoryDirectory()
                    _ = try IndexCopy(from: directory, to: copy, isSharing: false).run()
                    _ = try IndexRepair(directory, isDryRun: true).run()
                }
            }
        } catch {
            outcome.error = error
        }
        return outcome
    }

    private func fresh() throws -> MemoryDirectory {
        let directory = MemoryDirectory()
        _ = try Index.create(in: directory, schema: .articles)
        return directory
    }

    @Test("Whatever fails, the last commit or the next is there, whole", arguments: Torture.seeds(quick: 2, each: 10))
    func everyOperation(seed: UInt64) throws {
        let whole = try fresh()
        whole.fail(nil)
        let expected = work(whole, seed: seed)
        #expect(expected.error == nil)
        #expect(try Index(whole).searcher().documents() == expected.certain)
        var random = SeededText(seed: seed)
        let step = Torture.rounds == 0 ? 7 : 1
        for failing in stride(from: Int(seed % UInt64(step)), to: whole.operationCount, by: step) {
            for isLasting in [false, true] {
                let directory = try fresh()
                directory.fail(isLasting ? .from(failing) : .at(failing))
                let outcome = work(directory, seed: seed)
                directory.fail(nil)
                let states = [
                    directory, directory.afterPowerLoss(), directory.afterPowerLoss(&random),
                    directory.afterPowerLoss(&random),
                ]
                for (number, state) in states.enumerated() {
                    let place = "seed \(seed), operation \(failing), state \(number)"
                    let found = try Index(state).searcher().documents()
                    #expect(found == outcome.certain || found == outcome.possible, "\(place)")
                    // The next writer sweeps what is left over, and goes on.
                    let writer = try Index(state).writer()
                    try writer.add(Document(id: "after", ["body": "oil"]))
                    try writer.commit()
                    writer.close()
                    #expect(try Index(state).check().problems == [], "\(place)")
                    let kept = try Commit.newest(in: state).files
                    #expect(try state.list().allSatisfy { kept.contains($0) }, "\(place)")
                }
            }
        }
    }
}
