/// Postings of many terms that grow side by side while documents come in order.
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
        /// The form of the occurrence that was added last.
        var lastForm: UInt32 = 0
        /// Makes 64 bytes of it, one line of the cache.
        private var padding: (UInt32, UInt32) = (0, 0)

        init() {}
    }

    private var lists: FixedBuffer<List>
    /// So many of the lists are in use.
    private var count: Int
    private var pool = SlicePool()
    /// Whether occurrences have forms: position gaps are then shifted by one bit, which says that the form is another
    /// one than that of the occurrence before, and follows.
    private let hasForms: Bool

    /// - Parameter capacity: how many terms there is room for at first; at least 1.
    package init(capacity: Int, hasForms: Bool = false) {
        lists = FixedBuffer.allocate(capacity, repeating: List())
        count = capacity
        self.hasForms = hasForms
    }

    package func deallocate() {
        lists.deallocate()
        var pool = pool
        pool.deallocate()
    }

    /// The memory held, in bytes.
    package var byteCount: Int { pool.byteCount + count * MemoryLayout<List>.stride }

    /// Whether addresses are about to run out.
    package var isFull: Bool { pool.isFull }

    /// Makes room for a term, which follows the last one.
    @inline(__always)
    package mutating func reserve(_ term: Int) {
        if term < count { return }
        if term == lists.count { lists = lists.grown(to: 2 * term) }
        lists[term] = List()
        count = term + 1
    }

    /// Asks for the memory of a term, before ``prefetchPositions(_:)``.
    @inline(__always)
    package func prefetch(_ term: Int) { lists.prefetch(term) }

    /// Asks for the memory that the next position of a term goes to.
    @inline(__always)
    package func prefetchPositions(_ term: Int) { pool.prefetch(lists[term].positions) }

    /// Adds an occurrence. Documents of a term ascend, and positions in a document.
    @inline(__always)
    package mutating func add(_ term: Int, document: UInt32, position: UInt32, form: UInt32 = 0) {
        if lists[term].documentFrequency == 0 || lists[term].lastDocument != document {
            startDocument(term, document)
        } else {
            lists[term].frequency &+= 1
        }
        let gap = position &- lists[term].lastPosition
        lists[term].lastPosition = position
        if !hasForms {
            pool.append(varint: gap, to: &lists[term].positions)
        } else if form == lists[term].lastForm {
            pool.append(varint: gap << 1, to: &lists[term].positions)
        } else {
            pool.append(varint: gap << 1 | 1, to: &lists[term].positions)
            pool.append(varint: form, to: &lists[term].positions)
            lists[term].lastForm = form
        }
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
        lists[term].documentFrequency == 0 ? nil : Reader(lists[term], pool, hasForms: hasForms)
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
        private let hasForms: Bool
        /// The form of the position that was read last.
        package private(set) var form: UInt32 = 0

        fileprivate init(_ list: List, _ pool: SlicePool, hasForms: Bool) {
            self.hasForms = hasForms
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
        package mutating func gap() -> UInt32 {
            let code = positions.varint()
            if !hasForms { return code }
            if code & 1 != 0 { form = positions.varint() }
            return code >> 1
        }
    }
}
