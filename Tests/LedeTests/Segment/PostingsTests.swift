import Testing

@testable import Lede

@Suite("Postings")
struct PostingsTests {
    private static let counts = [1, 2, 3, 17, 60, 90, 127, 128, 129, 1000, 5000]

    /// A list among others of the same field, and a cursor over it.
    private func sample(
        _ count: Int, _ density: ModelPostings.Density, hasFrequencies: Bool
    ) throws -> (model: ModelPostings, cursor: PostingsCursor, random: SeededText) {
        var random = SeededText(seed: UInt64(count))
        let documentCount = density.documentCount(for: count)
        let model = ModelPostings.random(count, below: documentCount, &random)
        let other = ModelPostings.random(min(documentCount, 140), below: documentCount, &random)
        let field = try ModelField(
            [("a", other), ("b", model), ("c", other)], documentCount: documentCount,
            norms: hasFrequencies ? random.bytes(documentCount) : nil)
        return (model, try #require(try field.cursor("b")), random)
    }

    @Test("Read from front to back, a list is what was written", arguments: counts, ModelPostings.Density.allCases)
    func roundTrip(count: Int, density: ModelPostings.Density) throws {
        let (model, cursor, _) = try sample(count, density, hasFrequencies: true)
        let positions = PositionsReader(cursor)
        var back = ModelPostings()
        #expect(cursor.blockCount == (count + 127) / 128)
        #expect(cursor.entry.totalFrequency == model.frequencies.reduce(0) { $0 + Int($1) })
        for block in 0..<cursor.blockCount {
            try cursor.load(block)
            try cursor.loadFrequencies()
            for index in 0..<cursor.count {
                back.documents.append(cursor.documents[index])
                back.frequencies.append(cursor.frequencies[index])
                try positions.read(documentAt: index)
                back.positions.append(positions.array)
            }
            #expect(cursor.last(of: block) == back.documents.last)
            #expect((cursor.count..<blockSize).allSatisfy { cursor.documents[$0] == .max })
        }
        #expect(back == model)
    }

    @Test("Without frequencies every one is 1", arguments: counts, ModelPostings.Density.allCases)
    func documentsOnly(count: Int, density: ModelPostings.Density) throws {
        let (model, cursor, _) = try sample(count, density, hasFrequencies: false)
        var documents: [UInt32] = []
        for block in 0..<cursor.blockCount {
            try cursor.load(block)
            try cursor.loadFrequencies()
            for index in 0..<cursor.count {
                documents.append(cursor.documents[index])
                #expect(cursor.frequencies[index] == 1)
            }
        }
        #expect(documents == model.documents)
        #expect(cursor.entry.totalFrequency == count)
    }

    @Test("However it is moved, a cursor finds what a scan finds", arguments: counts, [true, false])
    func access(count: Int, hasFrequencies: Bool) throws {
        for density in ModelPostings.Density.allCases {
            var (model, cursor, random) = try sample(count, density, hasFrequencies: hasFrequencies)
            let positions = PositionsReader(cursor)
            var target = UInt32(0)
            for _ in 0..<300 {
                switch Int.random(in: 0..<9, using: &random) {
                case 0: target = UInt32(Int.random(in: 0...density.documentCount(for: count) + 5, using: &random))
                case 1: target = random.pick(model.documents)
                case 2: target = random.pick([0, .max, model.documents[0], model.documents[count - 1]])
                case 3: target &-= UInt32(random.integer(bits: 8))
                case 4:
                    try cursor.load(Int.random(in: 0..<cursor.blockCount, using: &random))
                    continue
                case 5:
                    let start = Int.random(in: 0...cursor.blockCount, using: &random)
                    let twin = (start..<cursor.blockCount).first { cursor.last(of: $0) >= target } ?? cursor.blockCount
                    #expect(cursor.firstBlock(atLeast: target, from: start) == twin)
                    continue
                case 6 where hasFrequencies:
                    let block = Int.random(in: 0..<cursor.blockCount, using: &random)
                    try cursor.loadFrequencies(of: block)
                    let frequencies = model.frequencies.dropFirst(block * blockSize).prefix(blockSize)
                    #expect(frequencies.indices.allSatisfy { cursor.frequencies[$0 % blockSize] == frequencies[$0] })
                    continue
                default: target &+= UInt32(random.integer(bits: 8))
                }
                let index = model.firstIndex(atLeast: target)
                guard index < count else {
                    #expect(try cursor.find(target) == nil)
                    continue
                }
                let place = index % blockSize
                #expect(try cursor.find(target) == (model.documents[index] == target ? place : nil))
                #expect(try cursor.find(model.documents[index]) == place)
                #expect(cursor.block == index / blockSize)
                if random.chance(0.2) {
                    try cursor.load(cursor.block)
                    #expect(cursor.index(atLeast: target) == place || index % blockSize == 0)
                    #expect(cursor.documents[place] == model.documents[index])
                }
                guard hasFrequencies, random.chance(0.6) else { continue }
                #expect(try cursor.frequency(at: place) == model.frequencies[index])
                if random.chance(0.6) {
                    try cursor.loadFrequencies()
                    #expect(cursor.frequencies[place] == model.frequencies[index])
                    try positions.read(documentAt: place)
                    #expect(positions.array == model.positions[index])
                }
            }
        }
    }

    @Test("In whatever windows, the documents of a list are marked", arguments: [2, 128, 1000, 20000])
    func marks(count: Int) throws {
        for density in ModelPostings.Density.allCases {
            var (model, cursor, random) = try sample(count, density, hasFrequencies: count != 1000)
            let windows = Window.count(documents: density.documentCount(for: count))
            for _ in 0..<20 {
                let first = Int.random(in: 0..<windows, using: &random)
                let range = first..<Int.random(in: first + 1...min(windows, first + 20), using: &random)
                let bits = WindowBits(windows: range.count)
                try cursor.mark(range, into: bits)
                var marked: [UInt32] = []
                bits.forEach(from: Window.start(first)) { marked.append($0) }
                let last = Window.last(range.upperBound - 1)
                let expected = model.documents.filter { $0 >= Window.start(first) && $0 <= last }
                #expect(marked == expected)
                // What was open is none the worse for it.
                let index = Int.random(in: 0..<count, using: &random)
                #expect(try cursor.find(model.documents[index]) == index % blockSize)
            }
        }
    }

    @Test("Positions of some documents of a block, forwards and back", arguments: [2, 127, 128, 1000])
    func somePositions(count: Int) throws {
        var (model, cursor, random) = try sample(count, .dense, hasFrequencies: true)
        let positions = PositionsReader(cursor)
        for _ in 0..<400 {
            let index = Int.random(in: 0..<count, using: &random)
            try cursor.load(index / blockSize)
            try cursor.loadFrequencies()
            try positions.read(documentAt: index % blockSize)
            #expect(positions.array == model.positions[index])
        }
    }

    @Test("Numbers of documents, and places in the list, take two bytes or four", arguments: [30, 1000, 70_000])
    func narrow(count: Int) throws {
        for density in [ModelPostings.Density.consecutive, .sparse] {
            var (model, cursor, random) = try sample(max(count, blockSize), density, hasFrequencies: true)
            let layout = cursor.layout
            #expect(layout.lasts.isNarrow == (density.documentCount(for: model.documents.count) <= 65_536))
            #expect(layout.starts.isNarrow == (layout.documents.count <= 65_535))
            #expect(layout.positionStarts.isNarrow == (layout.positionTail <= 65_535))
            if count == 70_000, density == .sparse {
                #expect(!layout.starts.isNarrow && !layout.positionStarts.isNarrow)
            }
            let positions = PositionsReader(cursor)
            for _ in 0..<300 {
                let index = Int.random(in: 0..<model.documents.count, using: &random)
                #expect(try cursor.find(model.documents[index]) == index % blockSize)
                try cursor.load(index / blockSize)
                try cursor.loadFrequencies()
                try positions.read(documentAt: index % blockSize)
                #expect(positions.array == model.positions[index])
            }
        }
    }

    @Test("A frequency that no document can have is an error", arguments: [UInt32.max, 1 << 31])
    func impossibleFrequency(lessOne: UInt32) throws {
        let frequencies = GuardedBlock([lessOne] + [UInt32](repeating: 0, count: blockSize - 1))
        let data = ByteWriter.bytes { writer in
            writer.append(2 << 6)
            PatchedBlock.encode(frequencies.buffer, to: &writer)
        }
        let list = ByteWriter.bytes { writer in
            writer.append(varint: data.count)
            writer.append(varint: 0)
            writer.append([UInt32(blockSize - 1), 0, 0], isNarrow: true)
            writer.append(contentsOf: [UInt8](repeating: 0, count: 1 + Impacts.byteCount))
            writer.append(contentsOf: data)
        }
        let cursor = try PostingsCursor(
            TermEntry(documentFrequency: blockSize, totalFrequency: blockSize),
            PostingsSection(ByteRegion(list), hasFrequencies: true, documentCount: blockSize))
        try cursor.load(0)
        #expect(throws: LedeError.self) { try cursor.loadFrequencies() }
    }

    @Test("A list of more documents than the segment has is an error")
    func tooMany() throws {
        var random = SeededText(seed: 1)
        for count in Self.counts {
            let model = ModelPostings.random(count, below: count + 10, &random)
            let last = Int(model.documents[count - 1])
            let field = try ModelField(
                [("a", model)], documentCount: count + 10, norms: [UInt8](repeating: 1, count: count + 10))
            let entry = try #require(try field.cursor("a")).entry
            let region = try #require(try field.cursor("a")).section.region
            for limit in [0, count - 1, last] {
                #expect(throws: LedeError.self) {
                    let cursor = try PostingsCursor(
                        entry, PostingsSection(region, hasFrequencies: true, documentCount: limit))
                    for block in 0..<cursor.blockCount { try cursor.load(block) }
                }
            }
        }
    }

    @Test(
        "Blocks that would end beyond the documents give no window there", arguments: [[UInt32.max], [7, 900_000, 3]])
    func misplacedBlocks(lasts: [UInt32]) throws {
        let list = ByteWriter.bytes { writer in
            writer.append(varint: lasts.count)
            writer.append(varint: 0)
            for last in lasts { writer.append(little: last) }
            writer.append(contentsOf: [UInt8](repeating: 0, count: lasts.count * (4 + 4 + 1 + Impacts.byteCount)))
            writer.append(contentsOf: [UInt8](repeating: 2 << 6, count: lasts.count))
        }
        let documents = blockSize * lasts.count
        let cursor = try PostingsCursor(
            TermEntry(documentFrequency: documents, totalFrequency: documents),
            PostingsSection(ByteRegion(list), hasFrequencies: true, documentCount: documents))
        var windows: [Int] = []
        cursor.forEachWindow { window, _ in windows.append(window) }
        #expect(!windows.isEmpty && windows.allSatisfy { (0..<Window.count(documents: documents)).contains($0) })
        #expect(throws: LedeError.self) { for block in 0..<cursor.blockCount { try cursor.load(block) } }
    }
}
