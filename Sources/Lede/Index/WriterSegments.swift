import Synchronization

/// The segments of a writer: those of the last commit, with what was deleted and added since.
struct WriterSegments: Sendable {
    struct Entry: Sendable {
        var snapshot: SegmentSnapshot
        /// The generation whose file has the snapshot's live documents; nil where none does as yet, or all are live.
        var deletions: Int?
        /// Whether the segment has every field of the schema as it is declared.
        var hasAllFields: Bool
        /// Whether, besides, it stores what is to be stored, so that a document added again just so need not be.
        var isCurrent: Bool
        /// The SHA-256 of its file, and of that of its live documents, as far as they are known.
        var sha256: String?
        var deletionsSHA256: String?
        /// Whether it was made since the last commit.
        var isNew = false
        /// Whether, besides, it holds nothing but what was added since.
        var isAddition = false

        var bytes: Int { snapshot.reader.file.file.count }
        var deletedCount: Int { snapshot.reader.documentCount - snapshot.liveCount }
        var mergeSize: MergePolicy.Segment {
            MergePolicy.Segment(
                bytes: bytes, documents: snapshot.reader.documentCount, deleted: deletedCount,
                putAsideBytes: putAsideBytes)
        }
        /// What of its largest field merging puts aside: terms, forms, and the values of keywords; and the places of ids.
        private var putAsideBytes: Int {
            var bytes: [UInt32: Int] = [:]
            for section in snapshot.reader.file.sections
            where ["TERM", "TIDX", "FORM", "FTRM", "FTIX", "KCOL"].contains(section.tag.name) {
                bytes[section.tag.field, default: 0] += section.count
            }
            return (bytes.values.max() ?? 0) + 4 * snapshot.reader.documentCount
        }
        /// Whether documents were deleted that no file tells of.
        var isDirty: Bool { snapshot.live != nil && deletions == nil }
    }

    private(set) var entries: [Entry] = []

    init() {}

    init(_ commit: Commit, schema: Schema, in directory: any Directory) throws(LedeError) {
        let storesTheSame = commit.schema.fields.allSatisfy { schema[$0.name]?.isStored == $0.isStored }
        for segment in commit.segments {
            let snapshot = try SegmentSnapshot(segment, of: commit, in: directory, known: nil)
            append(snapshot, schema: schema)
            let last = entries.count - 1
            entries[last].deletions = segment.deletions
            entries[last].sha256 = segment.sha256
            entries[last].deletionsSHA256 = segment.deletionsSHA256
            if !storesTheSame, !snapshot.reader.saysWhatIsStored { entries[last].isCurrent = false }
        }
    }

    var snapshots: [SegmentSnapshot] { entries.map(\.snapshot) }
    var documentCount: Int { entries.reduce(0) { $0 + $1.snapshot.liveCount } }

    /// What a commit says of them. The live documents of dirty ones are in files of `generation`.
    func committed(generation: Int) -> [Commit.Segment] {
        entries.map { entry in
            Commit.Segment(
                name: entry.snapshot.reader.name, documents: entry.snapshot.reader.documentCount,
                deletions: entry.isDirty ? generation : entry.deletions, sha256: entry.sha256,
                deletionsSHA256: entry.deletionsSHA256)
        }
    }

    /// Whether a commit has the same segments with the same documents.
    func areThose(of commit: Commit) -> Bool {
        entries.count == commit.segments.count
            && zip(entries, commit.segments).allSatisfy { entry, segment in
                entry.snapshot.reader.name == segment.name && !entry.isDirty && entry.deletions == segment.deletions
            }
    }

    private mutating func append(_ snapshot: SegmentSnapshot, schema: Schema) {
        let reader = snapshot.reader
        let hasAllFields = schema.fields.allSatisfy { reader.field($0.name)?.isWritten(as: $0) ?? false }
        let storesAll = schema.fields.allSatisfy { field in
            reader.storage(of: field.name).map { $0 == FieldStorage(isStored: field.isStored) } ?? true
        }
        entries.append(
            Entry(snapshot: snapshot, hasAllFields: hasAllFields, isCurrent: hasAllFields && storesAll))
        countLookUpBytes()
    }

    /// Appends a new segment; `deleted` are documents of it that are gone already.
    mutating func append(
        _ name: String, deleted: [UInt32], schema: Schema, in directory: any Directory
    ) throws(LedeError) {
        let reader = try SegmentReader(name, in: directory)
        append(SegmentSnapshot(reader: reader, live: nil), schema: schema)
        entries[entries.count - 1].isNew = true
        entries[entries.count - 1].isAddition = true
        delete(deleted, of: entries.count - 1)
    }

    /// How much of the files looking an id up reads, at most, about: a block of terms of each, and the system maps sixteen
    /// pages at a time.
    private(set) var lookUpBytes = 0

    private mutating func countLookUpBytes() {
        lookUpBytes = entries.reduce(0) { sum, entry in
            guard let terms = entry.snapshot.reader.fields.first?.terms else { return sum }
            return sum + min(terms.region.count, terms.region.count / max(1, terms.blockCount) + (64 << 10))
        }
    }

    /// Where the live document with an id is, or nil.
    func place(of id: String) throws(LedeError) -> PendingDocuments.Earlier? {
        for (index, entry) in entries.enumerated() {
            if let document = try entry.snapshot.liveDocument(withID: id) {
                return PendingDocuments.Earlier(segment: UInt32(index), document: UInt32(document))
            }
        }
        return nil
    }

    /// Whether a document would be the same if it were added again, its content having that hash.
    func isSame(_ place: PendingDocuments.Earlier, hash: UInt64) throws(LedeError) -> Bool {
        let entry = entries[Int(place.segment)]
        guard entry.isCurrent else { return false }
        return try entry.snapshot.reader.contentHash(of: Int(place.document)) == hash
    }

    mutating func delete(_ documents: some Sequence<UInt32>, of index: Int) {
        let snapshot = entries[index].snapshot
        var live = snapshot.live ?? LiveDocuments(all: snapshot.reader.documentCount)
        var isChanged = false
        for document in documents where live.delete(Int(document)) { isChanged = true }
        guard isChanged else { return }
        entries[index].snapshot = SegmentSnapshot(reader: snapshot.reader, live: live)
        entries[index].deletions = nil
        entries[index].deletionsSHA256 = nil
    }

    mutating func removeEmpty() { entries.removeAll { $0.snapshot.liveCount == 0 } }

    /// Writes the live documents of dirty segments, and hashes what is new, on up to so many threads.
    mutating func writeDeletions(
        generation: Int, to directory: any Directory, threads: Int
    ) throws(LedeError) {
        for index in entries.indices where entries[index].isDirty {
            let snapshot = entries[index].snapshot
            let name = Commit.liveName(of: snapshot.reader.name, generation: generation)
            try snapshot.live?.write(name, in: directory)
            entries[index].deletions = generation
            entries[index].deletionsSHA256 = try directory.open(name).sha256
        }
        // Segments that an earlier version committed without a hash keep none until they are merged: to read a whole
        // archive again is not what a small commit is to do.
        let new = entries.indices.filter { entries[$0].isNew }
        let files = new.map { entries[$0].snapshot.reader.file.file }
        let hashes = Mutex([String](repeating: "", count: files.count))
        forEachConcurrently(files.count, threads: threads) { place in
            let hash = files[place].sha256
            hashes.withLock { $0[place] = hash }
        }
        for (index, hash) in zip(new, hashes.withLock { $0 }) {
            entries[index].sha256 = hash
            entries[index].isNew = false
            entries[index].isAddition = false
        }
    }

    /// Puts one segment in the place of several neighbours, none of them without live documents.
    mutating func merge(
        _ range: Range<Int>, schema: Schema, in directory: any Directory, memory: WriterMemory
    ) throws(LedeError) {
        let sources = entries[range].map { SegmentMerger.Source(reader: $0.snapshot.reader, live: $0.snapshot.live) }
        let name = try SegmentMerger(
            sources, schema: schema, memoryBytes: memory.mergeBytes, processBytes: memory.residentBytes,
            threads: memory.threads
        ).write(to: directory, temporaryName: IndexFiles.mergeName)
        let later = entries[range.upperBound...]
        let isAddition = entries[range].allSatisfy(\.isAddition)
        entries.removeSubrange(range.lowerBound...)
        try append(name, deleted: [], schema: schema, in: directory)
        entries[entries.count - 1].isAddition = isAddition
        entries.append(contentsOf: later)
        ProcessMemory.giveBackFreed()
    }

    /// The first of the segments that were made since the last commit: all behind it are such.
    var firstNew: Int { (entries.lastIndex { !$0.isNew } ?? -1) + 1 }

    /// Lets go of the memory that the files take.
    func release() { for entry in entries { entry.snapshot.reader.file.file.release() } }
}
