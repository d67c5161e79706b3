/// How many documents were added, replaced, deleted, or found unchanged since the last commit.
///
/// A document that comes again counts once, though ``PendingDocuments`` is emptied on the way: of what was added meanwhile the
/// segments tell, and of what was found unchanged a bit for each document of those segments.
struct DocumentChanges: Sendable {
    private(set) var added = 0
    private(set) var replaced = 0
    private(set) var unchanged = 0
    var deleted = 0
    /// The documents that were found unchanged, by the names of their segments.
    private var found: [String: BitSet] = [:]

    /// Counts what became of an id.
    mutating func note(_ entry: PendingDocuments.Entry, among segments: WriterSegments) {
        guard let earlier = entry.earlier else {
            if case .added = entry.change { added += 1 }
            return
        }
        let segment = segments.entries[Int(earlier.segment)]
        switch entry.change {
        case .deleted: deleted += 1
        // Another version of it was counted.
        case .added, .unchanged: if segment.isAddition { return }
        }
        let isFound = found[segment.snapshot.reader.name]?[Int(earlier.document)] ?? false
        switch entry.change {
        case .added: replaced += 1
        case .deleted: break
        case .unchanged:
            if isFound { return }
            let name = segment.snapshot.reader.name
            found[name, default: BitSet(count: segment.snapshot.reader.documentCount)][Int(earlier.document)] = true
            unchanged += 1
            return
        }
        if isFound { unchanged -= 1 }
    }
}
