import Dispatch
import Synchronization

/// Adds documents to an index and deletes them; nothing of it is seen before ``commit()``.
///
/// Any number of threads may call a writer at the same time. With ``WriterOptions/threads`` as many of them work side
/// by side. When a file cannot be written the writer gives up: every later call throws, and the index is as the last
/// commit left it.
///
/// What was not committed when the writer is closed or goes away is forgotten.
public final class IndexWriter: Sendable {
    /// The fields that documents are indexed with.
    public let schema: Schema

    private let directory: any Directory
    private let memory: WriterMemory
    private let lanes: [WriterLane]
    /// Shared by those who add, alone for those who change the segments.
    private let access: SharedLock
    private let nextOrder = Atomic<UInt64>(0)
    /// How much of the files may have been looked at since ``releaseFiles(_:)`` looked.
    private let touchedBytes = Atomic<Int>(0)
    private let state: Mutex<State>

    private struct State {
        /// The last commit.
        var commit: Commit
        var segments: WriterSegments
        var pending = PendingDocuments()
        var changes = DocumentChanges()
        /// Why the writer can do no more.
        var failure: LedeError?
        var lock: WriterLock?
    }

    init(_ directory: any Directory, _ options: WriterOptions) throws(LedeError) {
        let lock = try directory.lock()
        let commit = try Commit.newestForWriting(in: directory)
        try IndexFiles.sweep(directory, keeping: commit)
        if let schema = options.schema { try commit.schema.validate(successor: schema) }
        let schema = options.schema ?? commit.schema
        let count = max(1, options.threads)
        let memory = WriterMemory(options.memoryBytes, threads: count)
        self.directory = directory
        self.memory = memory
        self.schema = schema
        lanes = (0..<count).map {
            WriterLane(
                $0, schema: schema, directory: directory, bufferBytes: memory.bufferBytes,
                writingBytes: memory.writingBytes)
        }
        access = SharedLock(stripes: count)
        let segments = try WriterSegments(commit, schema: schema, in: directory)
        state = Mutex(State(commit: commit, segments: segments, lock: lock))
    }

    // MARK: Adding

    /// Adds a document, in place of an earlier one with its id.
    ///
    /// - Throws: ``LedeError/invalidDocument(id:field:reason:)`` when a value does not fit its field; the document is
    ///   not added then, and the writer goes on. ``LedeError/io(operation:path:reason:)`` when a segment cannot be
    ///   written.
    public func add(_ document: Document) throws(LedeError) {
        let order = takeOrder()
        try add(document, lane: Int(order % UInt64(lanes.count)), order: order)
        if state.withLock({ $0.pending.byteCount > memory.pendingBytes }) { try settle() }
    }

    /// Makes segments of what was added so far and forgets the ids, to free their memory. Nothing of it is seen before
    /// ``commit()``.
    ///
    /// Of two versions of a document, one added before and one after, the later call counts: whoever gives an `order` has
    /// no thread adding meanwhile.
    package func settle() throws(LedeError) { try alone { (state) throws(LedeError) in try install(&state) } }

    /// How much memory the ids since the last commit take, in bytes, and how much they may: ``settle()`` makes it none.
    package var pendingBytes: (taken: Int, limit: Int) {
        (state.withLock { $0.pending.byteCount }, memory.pendingBytes)
    }

    /// How much memory batches of the input may take, in bytes, that wait for a thread of those who add.
    package var waitingBytes: Int { memory.waitingBytes }

    /// Whether there is memory for a document of so many bytes, beside what is buffered; ``settle()`` makes room. To be
    /// asked while no thread adds.
    package func hasRoom(forDocument byteCount: Int) -> Bool {
        memory.hasRoom(forDocument: byteCount, buffered: lanes.reduce(0) { $0 + $1.bufferedBytes })
    }

    /// Documents of more bytes are better added alone.
    package var largeDocumentBytes: Int { min(1 << 20, max(64 << 10, memory.bufferBytes / 64)) }

    /// Adds a document for which the caller says where it stands in the input, so that documents with the same id
    /// replace each other in that order whichever thread is first.
    ///
    /// - Parameters:
    ///   - lane: which of the writer's threads this is, from 0.
    ///   - order: ascending within a lane, different in all of them.
    package func add(_ document: Document, lane: Int, order: UInt64) throws(LedeError) {
        let stripe = lane
        let lane = lanes[lane]
        var prepared = try SegmentBuffer.prepare(document, schema: lane.schema)
        try access.shared(stripe: stripe) { () throws(LedeError) in
            let segments = try usableSegments()
            releaseFiles(segments)
            let earlier = try segments.place(of: document.id)
            if let earlier, try segments.isSame(earlier, hash: prepared.makeHash()) {
                _ = note(document.id, .unchanged, order: order, earlier: earlier)
                return
            }
            do throws(LedeError) {
                try lane.add(prepared) { place in
                    note(document.id, .added(place), order: order, earlier: earlier)
                }
            } catch {
                throw fail(error)
            }
        }
    }

    /// Lets go of the memory that the files take in which ids are looked up, where it is too much. Looks for it after as many
    /// documents as may have brought some.
    private func releaseFiles(_ segments: WriterSegments) {
        let touched = segments.lookUpBytes
        guard touched > 0, touchedBytes.wrappingAdd(touched, ordering: .relaxed).newValue >= memory.leastReleaseBytes
        else { return }
        touchedBytes.store(0, ordering: .relaxed)
        if let taken = ProcessMemory.residentBytes, taken > memory.residentBytes { segments.release() }
    }

    /// The next place in the order of operations.
    private func takeOrder() -> UInt64 { nextOrder.wrappingAdd(1, ordering: .relaxed).oldValue }

    private func note(
        _ id: String, _ change: PendingDocuments.Change, order: UInt64, earlier: PendingDocuments.Earlier?
    ) -> Bool {
        state.withLock { $0.pending.note(id, change, order: order, earlier: earlier) }
    }

    /// The segments, unless the writer failed or was closed.
    private func usableSegments() throws(LedeError) -> WriterSegments {
        try state.withLock { (state: inout sending State) throws(LedeError) in
            if let failure = state.failure { throw failure }
            return state.segments
        }
    }

    /// Notes that the writer can do no more; gives the error back.
    private func fail(_ error: LedeError) -> LedeError {
        state.withLock { $0.failure = $0.failure ?? .writerClosed(error.description) }
        return error
    }

    // MARK: Deleting

    /// Deletes the document with an id.
    /// - Returns: whether there was one, committed or not.
    @discardableResult
    public func delete(id: String) throws(LedeError) -> Bool {
        try access.shared(stripe: 0) { () throws(LedeError) in
            let segments = try usableSegments()
            let earlier = try segments.place(of: id)
            let order = takeOrder()
            return state.withLock { state in
                let known = state.pending.entry(of: id)
                guard state.pending.note(id, .deleted, order: order, earlier: earlier) else { return false }
                switch known?.change {
                case .added, .unchanged: return true
                case .deleted: return false
                case nil: return earlier != nil
                }
            }
        }
    }

    /// Deletes every document that matches a query, also of those that are not committed yet.
    ///
    /// - Returns: how many there were.
    /// - Throws: ``LedeError/invalidQuery(_:)`` when the query does not fit the schema: nothing is deleted then.
    @discardableResult
    public func delete(matching query: Query) throws(LedeError) -> Int {
        try alone { (state) throws(LedeError) -> Result<Int, LedeError> in
            try install(&state)
            let searcher = Searcher(
                segments: state.segments.snapshots, schema: schema, commit: state.commit.generation)
            let found: [BitSet]
            do throws(LedeError) {
                found = try searcher.documents(matching: query)
            } catch {
                guard case .invalidQuery = error else { throw error }
                return .failure(error)
            }
            var count = 0
            for (index, documents) in found.enumerated() {
                state.segments.delete((0..<documents.count).lazy.filter { documents[$0] }.map { UInt32($0) }, of: index)
                count += documents.cardinality
            }
            state.segments.removeEmpty()
            state.changes.deleted += count
            return .success(count)
        }.get()
    }

    // MARK: Committing

    /// Merges everything into one segment without deleted documents. Takes effect with the next ``commit()``.
    ///
    /// - Throws: ``LedeError/noSpace(path:needed:free:)`` before anything is written when the disk has no room for the
    ///   new segment beside the old ones: the size of the live documents, and a quarter more or the terms and values of the
    ///   largest field; twice that where there is not the memory to merge all segments at once.
    /// - Complexity: reads and writes the whole index.
    public func optimize() throws(LedeError) {
        try alone { (state) throws(LedeError) in
            try install(&state)
            let entries = state.segments.entries
            if entries.count > 1 || entries.contains(where: { $0.deletedCount > 0 || !$0.hasAllFields }) {
                let isStaged = entries.count > memory.mergedSegments
                let needed = DiskSpace.forMerging(entries.map(\.mergeSize))
                try DiskSpace.require(isStaged ? 2 * needed : needed, in: directory)
                if isStaged { try mergeNeighbours(&state) }
                try state.segments.merge(
                    state.segments.entries.indices, schema: schema, in: directory, memory: memory)
            }
        }
    }

    /// Merges as many neighbours at a time as there is memory for, until they can be merged all at once.
    private func mergeNeighbours(_ state: inout State) throws(LedeError) {
        let most = memory.mergedSegments
        while state.segments.entries.count > most {
            var first = 0
            while first < state.segments.entries.count {
                let range = first..<min(state.segments.entries.count, first + most)
                if range.count > 1 {
                    try state.segments.merge(range, schema: schema, in: directory, memory: memory)
                }
                first += 1
            }
        }
    }

    /// Makes everything since the last commit durable and visible to new searchers, all at once.
    ///
    /// When it returns, the documents survive a loss of power as far as the disk keeps what it was told to sync. When
    /// it throws, the index is as it was; only where syncing the folder failed, at the very end, it may be the new one. If
    /// nothing changed, nothing is written.
    ///
    /// - Parameters:
    ///   - watching: queries to ask of the documents that were added or replaced; what they find is in
    ///     ``CommitSummary/newMatches``. After ``optimize()`` in the same commit every document counts as new.
    ///   - limit: how many documents to give for each query at most.
    @discardableResult
    public func commit(
        watching queries: [(name: String, query: Query)] = [], limit: Int = 10
    ) throws(LedeError) -> CommitSummary {
        try alone { (state) throws(LedeError) in
            try install(&state)
            // Before merging: new documents are in segments of their own now.
            let matches = state.segments.newMatches(of: queries, since: state.commit, schema: schema, limit: limit)
            try merge(&state)
            let generation = state.commit.generation + 1
            if !state.segments.areThose(of: state.commit) || schema != state.commit.schema {
                try state.segments.writeDeletions(
                    generation: generation, to: directory, threads: memory.threads)
                try directory.sync()
                try state.lock?.requireHeld()
                let commit = Commit(
                    generation: generation, schema: schema,
                    segments: state.segments.committed(generation: generation))
                try commit.write(to: directory)
                state.commit = commit
            }
            // The commit is made: what cannot be removed now is for the next writer.
            try? sweep(state)
            let changes = state.changes
            state.changes = DocumentChanges()
            return CommitSummary(
                added: changes.added, replaced: changes.replaced, unchanged: changes.unchanged,
                deleted: changes.deleted, documents: state.segments.documentCount,
                segments: state.segments.entries.count, commit: state.commit.generation, newMatches: matches)
        }
    }

    /// Forgets everything since the last commit.
    public func rollback() throws(LedeError) {
        try alone { (state) throws(LedeError) in
            try flushLanes(state)
            for lane in lanes { _ = lane.takeWritten() }
            state.pending = PendingDocuments()
            state.changes = DocumentChanges()
            state.segments = try WriterSegments(state.commit, schema: schema, in: directory)
            try sweep(state)
        }
    }

    /// Removes what the last commit does not need, unless the folder is another one by now.
    private func sweep(_ state: State) throws(LedeError) {
        try state.lock?.requireHeld()
        try IndexFiles.sweep(directory, keeping: state.commit)
    }

    /// Lets go of the lock. What was not committed is forgotten. Closing twice does nothing.
    public func close() {
        access.exclusive {
            state.withLock { state in
                state.failure = state.failure ?? .writerClosed("close() was called")
                state.lock = nil
            }
        }
    }

    /// Runs `body` while nobody else works with the writer. An error that it throws is the writer's end.
    private func alone<R: Sendable>(_ body: (inout State) throws(LedeError) -> R) throws(LedeError) -> R {
        try access.exclusive { () throws(LedeError) in
            try state.withLock { (state: inout sending State) throws(LedeError) in
                if let failure = state.failure { throw failure }
                do throws(LedeError) {
                    return try body(&state)
                } catch {
                    state.failure = .writerClosed(error.description)
                    throw error
                }
            }
        }
    }

    /// Writes the buffers of all lanes, side by side.
    private func flushLanes(_ state: State) throws(LedeError) {
        let spareBytes = memory.spareBytes(pending: state.pending.byteCount)
        let failure = Mutex<LedeError?>(nil)
        let lanes = lanes
        DispatchQueue.concurrentPerform(iterations: lanes.count) { index in
            do throws(LedeError) {
                try lanes[index].flush(spareBytes: spareBytes)
            } catch {
                failure.withLock { $0 = error }
            }
        }
        if let error = failure.withLock({ $0 }) { throw error }
    }

    /// Makes segments of the buffered documents and carries out the deletions.
    private func install(_ state: inout State) throws(LedeError) {
        try flushLanes(state)
        let written = lanes.flatMap { $0.takeWritten() }.sorted { ($0.buffer, $0.lane) < ($1.buffer, $1.lane) }
        var earlier: [Int: [UInt32]] = [:]
        for entry in state.pending.entries {
            state.changes.note(entry, among: state.segments)
            if case .unchanged = entry.change { continue }
            if let place = entry.earlier { earlier[Int(place.segment), default: []].append(place.document) }
        }
        for (segment, documents) in earlier { state.segments.delete(documents, of: segment) }
        let dead = Dictionary(grouping: state.pending.dead) { PendingDocuments.Place(lane: $0.lane, buffer: $0.buffer) }
        for buffer in written {
            let key = PendingDocuments.Place(lane: UInt32(buffer.lane), buffer: UInt32(buffer.buffer))
            try state.segments.append(
                buffer.name, deleted: dead[key]?.map(\.document) ?? [], schema: schema, in: directory)
        }
        state.segments.removeEmpty()
        state.pending = PendingDocuments()
        state.segments.release()
        // What was added is merged on the way, so that the next documents need not be looked for in ever more segments.
        try merge(&state, from: state.segments.firstNew)
    }

    /// Merges as ``MergePolicy`` says, as far as the disk has room: a merge can wait, the documents cannot.
    ///
    /// - Parameter first: the first segment that is looked at.
    private func merge(_ state: inout State, from first: Int = 0) throws(LedeError) {
        while true {
            let sizes = state.segments.entries[first...].map(\.mergeSize)
            guard let found = MergePolicy.next(sizes),
                try DiskSpace.suffices(DiskSpace.forMerging(sizes[found]), in: directory)
            else { return }
            let range = (found.lowerBound + first)..<(found.upperBound + first)
            try state.segments.merge(range, schema: schema, in: directory, memory: memory)
        }
    }
}
