/// Postings of some terms that grow side by side while documents come in order.
///
/// For each term two streams of varints in a ``SlicePool``: documents (gap shifted by one bit that says whether the
/// frequency is 1, else the frequency follows) and position gaps. Terms are numbered from 0.
///
/// It is a view, like ``FixedBuffer``: whoever makes it deallocates it.
package struct GatheredPostings {
    fileprivate struct List: BitwiseCopyable {
        var documents = SlicePool.Stream()
        var positions = SlicePool.Stream()
        var lastDocument: UInt32 = 0
        /// The gap that led to `lastDocument`; written with its frequency when the next document comes.
        var pendingGap: UInt32 = 0
        var frequency: UInt32 = 0
        var lastPosition: UInt32 = 0
        var documentFrequency: UInt32 = 0
        /// Makes 64 bytes of it, one line of the cache.
        private var padding: (UInt32, UInt32, UInt32) = (0, 0, 0)

        init() {}
    }

    private let lists: FixedBuffer<List>
    private var pool = SlicePool()

    /// - Parameter capacity: how many terms there are, at least 1.
    package init(capacity: Int) { lists = FixedBuffer.allocate(capacity, repeating: List()) }

    package func deallocate() {
        lists.deallocate()
        var pool = pool
        pool.deallocate()
    }

    /// The memory held, in bytes.
    package var byteCount: Int { pool.byteCount + lists.count * MemoryLayout<List>.stride }

    /// Whether addresses are about to run out.
    package var isFull: Bool { pool.isFull }

    /// Adds an occurrence. Documents of a term ascend, and positions in a document.
    @inline(__always)
    package mutating func add(_ term: Int, document: UInt32, position: UInt32) {
        if lists[term].documentFrequency == 0 || lists[term].lastDocument != document {
            startDocument(term, document)
        } else {
            lists[term].frequency &+= 1
        }
        let gap = position &- lists[term].lastPosition
        lists[term].lastPosition = position
        pool.append(varint: gap, to: &lists[term].positions)
    }

    @inline(__always)
    private mutating func startDocument(_ term: Int, _ document: UInt32) {
        let isFirst = lists[term].documentFrequency == 0
        if !isFirst {
            let frequency = lists[term].frequency
            let code = lists[term].pendingGap << 1 | (frequency == 1 ? 1 : 0)
            pool.append(varint: code, to: &lists[term].documents)
            if frequency != 1 { pool.append(varint: frequency, to: &lists[term].documents) }
        }
        lists[term].pendingGap = isFirst ? document : document &- lists[term].lastDocument
        lists[term].lastDocument = document
        lists[term].frequency = 1
        lists[term].lastPosition = 0
        lists[term].documentFrequency &+= 1
    }

    /// Gives the postings of a term to an encoder.
    package func write(_ term: Int, to encoder: PostingsEncoder) {
        guard var reader = reader(of: term) else { return }
        while reader.advance() {
            encoder.add(document: reader.document, frequency: reader.frequency)
            for _ in 0..<reader.frequency { encoder.add(gap: reader.gap()) }
            encoder.endDocument()
        }
    }

    /// The postings of a term from its first document on; nil when it has none.
    package func reader(of term: Int) -> Reader? {
        lists[term].documentFrequency == 0 ? nil : Reader(lists[term], pool)
    }

    /// Goes through the documents of a term and the positions in each.
    package struct Reader {
        private var documents: SlicePool.Reader?
        private var positions: SlicePool.Reader
        /// How many documents are to come.
        private var left: UInt32
        private let lastGap: UInt32
        private let lastFrequency: UInt32
        private var lastPosition: UInt32 = 0
        /// The document at hand.
        package private(set) var document: UInt32 = 0
        /// How many positions it has.
        package private(set) var frequency: UInt32 = 0

        fileprivate init(_ list: List, _ pool: SlicePool) {
            documents = list.documents.isEmpty ? nil : SlicePool.Reader(list.documents, of: pool)
            positions = SlicePool.Reader(list.positions, of: pool)
            left = list.documentFrequency
            lastGap = list.pendingGap
            lastFrequency = list.frequency
        }

        /// Goes to the next document. All positions of the one before were read.
        /// - Returns: false at the end.
        @inline(__always)
        package mutating func advance() -> Bool {
            if left == 0 { return false }
            left &-= 1
            if left > 0, let code = documents?.varint() {
                document &+= code >> 1
                frequency = code & 1 != 0 ? 1 : documents?.varint() ?? 1
            } else {
                document &+= lastGap
                frequency = lastFrequency
            }
            lastPosition = 0
            return true
        }

        /// The next position in the document.
        @inline(__always)
        package mutating func position() -> UInt32 {
            lastPosition &+= gap()
            return lastPosition
        }

        /// How far the next position is from the one before in the document, or from zero. Whoever takes gaps asks for no
        /// positions.
        @inline(__always)
        package mutating func gap() -> UInt32 { positions.varint() }
    }
}
