import Synchronization

/// One of several places where a writer gathers documents, each for one thread at a time.
///
/// The segments depend only on which documents a lane gets, in which order, and on the memory budget; not on how the
/// threads are scheduled.
final class WriterLane: Sendable {
    /// A buffer that was written as a segment.
    struct Written: Sendable {
        let lane: Int
        let buffer: Int
        let name: String
    }

    private struct State {
        /// Made by the thread that adds the first document, in memory of its own: what threads change is not to lie in one
        /// line of the cache.
        var buffer: SegmentBuffer?
        var bufferNumber = 0
        var written: [Written] = []
    }

    private let number: Int
    /// Shares nothing with those of other lanes.
    let schema: Schema
    private let directory: any Directory
    private let bufferBytes: Int
    private let writingBytes: Int
    private let state: Mutex<State>

    /// - Parameters:
    ///   - bufferBytes: how much memory documents are buffered in.
    ///   - writingBytes: how much writing them may take beside it.
    init(_ number: Int, schema: Schema, directory: any Directory, bufferBytes: Int, writingBytes: Int) {
        self.number = number
        self.schema = schema.unshared()
        self.directory = directory
        self.bufferBytes = bufferBytes
        self.writingBytes = writingBytes
        state = Mutex(State())
    }

    /// Adds a document where `isWanted` says so of the place that it would get. Writes the buffer out when it is full.
    func add(
        _ prepared: SegmentBuffer.Prepared, if isWanted: (PendingDocuments.Place) -> Bool
    ) throws(LedeError) {
        try state.withLock { (state: inout sending State) throws(LedeError) in
            if state.buffer == nil { state.buffer = SegmentBuffer(schema: schema) }
            let place = PendingDocuments.Place(
                lane: UInt32(number), buffer: UInt32(state.bufferNumber),
                document: UInt32(state.buffer?.documentCount ?? 0))
            guard isWanted(place) else { return }
            state.buffer?.add(prepared)
            let isFull = state.buffer.map { $0.byteCount >= bufferBytes || $0.isFull } ?? false
            if isFull { try write(&state, spareBytes: 0) }
        }
    }

    /// The memory that is buffered, in bytes.
    var bufferedBytes: Int { state.withLock { $0.buffer?.byteCount ?? 0 } }

    /// Writes what is buffered, if anything is.
    /// - Parameter spareBytes: how much memory there is beside that of the lane.
    func flush(spareBytes: Int) throws(LedeError) {
        try state.withLock { (state: inout sending State) throws(LedeError) in
            if state.buffer?.documentCount ?? 0 > 0 { try write(&state, spareBytes: spareBytes) }
        }
    }

    private func write(_ state: inout State, spareBytes: Int) throws(LedeError) {
        // Tables that grew, and batches of the input, left room that other threads cannot use.
        ProcessMemory.giveBackFreed()
        let unusedBytes = max(0, bufferBytes - (state.buffer?.byteCount ?? 0))
        guard
            let name = try state.buffer?.write(
                to: directory, temporaryName: IndexFiles.flushName(lane: number, buffer: state.bufferNumber),
                memoryBytes: writingBytes, spareBytes: spareBytes + unusedBytes)
        else { return }
        state.written.append(Written(lane: number, buffer: state.bufferNumber, name: name))
        state.buffer = nil
        ProcessMemory.giveBackFreed()
        state.bufferNumber += 1
    }

    /// Hands over the segments written so far.
    func takeWritten() -> [Written] {
        state.withLock { state in
            defer { state.written = [] }
            return state.written
        }
    }
}
