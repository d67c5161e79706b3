/// Where a writer may put files that nobody reads after it.
package struct ScratchSpace: Sendable {
    let directory: any Directory
    /// A file name that the next writer sweeps; those of scratch files begin otherwise and end in it.
    let name: String
}

/// Bytes that are gathered from front to back and read once afterwards: in memory while they are few, in a temporary file
/// when they are more, or always in memory where there is no place for one.
package final class SpilledBytes {
    private let scratch: ScratchSpace?
    private let fileName: String
    private var pending: [UInt8] = []
    private var output: (any FileOutput)?
    package private(set) var count = 0
    /// So much is held in memory.
    package static let memoryBytes = 4 << 20

    package init(_ scratch: ScratchSpace?, _ purpose: String) {
        self.scratch = scratch
        fileName = purpose + "-" + (scratch?.name ?? "")
    }

    package func append(_ bytes: [UInt8]) throws(LedeError) {
        pending += bytes
        count += bytes.count
        guard pending.count >= Self.memoryBytes, let scratch else { return }
        if output == nil { output = try scratch.directory.create(fileName) }
        if let output { try write(to: output) }
    }

    private func write(to output: any FileOutput) throws(LedeError) {
        try pending.withBytes { (bytes) throws(LedeError) in try output.write(bytes) }
        pending.removeAll(keepingCapacity: true)
    }

    /// Gives out all of them, and lets go of the file. Called once, at the end.
    package func take<R>(_ body: (ByteRegion) throws(LedeError) -> R) throws(LedeError) -> R {
        guard let output, let scratch else {
            return try body(MappedFile(path: fileName, contents: pending).bytes)
        }
        try write(to: output)
        try output.close()
        self.output = nil
        let result = try body(try scratch.directory.open(fileName).bytes)
        try scratch.directory.remove(fileName)
        return result
    }
}
