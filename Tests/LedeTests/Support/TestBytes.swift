import Foundation

@testable import Lede

extension MappedFile {
    /// A file in memory.
    convenience init(_ contents: [UInt8]) { self.init(path: "memory", contents: contents) }
}

extension ByteRegion {
    /// A region of its own file in memory.
    init(_ contents: [UInt8]) { self = MappedFile(contents).bytes }
}

extension View {
    /// The values as an array.
    var array: [T] { (0..<count).map { self[$0] } }
}

extension PositionsReader {
    /// The positions of the document that was read last.
    var array: [UInt32] { (0..<count).map { positions[$0] } }
}

extension ByteWriter {
    /// What `body` writes.
    static func bytes(_ body: (inout ByteWriter) -> Void) -> [UInt8] {
        var writer = ByteWriter()
        body(&writer)
        return writer.bytes
    }
}

extension [UInt8] {
    /// Gives the bytes where readable memory ends: reading one more kills the test.
    func withGuardedBytes<R, E: Error>(_ body: (UnsafeRawBufferPointer) throws(E) -> R) throws(E) -> R {
        let page = Int(getpagesize())
        let readable = (count + page - 1) / page * page
        guard let address = mmap(nil, readable + page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0),
            address != MAP_FAILED, mprotect(address + readable, page, PROT_NONE) == 0
        else { fatalError("no memory") }
        defer { munmap(address, readable + page) }
        let start = address + (readable - count)
        withUnsafeBytes { if let base = $0.baseAddress { start.copyMemory(from: base, byteCount: $0.count) } }
        return try body(UnsafeRawBufferPointer(start: start, count: count))
    }
}

/// A buffer of one block between integers that nobody may write.
final class GuardedBlock {
    let buffer: FixedBuffer<UInt32>
    private let memory: FixedBuffer<UInt32>
    private static let mark: UInt32 = 0xDEAD_BEEF
    private static let margin = 64

    init(_ values: [UInt32] = []) {
        memory = .allocate(blockSize + 2 * Self.margin, repeating: Self.mark)
        buffer = FixedBuffer(base: memory.base + Self.margin, count: blockSize)
        for (index, value) in values.enumerated() { buffer[index] = value }
    }

    deinit { memory.deallocate() }

    var values: [UInt32] { (0..<blockSize).map { buffer[$0] } }

    /// Whether nothing was written outside of the block.
    var isIntact: Bool {
        (0..<Self.margin).allSatisfy { memory[$0] == Self.mark && memory[memory.count - 1 - $0] == Self.mark }
    }
}

extension SectionedFileWriter {
    /// The bytes of the section that `body` writes.
    static func section(
        _ body: (SectionTag, inout SectionedFileWriter) throws(LedeError) -> Void
    ) throws(LedeError) -> [UInt8] {
        let directory = MemoryDirectory()
        var file = try SectionedFileWriter(try directory.create("file"))
        try body(SectionTag("TEST"), &file)
        _ = try file.finish()
        return try SectionedFile(try directory.open("file")).require(SectionTag("TEST")).array()
    }
}
