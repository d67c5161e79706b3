/// The numbers that the documents of a segment get when it is merged: the live ones in their order, from a first one on.
struct DocumentNumbers: Sendable {
    /// How many documents the segment has, and how many of them are live.
    let count: Int
    let liveCount: Int
    private let first: UInt32
    private let live: BitSet?
    /// For each 64 documents how many before them are live.
    private let ranks: [UInt32]

    init(documentCount: Int, live: LiveDocuments?, first: UInt32) {
        count = documentCount
        liveCount = live?.count ?? documentCount
        self.first = first
        self.live = live?.bits
        var ranks: [UInt32] = []
        var rank: UInt32 = 0
        for word in live?.bits.words ?? [] {
            ranks.append(rank)
            rank += UInt32(word.nonzeroBitCount)
        }
        self.ranks = ranks
    }

    /// The new number of a document below ``count``; `UInt32.max` for one that was deleted.
    @inline(__always)
    subscript(document: Int) -> UInt32 {
        guard let live else { return first &+ UInt32(truncatingIfNeeded: document) }
        guard live[document] else { return .max }
        let before = live.words[document >> 6] & (1 << UInt64(document & 63) &- 1)
        return first &+ ranks[document >> 6] &+ UInt32(truncatingIfNeeded: before.nonzeroBitCount)
    }

    /// Gives documents their new numbers, and drops those that were deleted.
    ///
    /// - Parameters:
    ///   - frequencies: of the documents.
    ///   - values: as many integers of each document as its frequency.
    ///   - count: how many documents there are.
    /// - Returns: how many documents, and integers of theirs, are left at the start of the buffers.
    func renumber(
        _ documents: FixedBuffer<UInt32>, _ frequencies: FixedBuffer<UInt32>, _ values: FixedBuffer<UInt32>,
        count: Int
    ) -> (documents: Int, values: Int) {
        var (kept, read, written) = (0, 0, 0)
        if live == nil {
            for index in 0..<count {
                documents[index] &+= first
                read &+= Int(frequencies[index])
            }
            return (count, read)
        }
        for index in 0..<count {
            let number = self[Int(documents[index])]
            let frequency = Int(frequencies[index])
            if number != .max {
                documents[kept] = number
                frequencies[kept] = frequencies[index]
                if written < read { values.update(at: written, from: values, read..<(read + frequency)) }
                kept += 1
                written += frequency
            }
            read += frequency
        }
        return (kept, written)
    }

    /// Whether all of some documents are live.
    func areLive(_ documents: Range<Int>) -> Bool {
        guard let live else { return true }
        return documents.allSatisfy { live[$0] }
    }
}
