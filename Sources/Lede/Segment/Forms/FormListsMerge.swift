internal import Foundation

/// Joins the forms of a field of several segments, term by term.
final class FormListsMerge {
    private let fields: [FieldReader?]
    private let scans: [PostingsScan?]
    private let files: FileReleases
    private let occurrences = FormOccurrences()
    let writer: FormListsWriter

    /// - Parameters:
    ///   - fields: of each segment; nil for one that has no such field.
    ///   - numbers: the new numbers of the documents of each.
    init(
        _ fields: [FieldReader?], _ numbers: [DocumentNumbers], _ files: FileReleases, _ scratch: ScratchSpace?
    ) {
        self.fields = fields
        self.files = files
        var scans: [PostingsScan?] = []
        for (field, list) in zip(fields, numbers) { scans.append(field?.scan(list)) }
        self.scans = scans
        writer = FormListsWriter(scratch)
    }

    /// Joins the forms of the term at hand.
    /// - Parameter entry: what was written of it.
    func add(_ terms: TermsMerge, _ entry: TermEntry) throws(LedeError) {
        var known: [TermForms?] = []
        var isPlain = true
        for source in terms.holders {
            let forms = try fields[source]?.forms?.forms(
                of: terms.place(in: source), terms.term, terms.entry(of: source))
            known.append(forms)
            isPlain = isPlain && forms == nil
        }
        if isPlain { return writer.addPlain() }
        var merging = FormsMerge(terms.term)
        for (source, forms) in zip(terms.holders, known) {
            guard let scan = scans[source] else { continue }
            merging.add(scan, terms.entry(of: source), forms)
        }
        try terms.term.withBytes { (bytes) throws(LedeError) in try merging.write(bytes, entry, occurrences, to: writer)
        }
        files.note(2 * entry.totalFrequency)
    }
}

/// Joins forms on a thread of its own, while the postings of the same terms are joined.
///
/// The thread goes through the terms by itself. What it is told of each is the entry that was written, some hundred at a time.
final class ConcurrentFormListsMerge: @unchecked Sendable {
    // Sendable: `merge` and `failure` are used by the thread until it has ended, which `finish` waits for, and then by whoever waited;
    // `batch` by the thread that adds; the rest under `condition`.
    private let merge: FormListsMerge
    private let fields: [FieldReader?]
    private var failure: LedeError?
    private var batch: [TermEntry?] = []

    private let condition = NSCondition()
    private var waiting: [[TermEntry?]] = []
    /// Whether nothing more comes, and whether the thread has ended.
    private var isComplete = false
    private var hasEnded = false

    private static let (batchTerms, mostBatches) = (512, 8)

    init(_ merge: FormListsMerge, of fields: [FieldReader?]) {
        self.merge = merge
        self.fields = fields
        let thread = Thread { self.run() }
        thread.stackSize = 8 << 20
        thread.start()
    }

    /// Tells what was written of the next term: nil for nothing.
    func add(_ entry: TermEntry?) {
        batch.append(entry)
        if batch.count == Self.batchTerms { send() }
    }

    private func send() {
        condition.lock()
        while waiting.count == Self.mostBatches, !hasEnded { condition.wait() }
        waiting.append(batch)
        condition.broadcast()
        condition.unlock()
        batch.removeAll(keepingCapacity: true)
    }

    /// Waits for the thread to end. To be called once, also where something else failed.
    /// - Returns: what has the forms of all terms that were added.
    func finish() throws(LedeError) -> FormListsWriter {
        if !batch.isEmpty { send() }
        condition.lock()
        isComplete = true
        condition.broadcast()
        while !hasEnded { condition.wait() }
        condition.unlock()
        if let failure { throw failure }
        return merge.writer
    }

    /// The next entries; nil at the end.
    private func receive() -> [TermEntry?]? {
        condition.lock()
        defer { condition.unlock() }
        while waiting.isEmpty, !isComplete { condition.wait() }
        if waiting.isEmpty { return nil }
        condition.broadcast()
        return waiting.removeFirst()
    }

    private func run() {
        do throws(LedeError) {
            var terms = try TermsMerge(fields)
            while let entries = receive() {
                for entry in entries {
                    guard try terms.advance() else { break }
                    if let entry { try merge.add(terms, entry) }
                }
            }
        } catch {
            failure = error
        }
        condition.lock()
        hasEnded = true
        condition.broadcast()
        condition.unlock()
    }
}
