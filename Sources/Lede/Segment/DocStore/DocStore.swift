/// The stored documents of a segment, as ``DocStoreWriter`` wrote them.
package struct DocStore: Sendable {
    package let blockCount: Int
    package let names: StoredDocument.StoredNames
    private let count: Int
    private let data: ByteRegion
    private let index: ByteRegion
    private let firsts: View<UInt32>
    private let starts: View<UInt64>
    private let sizes: View<UInt32>
    /// A block is refused before it is decompressed when it claims to be larger.
    private static let largestBlock = 1 << 30

    package init(
        data: ByteRegion, index: ByteRegion, names: StoredDocument.StoredNames, documentCount: Int
    ) throws(LedeError) {
        self.data = data
        self.index = index
        self.names = names
        blockCount = Int(try index.load(UInt32.self, at: 0))
        count = Int(try index.load(UInt32.self, at: 4))
        guard count == documentCount else { throw index.corrupt("\(count) stored documents of \(documentCount)") }
        firsts = try index.view(of: UInt32.self, at: 8, count: blockCount)
        guard blockCount == 0 ? count == 0 : firsts[0] == 0 else {
            throw index.corrupt("the first of \(blockCount) blocks does not start at the first document")
        }
        starts = try index.view(of: UInt64.self, at: 8 + 4 * blockCount, count: blockCount + 1)
        sizes = try index.view(of: UInt32.self, at: 16 + 12 * blockCount, count: blockCount)
    }

    /// The documents of a block.
    package func documents(of block: Int) throws(LedeError) -> Range<Int> {
        try index.verify()
        let start = Int(firsts[block])
        let end = block + 1 < blockCount ? Int(firsts[block + 1]) : count
        guard start < end, end <= count else { throw index.corrupt("block \(block) holds no documents") }
        return start..<end
    }

    /// A block as it is stored, and its length before compression.
    package func compressed(_ block: Int) throws(LedeError) -> (bytes: [UInt8], rawSize: Int) {
        (try region(block).array(), Int(sizes[block]))
    }

    /// What the block says of itself is checked by zlib (Adler-32) whenever it is decompressed.
    private func region(_ block: Int) throws(LedeError) -> ByteRegion {
        try index.verify()
        let (start, end) = (starts[block], starts[block + 1])
        guard start <= end, end <= UInt64(data.count) else { throw index.corrupt("block \(block) lies outside") }
        return try data.slice(at: Int(start), count: Int(end - start))
    }

    /// Decompresses a block and gives each of its documents.
    package func read(_ block: Int, _ body: (Int, inout ByteReader) throws(LedeError) -> Bool) throws(LedeError) {
        let region = try region(block)
        let size = Int(sizes[block])
        // zlib shrinks at most about 1,032 times (its FAQ), so a claim beyond that is damage.
        guard size <= Self.largestBlock, size <= region.count * 1_100,
            let bytes = region.withUnsafeBytes({ Deflate.decompress($0, count: size) })
        else { throw region.corrupt("block \(block) of the stored documents cannot be decompressed") }
        let plain = MappedFile(path: data.file.path, contents: bytes)
        let raw = ByteRegion(file: plain, offset: 0, count: bytes.count, name: .decompressed(block: block))
        var reader = try ByteReader(raw)
        for document in try documents(of: block) {
            let count = try reader.varint(limit: reader.remaining)
            let start = reader.position
            var inner = try ByteReader(try raw.slice(at: start, count: count))
            if !(try body(document, &inner)) { return }
            try reader.skip(count)
        }
    }

    /// A stored document.
    /// - Complexity: decompresses one block.
    package func document(_ number: Int) throws(LedeError) -> Document {
        try index.verify()
        let block = block(of: number)
        var found: Document?
        try read(block) { (document, reader) throws(LedeError) in
            guard document == number else { return true }
            found = try StoredDocument.decode(&reader, names: names)
            return false
        }
        guard let found else { throw index.corrupt("document \(number) is not in block \(block)") }
        return found
    }

    /// Reads some of the stored documents, each block once, until `body` says that it is enough.
    ///
    /// - Parameter numbers: ascending.
    package func forEach(
        _ numbers: [UInt32], _ body: (Document) throws(LedeError) -> Bool
    ) throws(LedeError) {
        try index.verify()
        var next = 0
        var isDone = false
        while next < numbers.count, !isDone {
            let block = self.block(of: Int(numbers[next]))
            let start = next
            try read(block) { (document, reader) throws(LedeError) in
                guard document == Int(numbers[next]) else { return true }
                next += 1
                isDone = try !body(try StoredDocument.decode(&reader, names: names))
                return !isDone && next < numbers.count
            }
            guard next > start else { throw index.corrupt("document \(numbers[next]) is not in block \(block)") }
        }
    }

    private func block(of number: Int) -> Int {
        max(0, firsts.firstIndex(atLeast: UInt32(clamping: number + 1), from: 0) - 1)
    }
}
