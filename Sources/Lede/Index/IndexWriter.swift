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

    /// Buffers smaller than this would be little more than their empty tables.
    private static let leastLaneBytes = 8 << 20

    /// What an id that is pending takes, about.
    private static let bytesPerID = 128

    private let directory: any Directory
    /// How much the ids since the last commit may take.
    private let pendingBytes: Int
    private let lanes: [WriterLane]
    /// Shared by those who add, alone for those who change the segments.
    private let access = SharedLock()
    private let nextOrder = Atomic<UInt64>(0)
    private let state: Mutex<State>

    private struct State {
        /// The last commit.
        var commit: Commit
        var segments: WriterSegments
        var pending = PendingDocuments()
        var summary = CommitSummary()
        /// Why the writer can do no more.
        var failure: LedeError?
        var lock: WriterLock?
    }

    init(_ directory: any Directory, _ options: WriterOptions) throws(LedeError) {
        let lock = try directory.lock()
        let commit = try Commit.newest(in: directory)
        try IndexFiles.sweep(directory, keeping: commit)
        if let schema = options.schema { try commit.schema.validate(successor: schema) }
        let schema = options.schema ?? commit.schema
        let count = max(1, options.threads)
        let memory = max(Self.leastLaneBytes, options.memoryBytes / count)
        self.directory = directory
        pendingBytes = max(1 << 21, options.memoryBytes / 8)
        self.schema = schema
        lanes = (0..<count).map { WriterLane($0, schema: schema, directory: directory, memoryBytes: memory) }
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
        if state.withLock({ $0.pending.byteCount > pendingBytes }) { try settle() }
    }

    /// Makes segments of what was added so far and forgets the ids, to free their memory. Nothing of it is seen before
    /// ``commit()``.
    ///
    /// Of two versions of a document, one added before and one after, the later call counts: whoever gives an `order` has
    /// no thread adding meanwhile.
    package func settle() throws(LedeError) { try alone { (state) throws(LedeError) in try install(&state) } }

    /// After so many documents ``settle()`` is due.
    package var documentsToSettle: Int { max(1 << 14, pendingBytes / Self.bytesPerID) }

    /// Adds a document for which the caller says where it stands in the input, so that documents with the same id
    /// replace each other in that order whichever thread is first.
    ///
    /// - Parameters:
    ///   - lane: which of the writer's threads this is, from 0.
    ///   - order: ascending within a lane, different in all of them.
    package func add(_ document: Document, lane: Int, order: UInt64) throws(LedeError) {
        let prepared = try SegmentBuffer.prepare(document, schema: schema)
        try access.shared { () throws(LedeError) in
            let segments = try usableSegments()
            let earlier = try segments.place(of: document.id)
            if let earlier, try segments.isSame(earlier, hash: prepared.hash) {
                _ = note(document.id, .unchanged, order: order, earlier: earlier)
                return
            }
            do throws(LedeError) {
                try lanes[lane].add(prepared) { place in
                    note(document.id, .added(place), order: order, earlier: earlier)
                }
            } catch {
                throw fail(error)
            }
        }
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
        try access.shared { () throws(LedeError) in
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
            let ids: [String]
            do throws(LedeError) {
                ids = try searcher.ids(matching: query)
            } catch {
                guard case .invalidQuery = error else { throw error }
                return .failure(error)
            }
            for id in ids {
                guard let place = try state.segments.place(of: id) else { continue }
                state.segments.delete([place.document], of: Int(place.segment))
            }
            state.segments.removeEmpty()
            state.summary.deleted += ids.count
            return .success(ids.count)
        }.get()
    }

    // MARK: Committing

    /// Merges everything into one segment without deleted documents. Takes effect with the next ``commit()``.
    ///
    /// - Throws: ``LedeError/noSpace(path:needed:free:)`` before anything is written when the disk has no room for the
    ///   new segment beside the old ones: the size of the live documents and a quarter more.
    /// - Complexity: reads and writes the whole index.
    public func optimize() throws(LedeError) {
        try alone { (state) throws(LedeError) in
            try install(&state)
            let entries = state.segments.entries
            if entries.count > 1 || entries.contains(where: { $0.deletedCount > 0 || !$0.hasAllFields }) {
                try DiskSpace.require(DiskSpace.forMerging(entries.map(\.mergeSize)), in: directory)
                try state.segments.merge(entries.indices, schema: schema, in: directory)
            }
        }
    }

    /// Makes everything since the last commit durable and visible to new searchers, all at once.
    ///
    /// When it returns, the documents survive a loss of power as far as the disk keeps what it was told to sync. When
    /// it throws, the index is as it was. If nothing changed, nothing is written.
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
                try state.segments.writeDeletions(generation: generation, to: directory)
                try directory.sync()
                let commit = Commit(
                    generation: generation, schema: schema,
                    segments: state.segments.committed(generation: generation))
                try commit.write(to: directory)
                state.commit = commit
            }
            try IndexFiles.sweep(directory, keeping: state.commit)
            var summary = state.summary
            summary.documents = state.segments.documentCount
            summary.segments = state.segments.entries.count
            summary.commit = state.commit.generation
            summary.newMatches = matches
            state.summary = CommitSummary()
            return summary
        }
    }

    /// Forgets everything since the last commit.
    public func rollback() throws(LedeError) {
        try alone { (state) throws(LedeError) in
            try flushLanes()
            for lane in lanes { _ = lane.takeWritten() }
            state.pending = PendingDocuments()
            state.summary = CommitSummary()
            state.segments = try WriterSegments(state.commit, schema: schema, in: directory)
            try IndexFiles.sweep(directory, keeping: state.commit)
        }
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
    private func flushLanes() throws(LedeError) {
        let failure = Mutex<LedeError?>(nil)
        let lanes = lanes
        DispatchQueue.concurrentPerform(iterations: lanes.count) { index in
            do throws(LedeError) {
                try lanes[index].flush()
            } catch {
                failure.withLock { $0 = error }
            }
        }
        if let error = failure.withLock({ $0 }) { throw error }
    }

    /// Makes segments of the buffered documents and carries out the deletions.
    private func install(_ state: inout State) throws(LedeError) {
        try flushLanes()
        let written = lanes.flatMap { $0.takeWritten() }.sorted { ($0.buffer, $0.lane) < ($1.buffer, $1.lane) }
        var earlier: [Int: [UInt32]] = [:]
        for entry in state.pending.entries {
            switch entry.change {
            case .added: if entry.earlier == nil { state.summary.added += 1 } else { state.summary.replaced += 1 }
            case .unchanged: state.summary.unchanged += 1
            case .deleted: if entry.earlier != nil { state.summary.deleted += 1 }
            }
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
    }

    /// Merges as ``MergePolicy`` says, as far as the disk has room: a merge can wait, the documents cannot.
    private func merge(_ state: inout State) throws(LedeError) {
        while true {
            let sizes = state.segments.entries.map(\.mergeSize)
            guard let range = MergePolicy.next(sizes),
                try DiskSpace.suffices(DiskSpace.forMerging(sizes[range]), in: directory)
            else { return }
            try state.segments.merge(range, schema: schema, in: directory)
        }
    }
}
