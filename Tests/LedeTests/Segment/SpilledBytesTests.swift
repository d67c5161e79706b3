import Testing

@testable import Lede

@Suite("What is put aside while segments are written")
struct SpilledBytesTests {
    private func documents(_ count: Int, seed: UInt64) -> [Document] {
        var random = SeededText(seed: seed)
        return (0..<count).map { number in
            var document = Document.random(id: "\(number)-\(seed)", &random, bodyWords: 60)
            // A word in every document, many times, so that its postings are many.
            document.add("body", .string(String(repeating: "common words ", count: 40)))
            return document
        }
    }

    /// The files of a folder by their names.
    private func files(of directory: MemoryDirectory) throws -> [String: [UInt8]] {
        var files: [String: [UInt8]] = [:]
        for name in try directory.list() { files[name] = directory.contents(of: name) }
        return files
    }

    @Test("A segment is the same, byte for byte, however little memory and however many threads there are")
    func sameBytes() throws {
        let schema = try Schema.everyKind()
        var made: [[String: [UInt8]]] = []
        var operations: [Int] = []
        for (memoryBytes, threads) in [
            (1, 1), (ScratchSpace.defaultMemoryBytes, 1), (1, 2), (ScratchSpace.defaultMemoryBytes, 2), (1, 5),
        ] {
            let directory = MemoryDirectory()
            var sources: [SegmentMerger.Source] = []
            for seed in 1...3 as ClosedRange<UInt64> {
                let buffer = SegmentBuffer(schema: schema)
                for document in documents(250, seed: seed) {
                    buffer.add(try SegmentBuffer.prepare(document, schema: schema))
                }
                let name = try buffer.write(to: directory, temporaryName: "flush.tmp", memoryBytes: memoryBytes)
                let reader = try SegmentReader(name, in: directory)
                var live = LiveDocuments(all: reader.documentCount)
                for document in stride(from: Int(seed), to: reader.documentCount, by: 7) { live.delete(document) }
                sources.append(SegmentMerger.Source(reader: reader, live: seed == 2 ? nil : live))
            }
            let merger = SegmentMerger(sources, schema: schema, memoryBytes: memoryBytes, threads: threads)
            _ = try merger.write(to: directory, temporaryName: "merge.tmp")
            made.append(try files(of: directory))
            operations.append(directory.operationCount)
        }
        #expect(made.allSatisfy { $0 == made[0] })
        #expect(made[0].count == 4 && made[0].keys.allSatisfy { $0.hasSuffix(".seg") })
        // Much was put aside where there was little.
        #expect(operations[0] > operations[1] + 20)
    }

    @Test("Bytes come back in their order, from memory and from a file, which is gone then", arguments: [100, 100_000])
    func roundTrip(count: Int) throws {
        let directory = MemoryDirectory()
        let spilled = SpilledBytes(
            ScratchSpace(directory: directory, name: "merge.tmp", memoryBytes: 1), .values, 3, of: 2)
        for number in 0..<count { try spilled.append(little: UInt32(number)) }
        #expect(spilled.count == 4 * count)
        #expect(try directory.list() == (count > 1000 ? ["values-3-merge.tmp"] : []))
        #expect(try directory.list().allSatisfy(IndexFiles.isOurs))
        var next: UInt32 = 0
        try spilled.takeIntegers(UInt32.self) { number in
            #expect(number == next)
            next += 1
        }
        #expect(next == count && spilled.count == 0)
        #expect(try directory.list() == [])
    }

    @Test("The numbers of live documents go up by one, and deleted ones have none", arguments: [1, 63, 64, 65, 300])
    func numbers(count: Int) {
        var random = SeededText(seed: UInt64(count))
        var live = LiveDocuments(all: count)
        for document in 0..<count where random.chance(0.3) { live.delete(document) }
        for live in [live, nil] {
            let numbers = DocumentNumbers(documentCount: count, live: live, first: 7)
            var next: UInt32 = 7
            for document in 0..<count {
                let isLive = live?.contains(document) ?? true
                #expect(numbers[document] == (isLive ? next : .max))
                if isLive { next += 1 }
            }
            #expect(numbers.liveCount == Int(next) - 7)
            #expect(numbers.areLive(0..<count) == (numbers.liveCount == count))
        }
    }
}
