import Testing

@testable import Lede

@Suite("Live documents")
struct LiveDocumentsTests {
    @Test("Deletions agree with a set, and come back from a file", arguments: [0, 1, 63, 64, 65, 200])
    func roundTrip(count: Int) throws {
        var random = SeededText(seed: UInt64(count))
        var live = LiveDocuments(all: count)
        var twin = Set(0..<count)
        let directory = MemoryDirectory()
        for round in 0..<4 {
            #expect((0..<count).filter { live.contains($0) } == twin.sorted())
            #expect(live.count == twin.count)
            try live.write("live\(round)", in: directory)
            #expect(try LiveDocuments("live\(round)", in: directory, documentCount: count) == live)
            for _ in 0..<(count / 4) {
                let document = Int.random(in: 0..<count, using: &random)
                #expect(live.delete(document) == (twin.remove(document) != nil))
            }
        }
    }

    @Test("Those of a segment of another size, and a missing file, are errors")
    func otherSize() throws {
        let directory = MemoryDirectory()
        try LiveDocuments(all: 70).write("live", in: directory)
        for count in [0, 69, 71, 1 << 40] {
            #expect(throws: LedeError.self) { _ = try LiveDocuments("live", in: directory, documentCount: count) }
        }
        #expect(throws: LedeError.self) { _ = try LiveDocuments("none", in: directory, documentCount: 70) }
    }

    @Test("Every bit that flips is an error; were the checksums right, the count would be too", arguments: [1, 70])
    func damage(count: Int) throws {
        let directory = MemoryDirectory()
        try LiveDocuments(all: count).write("live", in: directory)
        let bytes = try #require(directory.contents(of: "live"))
        for index in bytes.indices {
            for bit in 0..<8 {
                var damaged = bytes
                damaged[index] ^= 1 << UInt8(bit)
                #expect(throws: LedeError.self) {
                    _ = try LiveDocuments("live", in: MemoryDirectory(["live": damaged]), documentCount: count)
                }
                damaged.reseal(sections: true)
                guard
                    let live = try? LiveDocuments("live", in: MemoryDirectory(["live": damaged]), documentCount: count)
                else { continue }
                #expect((0..<count).filter { live.contains($0) }.count == live.count)
            }
        }
    }
}
