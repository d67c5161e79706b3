/// The first documents of an order found so far: a heap whose root is the last of them.
///
/// Of two documents with equal keys the one that was indexed first comes first. The words of further keys than the
/// first lie in one array, those of an entry at its slot.
struct SortHeap {
    struct Entry: BitwiseCopyable {
        var first: SortWord
        var segment: UInt32
        var document: UInt32
        fileprivate var slot: UInt32 = 0

        init(first: SortWord, segment: UInt32, document: UInt32) {
            self.first = first
            self.segment = segment
            self.document = document
        }
    }

    private let limit: Int
    /// How many keys there are beside the first.
    private let others: Int
    private var heap: [Entry] = []
    private var words: [SortWord] = []

    /// - Parameter limit: how many to keep; at least 1.
    init(limit: Int, keyCount: Int) {
        self.limit = limit
        others = keyCount - 1
        heap.reserveCapacity(min(limit, 1024))
    }

    /// The last of the first documents, once there are as many as wanted: what does not come before it is passed over.
    @inline(__always)
    var last: Entry? { heap.count == limit ? heap[0] : nil }

    /// Whether a document with this first word may come before ``last``.
    @inline(__always)
    func admits(_ word: SortWord) -> Bool { heap.count < limit || !(heap[0].first < word) }

    /// Offers a document with the words of its other keys.
    mutating func offer(_ entry: Entry, _ others: [SortWord]) {
        var entry = entry
        if heap.count < limit {
            entry.slot = UInt32(heap.count)
            words.append(contentsOf: others)
            heap.append(entry)
            var child = heap.count - 1
            while child > 0, isBefore(heap[(child - 1) / 2], heap[child]) {
                heap.swapAt(child, (child - 1) / 2)
                child = (child - 1) / 2
            }
            return
        }
        guard isBefore(entry, others, heap[0]) else { return }
        entry.slot = heap[0].slot
        for (index, word) in others.enumerated() { words[Int(entry.slot) * self.others + index] = word }
        replaceRoot(by: entry)
    }

    private mutating func replaceRoot(by entry: Entry) {
        var parent = 0
        while true {
            var child = 2 * parent + 1
            if child >= heap.count { break }
            if child + 1 < heap.count, isBefore(heap[child], heap[child + 1]) { child += 1 }
            if !isBefore(entry, heap[child]) { break }
            heap[parent] = heap[child]
            parent = child
        }
        heap[parent] = entry
    }

    private func isBefore(_ a: Entry, _ b: Entry) -> Bool {
        if a.first != b.first { return a.first < b.first }
        for index in 0..<others {
            let (x, y) = (words[Int(a.slot) * others + index], words[Int(b.slot) * others + index])
            if x != y { return x < y }
        }
        return (a.segment, a.document) < (b.segment, b.document)
    }

    private func isBefore(_ a: Entry, _ othersOfA: [SortWord], _ b: Entry) -> Bool {
        if a.first != b.first { return a.first < b.first }
        for index in 0..<others {
            let (x, y) = (othersOfA[index], words[Int(b.slot) * others + index])
            if x != y { return x < y }
        }
        return (a.segment, a.document) < (b.segment, b.document)
    }

    /// Calls `body` with each entry and its words, in no order, and removes them.
    mutating func drain(_ body: (Entry, [SortWord]) throws(LedeError) -> Void) throws(LedeError) {
        for entry in heap {
            let start = Int(entry.slot) * others
            try body(entry, [entry.first] + words[start..<start + others])
        }
        heap.removeAll(keepingCapacity: true)
        words.removeAll(keepingCapacity: true)
    }
}
