/// Gathers stored documents in blocks and compresses each when it is full.
///
/// Section `DOCS`: blocks compressed by zlib; a block holds, for each of its documents, a varint length and a
/// ``StoredDocument``. Section `DIDX`: number of blocks (u32), number of documents (u32), then for each block its
/// first document (u32), then for each where it starts in `DOCS` (u64) and after the last where that ends, then for
/// each its length before compression (u32).
package struct DocStoreWriter {
    /// A block is compressed when it has this many bytes. More compress better, fewer are faster to get at.
    package static let blockBytes = 32 << 10
    private static let level = 3

    private var block = ByteWriter()
    private var scratch = ByteWriter()
    private var firstInBlock = 0
    private var firsts = ByteWriter()
    private var starts = ByteWriter()
    private var sizes = ByteWriter()
    private var blocks = 0
    private(set) package var count = 0
    private var written = 0
    /// Compressed blocks that were not taken yet.
    private var pending: [[UInt8]] = []
    private var pendingBytes = 0

    package init() {}

    /// The memory held, in bytes.
    package var byteCount: Int {
        pendingBytes + block.count + scratch.count + firsts.count + starts.count + sizes.count
    }

    package mutating func add(_ document: Document, names: StoredDocument.Names) {
        add { StoredDocument.encode(document, names: names, to: &$0) }
    }

    /// Adds a document that `encode` writes.
    mutating func add<E: Error>(_ encode: (inout ByteWriter) throws(E) -> Void) throws(E) {
        scratch.removeAll()
        try encode(&scratch)
        block.append(varint: scratch.count)
        block.append(contentsOf: scratch.bytes)
        count += 1
        if block.count >= Self.blockBytes { finishBlock() }
    }

    private mutating func finishBlock() {
        guard block.count > 0 else { return }
        append(Deflate.compress(block.bytes, level: Self.level), rawSize: block.count, first: firstInBlock)
        block.removeAll()
        firstInBlock = count
    }

    private mutating func append(_ compressed: [UInt8], rawSize: Int, first: Int) {
        firsts.append(little: UInt32(first))
        starts.append(little: UInt64(written))
        sizes.append(little: UInt32(rawSize))
        blocks += 1
        written += compressed.count
        pending.append(compressed)
        pendingBytes += compressed.count
    }

    /// Takes over a block as another segment has it, of `documents` documents.
    package mutating func add(compressed: [UInt8], rawSize: Int, documents: Int) {
        finishBlock()
        append(compressed, rawSize: rawSize, first: count)
        count += documents
        firstInBlock = count
    }

    /// Writes what was compressed so far into the open section, to free its memory.
    package mutating func drain(to file: inout SectionedFileWriter) throws(LedeError) {
        for block in pending { try file.write(block) }
        pending.removeAll(keepingCapacity: true)
        pendingBytes = 0
    }

    /// Writes the rest and ends section `DOCS`, which is open, then writes `DIDX`.
    package mutating func finish(to file: inout SectionedFileWriter) throws(LedeError) {
        finishBlock()
        try drain(to: &file)
        file.end()
        var index = ByteWriter()
        index.append(little: UInt32(blocks))
        index.append(little: UInt32(count))
        index.append(contentsOf: firsts.bytes)
        index.append(contentsOf: starts.bytes)
        index.append(little: UInt64(written))
        index.append(contentsOf: sizes.bytes)
        try file.section(SectionTag("DIDX"), index.bytes)
    }
}
