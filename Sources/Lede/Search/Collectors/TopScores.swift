/// The best documents found so far: a heap whose root is the worst of them.
///
/// Of two documents of equal score the one that was indexed first is better.
package struct TopScores {
    package struct Entry: Comparable, BitwiseCopyable {
        package var score: Float
        package var segment: UInt32
        package var document: UInt32

        /// Whether `a` is worse than `b`.
        package static func < (a: Entry, b: Entry) -> Bool {
            if a.score != b.score { return a.score < b.score }
            return (a.segment, a.document) > (b.segment, b.document)
        }
    }

    let limit: Int
    private var heap: [Entry] = []

    /// - Parameter limit: how many to keep; at least 1.
    init(limit: Int) {
        self.limit = limit
        heap.reserveCapacity(min(limit, 1024))
    }

    /// What a document must exceed to be among the best, if it comes at or after `document` of `segment`.
    func threshold(segment: UInt32, from document: UInt32) -> Float {
        guard heap.count == limit else { return -1 }
        let worst = heap[0]
        let canWinTies = (segment, document) < (worst.segment, worst.document)
        return canWinTies ? worst.score.nextDown : worst.score
    }

    /// Offers a document.
    @inline(__always)
    mutating func offer(_ entry: Entry) {
        if heap.count < limit {
            heap.append(entry)
            var child = heap.count - 1
            while child > 0, heap[child] < heap[(child - 1) / 2] {
                heap.swapAt(child, (child - 1) / 2)
                child = (child - 1) / 2
            }
        } else if heap[0] < entry {
            replaceWorst(by: entry)
        }
    }

    private mutating func replaceWorst(by entry: Entry) {
        var parent = 0
        while true {
            var child = 2 * parent + 1
            if child >= heap.count { break }
            if child + 1 < heap.count, heap[child + 1] < heap[child] { child += 1 }
            if !(heap[child] < entry) { break }
            heap[parent] = heap[child]
            parent = child
        }
        heap[parent] = entry
    }

    /// The entries, the best first.
    var sorted: [Entry] { heap.sorted(by: >) }
}
