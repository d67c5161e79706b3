internal import CLedeKernels

/// The words of many texts one behind the other, as numbers, with the *place* of each: what is left of texts until their
/// segment is written.
///
/// Nearly all words take two bytes, as numbers are given in order of arrival and frequent words come early. To bring
/// the log into the order of the words, ``SortedPlaces`` goes through it from one end to the other, so that inverting is
/// a counting sort and not a look at the list of a word for each of its occurrences.
///
/// - Invariant: places ascend, though not strictly. A chunk does not end between a place and its word.
package struct WordLog {
    private static let chunkSize = 1 << 17
    /// A chunk is left where so many words might not fit any more.
    private static let wordsAtOnce = 32

    private var chunks: [FixedBuffer<UInt16>] = []
    /// How many codes each chunk but the last one has.
    private var counts: [Int] = []
    private var used = WordLog.chunkSize
    private var isElsewhere = false
    /// Whether several words stand at one place.
    private var hasStacks = false
    /// The place that the next word gets.
    package private(set) var next: UInt32 = 0
    /// How many words there are.
    package private(set) var count = 0

    package init() {}

    package func deallocate() { for chunk in chunks { chunk.deallocate() } }

    /// The memory held, in bytes.
    package var byteCount: Int { chunks.count * Self.chunkSize * 2 }

    /// Whether places are about to run out: half of them is left.
    package var isFull: Bool { next >= 1 << 31 }

    /// Has the next word stand at a place, no smaller than that of the last one.
    @inline(__always)
    package mutating func move(to place: UInt32) {
        if place == next { return }
        isElsewhere = true
        if place < next { hasStacks = true }
        next = place
    }

    /// Appends words, each one place after the one before.
    @inline(__always)
    package mutating func append(_ words: FixedBuffer<UInt32>, count: Int) {
        precondition(count <= words.count)
        for first in stride(from: 0, to: count, by: Self.wordsAtOnce) {
            append(words.base + first, count: min(Self.wordsAtOnce, count - first))
        }
    }

    @inline(__always)
    private mutating func append(_ words: UnsafeMutablePointer<UInt32>, count: Int) {
        if used + 3 * (count + 1) > Self.chunkSize { addChunk() }
        let chunk = chunks[chunks.count - 1].base
        if isElsewhere {
            chunk[used] = UInt16(truncatingIfNeeded: lede_log_place)
            chunk[used + 1] = UInt16(truncatingIfNeeded: next)
            chunk[used + 2] = UInt16(truncatingIfNeeded: next >> 16)
            used += 3
            isElsewhere = false
        }
        used += lede_log_words(words, count, chunk + used)
        next &+= UInt32(truncatingIfNeeded: count)
        self.count += count
    }

    @inline(never)
    private mutating func addChunk() {
        if !chunks.isEmpty { counts.append(used) }
        chunks.append(.uninitialized(Self.chunkSize))
        used = 0
    }

    @inline(__always)
    private func forEachChunk(_ body: (UnsafePointer<UInt16>, Int) -> Void) {
        for (index, chunk) in chunks.enumerated() { body(chunk.base, index < counts.count ? counts[index] : used) }
    }

    /// How often each word is there. Words are below `words`.
    package func frequencies(words: Int) -> FixedBuffer<UInt32> {
        let counts = FixedBuffer<UInt32>.allocate(words, repeating: 0)
        forEachChunk { lede_count_words($0, $1, counts.base) }
        return counts
    }

    /// The list that the places of a word go to, in the lower half, and a label that comes along with each of them.
    package typealias Target = UInt64

    @inline(__always)
    package static func target(list: Int, label: UInt32) -> Target {
        UInt64(label) << 32 | UInt64(UInt32(truncatingIfNeeded: list))
    }

    @inline(__always)
    package static func list(of target: Target) -> Int { Int(target & 0xffff_ffff) }

    /// How labels lie with the places of a log.
    package struct LabelLayout {
        /// So many bits above a place, where places leave room for it; an integer behind it, where they do not; 0: nowhere.
        fileprivate let shift: UInt32

        /// How many integers a place takes with its label.
        package var width: Int { shift == UInt32(lede_wide_labels) ? 2 : 1 }

        fileprivate var hasLabels: Bool { shift > 0 }
    }

    /// - Parameter most: the greatest label; nil: there are none.
    package func labelLayout(most: UInt32?) -> LabelLayout {
        guard let most else { return LabelLayout(shift: 0) }
        let bits = UInt32(32 - max(1, next).leadingZeroBitCount)
        let fits = bits < 32 && most < 1 << (32 - bits)
        return LabelLayout(shift: fits ? bits : UInt32(lede_wide_labels))
    }

    /// Puts the place of each word at the cursor of its list, as ``SortedPlaces`` has it.
    fileprivate func sort(
        _ targets: FixedBuffer<Target>?, cursors: FixedBuffer<UInt32>, spare: UInt32, _ places: FixedBuffer<UInt32>,
        _ labels: LabelLayout
    ) {
        var place: UInt32 = 0
        forEachChunk {
            lede_sort_places($0, $1, &place, targets?.base, cursors.base, spare, places.base, labels.shift)
        }
    }

    /// Puts neighbours among chosen words to their places.
    ///
    /// - Parameters:
    ///   - ranks: of each word its rank, or ``notChosen``.
    ///   - chosen: how many ranks there are, at most 255.
    ///   - cursors: of each pair, first × `chosen` + second; moved on for each occurrence, but for those that are `spare`.
    ///   - places: what the place of the first word is put into, where the cursor points.
    package func sortPairs(
        ranks: FixedBuffer<UInt8>, chosen: Int, cursors: FixedBuffer<UInt32>, spare: UInt32,
        places: FixedBuffer<UInt32>
    ) {
        forEachPart(ranks: ranks, chosen: chosen, cursors) {
            _ = lede_sort_pairs(
                $0, $1, $2, ranks.base, UInt32(truncatingIfNeeded: chosen), cursors.base, spare, places.base, nil)
        }
    }

    /// Counts neighbours among chosen words.
    ///
    /// - Parameters:
    ///   - counts: how often each pair is there, in the order of ``sortPairs(ranks:chosen:cursors:spare:places:)``; zeros before.
    ///   - most: how many of them may be kept, at 8 bytes each.
    /// - Returns: all of them, in the order of the log; nil where they are more, or words share places.
    package func findPairs(
        ranks: FixedBuffer<UInt8>, chosen: Int, counts: FixedBuffer<UInt32>, atMost most: Int
    ) -> FoundPairs? {
        var found: FoundPairs? = hasStacks ? nil : FoundPairs()
        forEachPart(ranks: ranks, chosen: chosen, counts) { codes, count, state in
            // Those that were met before, and one for each code.
            let target = found?.reserve(count + Int(lede_pairs_at_once))
            let new = lede_sort_pairs(
                codes, count, state, ranks.base, UInt32(truncatingIfNeeded: chosen), counts.base, .max, nil, target)
            if let pairs = found, pairs.count + new > most {
                pairs.deallocate()
                found = nil
            }
            found?.count += new
        }
        return found
    }

    /// Pairs in the order of a log, each with its place. It is a view: whoever finds them deallocates them.
    package struct FoundPairs {
        private var pairs = FixedBuffer<UInt64>.uninitialized(chunkSize)
        fileprivate(set) var count = 0

        fileprivate mutating func reserve(_ more: Int) -> UnsafeMutablePointer<UInt64> {
            if count + more > pairs.count { pairs = pairs.grown(to: max(2 * pairs.count, count + more)) }
            return pairs.base + count
        }

        package func deallocate() { pairs.deallocate() }

        /// Puts their places to where the cursors point, as ``WordLog/sortPairs(ranks:chosen:cursors:spare:places:)`` does.
        package func sort(cursors: FixedBuffer<UInt32>, spare: UInt32, places: FixedBuffer<UInt32>) {
            lede_sort_found_pairs(pairs.base, count, cursors.base, spare, places.base)
        }
    }

    private func forEachPart(
        ranks: FixedBuffer<UInt8>, chosen: Int, _ cursors: FixedBuffer<UInt32>,
        _ body: (UnsafePointer<UInt16>?, Int, UnsafeMutablePointer<lede_pairs>) -> Void
    ) {
        precondition(cursors.count >= chosen * chosen && chosen <= 255)
        let state = UnsafeMutablePointer<lede_pairs>.allocate(capacity: 1)
        defer { state.deallocate() }
        state.pointee.place = 0
        state.pointee.count = 0
        forEachChunk { body($0, $1, state) }
        body(nil, 0, state)
    }

    /// The rank of a word that was not chosen.
    package static let notChosen = UInt8(lede_not_chosen)
}

/// The places of the words of a log, list by list, some lists at a time.
///
/// - Invariant: every word of the log has a list below `counts.count`, and `counts` says how many places each list gets.
package struct SortedPlaces {
    private let log: WordLog
    private let targets: FixedBuffer<WordLog.Target>?
    private let counts: FixedBuffer<UInt32>
    private let cursors: FixedBuffer<UInt32>
    private let capacity: Int
    private let labelLayout: WordLog.LabelLayout
    /// The places, ascending in a list; the lists in the order in which they were asked for.
    private let places: FixedBuffer<UInt32>
    private let labels: FixedBuffer<UInt32>

    /// - Parameters:
    ///   - targets: of each word; nil: the list is the word, and there are no labels.
    ///   - labelLayout: that of the log, for the greatest of the labels in `targets`, or for none.
    ///   - counts: how many places each list has.
    ///   - capacity: for how many places there is room, and for how many of one list.
    package init(
        _ log: WordLog, targets: FixedBuffer<WordLog.Target>?, _ labelLayout: WordLog.LabelLayout,
        counts: FixedBuffer<UInt32>,
        capacity: (all: Int, one: Int)
    ) {
        self.log = log
        self.targets = targets
        self.counts = counts
        self.capacity = capacity.all
        self.labelLayout = labelLayout
        cursors = .uninitialized(counts.count)
        places = .uninitialized((capacity.all + 1) * labelLayout.width)
        labels = .uninitialized(labelLayout.hasLabels ? capacity.one : 0)
    }

    package func deallocate() {
        cursors.deallocate()
        places.deallocate()
        labels.deallocate()
    }

    /// A list that was taken apart into documents.
    package struct List {
        /// How many documents there are.
        package let count: Int
        /// Where the gaps begin in ``gaps``, as ``DocumentPlaces`` has them.
        package let start: Int
        package let gaps: FixedBuffer<UInt32>
        /// The label of each of them, from the first on, where labels are wanted.
        package let labels: FixedBuffer<UInt32>
    }

    /// Takes a list apart, once.
    /// - Parameter range: where it is among those that were gathered.
    package func split(_ range: Range<Int>, by documents: DocumentPlaces) -> List {
        precondition(range.upperBound <= capacity)
        let start = labelLayout.width * range.lowerBound
        let count = documents.split(
            places, from: start, count: range.count, labels: labelLayout.hasLabels ? (labels, labelLayout) : nil)
        return List(count: count, start: start, gaps: places, labels: labels)
    }

    /// Gathers the places of some lists, one behind the other from index 0.
    /// - Complexity: goes through the whole log.
    package func gather(_ chosen: ArraySlice<UInt32>) {
        let spare = UInt32(truncatingIfNeeded: capacity)
        cursors.fill(0..<cursors.count, with: spare)
        var start: UInt32 = 0
        for list in chosen {
            // An empty list would share the cursor of the next one; none of its words is logged.
            cursors[Int(list)] = start
            start += counts[Int(list)]
        }
        precondition(start <= spare)
        log.sort(targets, cursors: cursors, spare: spare, places, labelLayout)
    }
}

/// Finds the documents that places belong to.
///
/// - Invariant: places are those of a log whose documents began at `starts`, ascending.
package struct DocumentPlaces {
    /// What ``split(_:from:count:labels:)`` writes beyond the documents of a list.
    private static let surplus = 16

    private let pageBits: UInt32
    private let starts: FixedBuffer<UInt32>
    private let hints: FixedBuffer<UInt32>
    /// The documents of the list that was taken apart last, and how often it is in each.
    package let documents: FixedBuffer<UInt32>
    package let frequencies: FixedBuffer<UInt32>

    /// - Parameters:
    ///   - starts: where each document begins.
    ///   - end: behind all places.
    package init(starts: [UInt32], end: UInt32) {
        let starts = starts + [UInt32.max]
        self.starts = .uninitialized(starts.count)
        for (index, start) in starts.enumerated() { self.starts[index] = start }
        // Few documents begin in the same page as another.
        let average = end / UInt32(truncatingIfNeeded: max(1, starts.count - 1))
        pageBits = min(8, max(2, UInt32(31 - max(1, average).leadingZeroBitCount)))
        hints = .uninitialized(Int(end >> pageBits) + 1)
        var document = 0
        for page in 0..<hints.count {
            while document + 1 < starts.count, starts[document + 1] <= UInt32(page) << pageBits { document += 1 }
            hints[page] = UInt32(document)
        }
        documents = .uninitialized(starts.count + Self.surplus)
        frequencies = .uninitialized(starts.count + Self.surplus)
    }

    package func deallocate() {
        starts.deallocate()
        hints.deallocate()
        documents.deallocate()
        frequencies.deallocate()
    }

    /// Puts documents and frequencies of a list into ``documents`` and ``frequencies``, and replaces its places by the gaps
    /// between them in a document, the first from the document's start.
    ///
    /// - Parameters:
    ///   - first: where the list begins in `places`.
    ///   - count: how many places it has.
    ///   - labels: what the labels are put into, and how they lie with the places; nil: there are none.
    /// - Returns: the number of documents.
    package func split(
        _ places: FixedBuffer<UInt32>, from first: Int, count: Int,
        labels: (buffer: FixedBuffer<UInt32>, layout: WordLog.LabelLayout)? = nil
    ) -> Int {
        precondition(first >= 0 && count >= 0 && first + count * (labels?.layout.width ?? 1) <= places.count)
        precondition(count <= labels?.buffer.count ?? count)
        return lede_split_places(
            places.base + first, count, starts.base, hints.base, pageBits, documents.base, frequencies.base,
            labels?.buffer.base, labels?.layout.shift ?? 0)
    }
}
