/// Where a writer may put files that nobody reads after it, and how much it may hold in memory itself.
package struct ScratchSpace: Sendable {
    let directory: any Directory
    /// A file name that the next writer sweeps; those of scratch files begin otherwise and end in it.
    let name: String
    /// How much memory there is for what is written, in bytes, beside what it is written from.
    let memoryBytes: Int

    /// For those who were not told.
    package static let defaultMemoryBytes = 256 << 20

    /// What a temporary file holds.
    enum Purpose: String, CaseIterable {
        case terms
        case termStarts = "term-starts"
        case termKeyEnds = "term-key-ends"
        case termKeys = "term-keys"
        case forms
        case formRuns = "form-runs"
        case documents
        case positions
        case values
        case valueEnds = "value-ends"
        case valuePlaces = "value-places"
        case ids
        case nameRuns = "name-runs"
        case repeatedNames = "repeated-names"
        case nameNumbers = "name-numbers"
    }

    func fileName(_ purpose: Purpose, _ number: Int? = nil) -> String {
        purpose.rawValue + (number.map { "-\($0)" } ?? "") + "-" + name
    }

    /// A part of the memory, within limits: a writer has several uses for it at a time.
    func share(_ part: Int, _ limits: ClosedRange<Int>) -> Int {
        min(max(memoryBytes / part, limits.lowerBound), limits.upperBound)
    }
}

/// Bytes that are gathered from front to back and read once afterwards: in memory while they are few, in a temporary file
/// when they are more, or always in memory where there is no place for one.
package final class SpilledBytes {
    private let scratch: ScratchSpace?
    private let fileName: String
    private var pending = ByteWriter()
    private var output: (any FileOutput)?
    private var written = 0
    /// So much is held in memory.
    private let memoryBytes: Int

    /// - Parameters:
    ///   - number: tells several of one purpose apart.
    ///   - count: how many of the purpose there are.
    init(_ scratch: ScratchSpace?, _ purpose: ScratchSpace.Purpose, _ number: Int? = nil, of count: Int = 1) {
        self.scratch = scratch
        fileName = scratch?.fileName(purpose, number) ?? purpose.rawValue
        memoryBytes = scratch?.share(64 * count, (1 << 10)...(4 << 20)) ?? .max
    }

    package var count: Int { written + pending.count }

    package func append(_ bytes: [UInt8]) throws(LedeError) {
        try bytes.withBytes { (bytes) throws(LedeError) in try append(bytes) }
    }

    package func append(_ bytes: UnsafeRawBufferPointer) throws(LedeError) {
        pending.append(contentsOf: bytes)
        try spillIfLarge()
    }

    func append<T: FixedWidthInteger & BitwiseCopyable>(little value: T) throws(LedeError) {
        pending.append(little: value)
        try spillIfLarge()
    }

    @inline(__always)
    private func spillIfLarge() throws(LedeError) {
        if pending.count >= memoryBytes { try spill() }
    }

    private func spill() throws(LedeError) {
        guard let scratch else { return }
        if output == nil { output = try scratch.directory.create(fileName) }
        guard let output else { return }
        try pending.bytes.withBytes { (bytes) throws(LedeError) in try output.write(bytes) }
        written += pending.count
        pending.removeAll()
    }

    /// Gives out all of them, and lets go of the file. What is appended afterwards begins anew.
    package func take<R>(_ body: (ByteRegion) throws(LedeError) -> R) throws(LedeError) -> R {
        guard let output, let scratch else {
            defer { pending.removeAll() }
            return try body(MappedFile(path: fileName, contents: pending.bytes).bytes)
        }
        try spill()
        try output.close()
        self.output = nil
        written = 0
        let result = try body(try scratch.directory.open(fileName).bytes)
        try scratch.directory.remove(fileName)
        return result
    }

    /// Gives out all of them as integers, one after the other.
    func takeIntegers<T: FixedWidthInteger & BitwiseCopyable>(
        _: T.Type, _ body: (T) throws(LedeError) -> Void
    ) throws(LedeError) {
        try take { (region) throws(LedeError) in
            try region.forEachPart { (part) throws(LedeError) in
                for place in 0..<(part.count / MemoryLayout<T>.size) {
                    let offset = place * MemoryLayout<T>.size
                    try body(T(littleEndian: part.loadUnaligned(fromByteOffset: offset, as: T.self)))
                }
            }
        }
    }

    /// Writes all of them into the open section of a file.
    func write(to file: inout SectionedFileWriter) throws(LedeError) {
        try take { (region) throws(LedeError) in try file.write(region) }
    }
}
