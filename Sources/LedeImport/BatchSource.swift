import Foundation
import Lede

/// Deals out the batches of a reader: batch i to thread i modulo their number.
///
/// A thread whose buffer is full writes a segment, and takes no batch meanwhile. So that the others need not wait for it, who
/// has nothing to do reads on, and what falls to a busy thread waits for it, as far as there is memory.
final class BatchSource: @unchecked Sendable {
    // Sendable: `reader` is used by the thread that set `isReading`, everything else under `condition`.
    private let condition = NSCondition()
    private var reader: ImportReader
    private let writer: IndexWriter
    /// For each thread the batches that were dealt to it, and that it did not take yet.
    private var hands: [[(number: UInt64, batch: ImportBatch)]]
    /// How much memory these take, in bytes, and how many batches wait or are being worked on.
    private var waitingBytes = 0
    private var unfinished = 0
    /// How much memory the ids may take that were dealt out since the writer settled, in bytes.
    private var dealtIDBytes = 0
    private var isReading = false
    /// Whether a batch was dealt beside which there is to be no other.
    private var isAlone = false
    /// How long its longest record is.
    private var aloneBytes = 0
    private var dealt: UInt64 = 0
    private var isAtEnd = false
    private(set) var isCancelled = false

    init(_ reader: consuming ImportReader, threads: Int, writer: IndexWriter) {
        self.reader = reader
        self.writer = writer
        hands = Array(repeating: [], count: threads)
    }

    /// A batch with a larger record leaves so much freed memory behind that it is worth giving back.
    private static let bytesToGiveBack = 256 << 10

    /// Says that a batch was worked off.
    func finish() {
        condition.lock()
        if isAlone, aloneBytes >= Self.bytesToGiveBack { ProcessMemory.giveBackFreed() }
        unfinished -= 1
        isAlone = false
        condition.broadcast()
        condition.unlock()
    }

    /// The next batch of a thread; nil at the end. Reads if none waits, and if no other thread is reading.
    ///
    /// - Parameters:
    ///   - stop: asked before a batch is read; when it says true none is read any more.
    ///   - settle: called while nobody works, where the memory of ids or of a large record is needed.
    func next(
        _ thread: Int, isCancelled stop: () -> Bool, settle: () -> Void
    ) -> (number: UInt64, batch: ImportBatch)? {
        condition.lock()
        defer { condition.unlock() }
        while hands[thread].isEmpty {
            if isReading || isAlone {
                condition.wait()
                continue
            }
            if !isAtEnd, stop() {
                isCancelled = true
                isAtEnd = true
            }
            if isAtEnd { return nil }
            read(settle: settle)
        }
        let next = hands[thread].removeFirst()
        waitingBytes -= next.batch.heldBytes
        condition.broadcast()
        return next
    }

    /// Reads a batch and deals it out.
    private func read(settle: () -> Void) {
        isReading = true
        condition.unlock()
        // The reader throws nothing but the cancellation of a task, and this is none.
        let batch = try? reader.next()
        condition.lock()
        if let batch { deal(batch, settle: settle) } else { isAtEnd = true }
        isReading = false
        condition.broadcast()
    }

    /// Where the ids may take too much memory, so at a place that depends on the input alone, waits until nobody works and, if
    /// they do, has the writer settle. Nobody works beside a batch with a large record, and where what is buffered leaves no
    /// memory for it, the writer settles before.
    private func deal(_ batch: ImportBatch, settle: () -> Void) {
        let largest = batch.largestRecordBytes
        let isLarge = largest > writer.largeDocumentBytes
        let limit = writer.pendingBytes.limit
        dealtIDBytes += batch.mostIDBytes
        if isLarge || dealtIDBytes >= limit {
            while unfinished > 0 { condition.wait() }
            dealtIDBytes = writer.pendingBytes.taken
            if dealtIDBytes >= limit / 2 || !writer.hasRoom(forDocument: largest) {
                settle()
                dealtIDBytes = 0
            }
            dealtIDBytes += batch.mostIDBytes
        }
        while waitingBytes > 0, waitingBytes + batch.heldBytes > writer.waitingBytes { condition.wait() }
        isAlone = isLarge
        aloneBytes = largest
        unfinished += 1
        waitingBytes += batch.heldBytes
        hands[Int(dealt % UInt64(hands.count))].append((dealt, batch))
        dealt += 1
    }
}
