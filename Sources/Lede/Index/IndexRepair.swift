/// What a repair found and did, or would do.
public struct RepairReport: Sendable {
    /// What is wrong, each with file, section and offset.
    public var problems: [LedeError] = []
    /// What becomes of each damaged file, in sentences.
    public var actions: [String] = []
    /// The ids of documents that are lost.
    public var lostIDs: [String] = []
    /// How many documents are lost whose ids are lost as well.
    public var lostWithoutID = 0
    /// How many documents were made anew from what was stored of them.
    public var rebuilt = 0
    /// How many documents there are now, or would be.
    public var documents = 0
    /// The generation of the new commit; nil when there was nothing to repair, or nothing was done.
    public var commit: Int?

    /// Whether there was nothing to repair.
    public var isSound: Bool { problems.isEmpty }
    /// How many documents are lost.
    public var lost: Int { lostIDs.count + lostWithoutID }
}

/// Saves what is whole of a damaged index.
///
/// Segments without damage stay. Of a damaged one the stored documents are read, block by block, and those that can be
/// are indexed anew into new segments; the rest is lost and reported. Then a new commit is written. The damaged files
/// get the ending `.damaged` only after that, and stay.
struct IndexRepair {
    private let directory: any Directory
    private let isDryRun: Bool
    private let memoryBytes: Int

    init(_ directory: any Directory, isDryRun: Bool, memoryBytes: Int = 256 << 20) {
        self.directory = directory
        self.isDryRun = isDryRun
        self.memoryBytes = memoryBytes
    }

    private struct Work {
        var report = RepairReport()
        /// The segments of the new commit.
        var segments: [Commit.Segment] = []
        /// Files that are left behind.
        var damaged: [String] = []
        /// Ids, as bytes, that are live in a segment that was seen, so that a document is not there twice.
        var live: Set<[UInt8]> = []
        var isChanged = false
        var generation = 0
    }

    func run() throws(LedeError) -> RepairReport {
        let lock = isDryRun ? nil : try directory.lock()
        defer { _ = lock }
        var work = Work()
        let commit = try commit(&work)
        work.generation = max(commit.generation, try Commit.generations(in: directory).first ?? 0) + 1
        // Later segments hold the later version of a document, so they are seen first.
        for segment in commit.segments.reversed() { try repair(segment, of: commit, &work) }
        if work.isChanged, !isDryRun {
            try directory.sync()
            try lock?.requireHeld()
            let repaired = Commit(
                generation: work.generation, schema: commit.schema, segments: work.segments.reversed())
            try repaired.write(to: directory)
            work.report.commit = work.generation
            // A segment that came out as it once was has the name of the damaged one, and its place.
            for name in work.damaged where !repaired.files.contains(name) && directory.exists(name) {
                try directory.rename(name, to: name + IndexFiles.damagedExtension)
            }
            try directory.sync()
            try IndexFiles.sweep(directory, keeping: repaired)
        }
        work.report.lostIDs.sort()
        return work.report
    }

    // MARK: The commit

    /// The newest commit that can be read; where none can, one of all segments that are there.
    private func commit(_ work: inout Work) throws(LedeError) -> Commit {
        let generations = try Commit.generations(in: directory)
        for generation in generations {
            do throws(LedeError) {
                let commit = try Commit.read(generation, in: directory)
                if generation != generations.first {
                    work.report.actions.append("commit \(generation) counts, the newest that can be read")
                }
                return commit
            } catch {
                try requireDamage(error, of: Commit.fileName(generation))
                work.report.problems.append(error)
                work.damaged.append(Commit.fileName(generation))
                work.isChanged = true
            }
        }
        let hasSegments = try directory.list().contains { $0.hasSuffix(".seg") }
        guard !generations.isEmpty || hasSegments else { throw .noIndex(path: directory.path) }
        if generations.isEmpty {
            work.report.problems.append(
                .corrupt(path: directory.path, section: "folder", offset: 0, reason: "there is no manifest"))
            work.isChanged = true
        }
        return try gathered(generation: generations.first ?? 0, &work)
    }

    /// A commit of all segments in the folder, with the fields that they say they have.
    private func gathered(generation: Int, _ work: inout Work) throws(LedeError) -> Commit {
        var segments: [Commit.Segment] = []
        var fields: [Field] = []
        let names = try directory.list()
        for file in names where file.hasSuffix(".seg") {
            let name = String(file.dropLast(4))
            do throws(LedeError) {
                let reader = try SegmentReader(name, in: directory, checksPages: false)
                guard reader.documentCount > 0 else { continue }
                // To take it in under its own name, something would have to be changed before the new commit is there.
                guard reader.file.name == name else {
                    throw .io(
                        operation: "repair", path: directory.path + "/" + file,
                        reason: "it is the segment \(reader.file.name) under another name. "
                            + "Rename it to '\(reader.file.name).seg', or remove it where that is there, and run the repair again"
                    )
                }
                let deletions = names.filter { $0.hasPrefix(name + "-") && $0.hasSuffix(".del") }
                    .compactMap { Int($0.dropFirst(name.count + 1).dropLast(4)) }.max()
                segments.append(Commit.Segment(name: name, documents: reader.documentCount, deletions: deletions))
                for field in reader.fields.map(\.field) where !fields.contains(where: { $0.name == field.name }) {
                    var known = Schema.articles[field.name] ?? field
                    (known.type, known.analyzer) = (field.type, field.type == .text ? field.analyzer : known.analyzer)
                    known.isStored = reader.storage(of: field.name) != FieldStorage.none
                    if known.type == .text, known.textAnalyzer == nil {
                        // The segment does not fit this field then, and is made anew from its stored documents.
                        known.analyzer = Field(known.name, .text).analyzer
                        work.report.actions.append(
                            "the field '\(known.name)' was written with the analyzer '\(field.analyzer)', whose definition was "
                                + "in the manifest: it is indexed anew with '\(known.analyzer)'")
                    }
                    fields.append(known)
                }
            } catch {
                try requireDamage(error, of: file)
                work.report.problems.append(error)
                work.report.actions.append("\(file) cannot be opened and is left out; its documents are not known")
                work.damaged.append(file)
            }
        }
        work.report.actions.append(
            "the manifest is made anew of the \(segments.count) segments that are there; weights and default fields are "
                + "those of a new index")
        let schema = fields.isEmpty ? Schema.articles : try Schema(fields: fields)
        // Above every number in use: a file of deletions that counts is not to be written over by a later commit.
        let greatest = segments.compactMap(\.deletions).reduce(generation, max)
        return Commit(generation: greatest, schema: schema, segments: segments)
    }

    // MARK: A segment

    private func repair(_ segment: Commit.Segment, of commit: Commit, _ work: inout Work) throws(LedeError) {
        let reader: SegmentReader
        do throws(LedeError) {
            reader = try SegmentReader(segment.name, in: directory, checksPages: false)
            try reader.requireFit(segment, of: commit)
        } catch {
            try requireDamage(error, of: segment.fileName)
            work.report.problems.append(error)
            return try salvage(segment, of: commit, &work)
        }
        let live = try live(segment, reader, &work)
        if let problem = problem(of: reader, segment) {
            work.report.problems.append(problem)
            work.damaged.append(segment.fileName)
            if let name = segment.liveName { work.damaged.append(name) }
            return try rebuild(reader.file, reader: reader, live: live, segment, of: commit, &work)
        }
        try keep(reader, live: live, segment, &work)
    }

    /// An error that says nothing about the bytes of a file ends the repair: nothing is dropped because a disk was busy or
    /// a folder is closed to us.
    private func requireDamage(_ error: LedeError, of name: String) throws(LedeError) {
        switch error {
        case .corrupt: return
        case .io where !directory.exists(name): return
        default: throw error
        }
    }

    private func problem(of reader: SegmentReader, _ segment: Commit.Segment) -> LedeError? {
        if let problem = reader.file.problems().first { return problem }
        if let problem = reader.file.file.digestProblem(expected: segment.sha256) { return problem }
        do throws(LedeError) { _ = try SegmentCheck(reader).run() } catch { return error }
        return nil
    }

    /// The live documents; all of them where the list is damaged, for it is better to have a deleted document back than
    /// to lose one.
    private func live(
        _ segment: Commit.Segment, _ reader: SegmentReader, _ work: inout Work
    ) throws(LedeError) -> LiveDocuments? {
        guard let name = segment.liveName else { return nil }
        do throws(LedeError) {
            return try LiveDocuments(
                name, in: directory, documentCount: reader.documentCount, sha256: segment.deletionsSHA256)
        } catch {
            try requireDamage(error, of: name)
            work.report.problems.append(error)
            work.report.actions.append(
                "\(name) said which documents of \(segment.fileName) were deleted: those are back, except where a "
                    + "later version is there")
            work.damaged.append(name)
            work.isChanged = true
            return nil
        }
    }

    /// Takes a sound segment into the new commit, but for documents that a later segment has.
    private func keep(
        _ reader: SegmentReader, live: LiveDocuments?, _ segment: Commit.Segment, _ work: inout Work
    ) throws(LedeError) {
        var kept = live ?? LiveDocuments(all: reader.documentCount)
        for document in 0..<reader.documentCount where kept.contains(document) {
            guard reader.ids.hasText(document), case let id = try reader.ids.text(of: document),
                work.live.insert(Array(id.utf8)).inserted
            else {
                kept.delete(document)
                continue
            }
        }
        work.report.documents += kept.count
        if kept == (live ?? LiveDocuments(all: reader.documentCount)), live != nil || segment.deletions == nil {
            work.segments.append(segment)
            return
        }
        work.isChanged = true
        guard kept.count > 0 else { return }
        var deletionsSHA256: String?
        let isWhole = kept.count == reader.documentCount
        if !isWhole, !isDryRun {
            let name = Commit.liveName(of: segment.name, generation: work.generation)
            try kept.write(name, in: directory)
            deletionsSHA256 = try directory.open(name).sha256
        }
        work.segments.append(
            Commit.Segment(
                name: segment.name, documents: segment.documents, deletions: isWhole ? nil : work.generation,
                sha256: segment.sha256, deletionsSHA256: deletionsSHA256))
    }

    // MARK: Rebuilding

    /// What can be had of a segment that cannot be opened: its stored documents, if the sections of those are whole.
    private func salvage(
        _ segment: Commit.Segment, of commit: Commit, _ work: inout Work
    ) throws(LedeError) {
        work.isChanged = true
        work.damaged.append(segment.fileName)
        if let name = segment.liveName { work.damaged.append(name) }
        let live = segment.liveName.flatMap {
            try? LiveDocuments(
                $0, in: directory, documentCount: segment.documents, sha256: segment.deletionsSHA256)
        }
        var file: SectionedFile?
        do throws(LedeError) {
            let opened = try SectionedFile(try directory.open(segment.fileName), checksPages: false)
            // Another segment's documents are none of this one.
            if opened.name == segment.name,
                [SectionTag("DIDX"), SectionTag("DOCS")].allSatisfy({ opened.find($0) != nil })
            {
                file = opened
            }
        } catch { try requireDamage(error, of: segment.fileName) }
        guard let file else {
            work.report.lostWithoutID += live?.count ?? segment.documents
            work.report.actions.append(
                "\(segment.fileName) cannot be read and is dropped, with \(live?.count ?? segment.documents) documents")
            return
        }
        try rebuild(file, reader: nil, live: live, segment, of: commit, &work)
    }

    /// The stored documents of a segment, and how each is known to be what was written beyond what zlib says.
    ///
    /// Where the names of values are damaged those of another segment may be the same; whether they are, the hash of each
    /// document tells, if everything was stored that it goes over.
    private func stored(
        _ file: SectionedFile, count: Int, of commit: Commit
    ) throws(LedeError) -> (store: DocStore, hashes: View<UInt64>?)? {
        guard let data = file.find(SectionTag("DOCS")), let index = file.find(SectionTag("DIDX")) else { return nil }
        var hashes: View<UInt64>?
        if file.isWhole(SectionTag("HASH")), commit.schema.fields.allSatisfy(\.isStored) {
            hashes = try? file.require(SectionTag("HASH")).view(of: UInt64.self, at: 0, count: count)
        }
        var files = [file]
        if !file.isWhole(SectionTag("NAME")) {
            guard hashes != nil else { return nil }
            files = commit.segments.compactMap { segment in
                (try? directory.open(segment.fileName)).flatMap { try? SectionedFile($0, checksPages: false) }
            }
            files = files.filter { $0.isWhole(SectionTag("NAME")) }
        } else {
            hashes = nil
        }
        for file in files {
            guard let region = file.find(SectionTag("NAME")), let names = try? StoredDocument.StoredNames(region),
                let store = try? DocStore(data: data, index: index, names: names, documentCount: count)
            else { continue }
            guard let hashes else { return (store, nil) }
            if let first = try? store.document(0), StoredDocument.contentHash(first) == hashes[0] {
                return (store, hashes)
            }
        }
        return nil
    }

    /// Indexes the stored documents of a segment anew.
    private func rebuild(
        _ file: SectionedFile, reader: SegmentReader?, live: LiveDocuments?, _ segment: Commit.Segment,
        of commit: Commit,
        _ work: inout Work
    ) throws(LedeError) {
        work.isChanged = true
        var found: [Int: Document] = [:]
        var rebuilt = 0
        var seen = BitSet(count: segment.documents)
        var buffer = SegmentBuffer(schema: commit.schema)
        var made: [Commit.Segment] = []
        let stored = try stored(file, count: segment.documents, of: commit)
        for block in 0..<(stored?.store.blockCount ?? 0) {
            guard let (store, hashes) = stored else { break }
            found.removeAll(keepingCapacity: true)
            do throws(LedeError) {
                try store.read(block) { (document, reader) throws(LedeError) in
                    let decoded = try StoredDocument.decode(&reader, names: store.names)
                    if let hashes, hashes[document] != StoredDocument.contentHash(decoded) { return true }
                    found[document] = decoded
                    return true
                }
            } catch {
                // What was read of the block before it went wrong cannot be trusted.
                found.removeAll()
            }
            for (number, document) in found.sorted(by: { $0.key < $1.key }) where live?.contains(number) ?? true {
                seen[number] = true
                // A replaced document of the segment itself is in no commit, and has no place among the ids.
                if let reader, live == nil, isReplaced(number, in: reader) { continue }
                guard work.live.insert(Array(document.id.utf8)).inserted else { continue }
                do throws(LedeError) {
                    buffer.add(try SegmentBuffer.prepare(document, schema: commit.schema))
                } catch {
                    work.report.lostIDs.append(document.id)
                    continue
                }
                rebuilt += 1
                if buffer.byteCount >= memoryBytes || buffer.isFull {
                    try write(&buffer, schema: commit.schema, to: &made)
                }
            }
        }
        if buffer.documentCount > 0 { try write(&buffer, schema: commit.schema, to: &made) }
        work.segments += made.reversed()
        work.report.rebuilt += rebuilt
        work.report.documents += rebuilt
        let lost = noteLost(seen, reader: reader, live: live, count: segment.documents, &work)
        var action = "\(segment.fileName): \(rebuilt) documents are indexed anew from what was stored of them"
        if lost > 0 { action += ", \(lost) are lost" }
        let bare = commit.schema.fields.filter { !$0.isStored || reader?.storage(of: $0.name) == FieldStorage.none }
        if !bare.isEmpty {
            action +=
                "; they can no longer be found by \(bare.map(\.name).joined(separator: ", ")), which was not stored"
        }
        work.report.actions.append(action)
    }

    private func isReplaced(_ document: Int, in reader: SegmentReader) -> Bool {
        !reader.ids.hasText(document) && reader.file.isWhole(SectionTag("IDS "))
            && reader.file.isWhole(SectionTag("TIDX", field: 0))
    }

    private func write(
        _ buffer: inout SegmentBuffer, schema: Schema, to made: inout [Commit.Segment]
    ) throws(LedeError) {
        let count = buffer.documentCount
        if isDryRun {
            buffer = SegmentBuffer(schema: schema)
            return
        }
        let name = try buffer.write(to: directory, temporaryName: IndexFiles.repairName)
        let sha256 = try directory.open(name + ".seg").sha256
        made.append(Commit.Segment(name: name, documents: count, deletions: nil, sha256: sha256))
        buffer = SegmentBuffer(schema: schema)
    }

    /// Notes the live documents that were not seen, by id where the ids are whole.
    private func noteLost(
        _ seen: BitSet, reader: SegmentReader?, live: LiveDocuments?, count: Int, _ work: inout Work
    ) -> Int {
        let idSections = [SectionTag("IDS "), SectionTag("TERM", field: 0), SectionTag("TIDX", field: 0)]
        let hasIDs = reader.map { reader in idSections.allSatisfy { reader.file.isWhole($0) } } ?? false
        var lost = 0
        for document in 0..<count where !seen[document] && (live?.contains(document) ?? true) {
            if hasIDs, let reader {
                guard reader.ids.hasText(document), let id = try? reader.ids.text(of: document),
                    !work.live.contains(Array(id.utf8))
                else { continue }
                work.report.lostIDs.append(id)
            } else {
                work.report.lostWithoutID += 1
            }
            lost += 1
        }
        return lost
    }
}

extension Index {
    /// Saves what is whole of a damaged index.
    ///
    /// Segments without damage stay as they are. Of a damaged one, the documents that are stored whole are indexed anew;
    /// the others are lost, and the report names them. Nothing is touched before the new commit is durable; then the
    /// damaged files are renamed to end in `.damaged`, for whoever wants to look at them, and can be removed.
    ///
    /// - Parameters:
    ///   - path: the folder of the index, which need not be one that can be opened.
    ///   - isDryRun: whether to find out only, and write nothing.
    /// - Throws: ``LedeError/noIndex(path:)``, ``LedeError/locked(path:holder:)``, ``LedeError/io(operation:path:reason:)``; the
    ///   index is as it was then.
    /// - Complexity: reads the whole index, and indexes the damaged segments anew.
    @discardableResult
    public static func repair(at path: String, dryRun isDryRun: Bool = false) throws(LedeError) -> RepairReport {
        let directory = FileDirectory(path: path)
        guard directory.exists(".") else { throw .noIndex(path: path) }
        guard isDryRun else { return try IndexRepair(directory, isDryRun: false).run() }
        // A writer may be at work beside it.
        return try Commit.retrying(in: directory, isGood: \.isSound) { () throws(LedeError) in
            try IndexRepair(directory, isDryRun: true).run()
        }
    }
}
