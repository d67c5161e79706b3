/// The segments of a writer: those of the last commit, with what was deleted and added since.
struct WriterSegments: Sendable {
    struct Entry: Sendable {
        var snapshot: SegmentSnapshot
        /// The generation whose file has the snapshot's live documents; nil where none does as yet, or all are live.
        var deletions: Int?
        /// Whether the segment has every field of the schema as it is declared, and stores those that are to be.
        var isCurrent: Bool

        var bytes: Int { snapshot.reader.file.file.count }
        var deletedCount: Int { snapshot.reader.documentCount - snapshot.liveCount }
        /// Whether documents were deleted that no file tells of.
        var isDirty: Bool { snapshot.live != nil && deletions == nil }
    }

    private(set) var entries: [Entry] = []

    init() {}

    init(_ commit: Commit, schema: Schema, in directory: any Directory) throws(LedeError) {
        let storesTheSame = commit.schema.fields.allSatisfy { schema[$0.name]?.isStored == $0.isStored }
        for segment in commit.segments {
            let snapshot = try SegmentSnapshot(segment, of: commit, in: directory, known: nil)
            append(snapshot, deletions: segment.deletions, schema: schema)
            if !storesTheSame { entries[entries.count - 1].isCurrent = false }
        }
    }

    var snapshots: [SegmentSnapshot] { entries.map(\.snapshot) }
    var documentCount: Int { entries.reduce(0) { $0 + $1.snapshot.liveCount } }

    /// What a commit says of them. The live documents of dirty ones are in files of `generation`.
    func committed(generation: Int) -> [Commit.Segment] {
        entries.map { entry in
            Commit.Segment(
                name: entry.snapshot.reader.name, documents: entry.snapshot.reader.documentCount,
                deletions: entry.isDirty ? generation : entry.deletions)
        }
    }

    private mutating func append(_ snapshot: SegmentSnapshot, deletions: Int?, schema: Schema) {
        let isCurrent = schema.fields.allSatisfy { snapshot.reader.field($0.name)?.isWritten(as: $0) ?? false }
        entries.append(Entry(snapshot: snapshot, deletions: deletions, isCurrent: isCurrent))
    }

    /// Appends a new segment; `deleted` are documents of it that are gone already.
    mutating func append(
        _ name: String, deleted: [UInt32], schema: Schema, in directory: any Directory
    ) throws(LedeError) {
        let reader = try SegmentReader(name, in: directory)
        append(SegmentSnapshot(reader: reader, live: nil), deletions: nil, schema: schema)
        delete(deleted, of: entries.count - 1)
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
    func isSame(_ place: PendingDocuments.Earlier, hash: UInt64) -> Bool {
        let entry = entries[Int(place.segment)]
        return entry.isCurrent && entry.snapshot.reader.contentHash(of: Int(place.document)) == hash
    }

    mutating func delete(_ documents: [UInt32], of index: Int) {
        let snapshot = entries[index].snapshot
        var live = snapshot.live ?? LiveDocuments(all: snapshot.reader.documentCount)
        var isChanged = false
        for document in documents where live.delete(Int(document)) { isChanged = true }
        guard isChanged else { return }
        entries[index].snapshot = SegmentSnapshot(reader: snapshot.reader, live: live)
        entries[index].deletions = nil
    }

    mutating func removeEmpty() { entries.removeAll { $0.snapshot.liveCount == 0 } }

    /// Writes the live documents of dirty segments.
    mutating func writeDeletions(generation: Int, to directory: any Directory) throws(LedeError) {
        for index in entries.indices where entries[index].isDirty {
            let snapshot = entries[index].snapshot
            try snapshot.live?.write(
                Commit.liveName(of: snapshot.reader.name, generation: generation), in: directory)
            entries[index].deletions = generation
        }
    }

    /// Puts one segment in the place of several neighbours, none of them without live documents.
    mutating func merge(_ range: Range<Int>, schema: Schema, in directory: any Directory) throws(LedeError) {
        let sources = entries[range].map { SegmentMerger.Source(reader: $0.snapshot.reader, live: $0.snapshot.live) }
        let name = try SegmentMerger(sources, schema: schema).write(
            to: directory, temporaryName: "merge" + IndexFiles.temporaryExtension)
        let later = entries[range.upperBound...]
        entries.removeSubrange(range.lowerBound...)
        try append(name, deleted: [], schema: schema, in: directory)
        entries.append(contentsOf: later)
    }
}
