/// Texts, each with a number, put into the order of their bytes.
///
/// Sorted in memory while there are few; of more, sorted runs are written aside and merged at the end (external merge sort,
/// Knuth, The Art of Computer Programming 3, 5.4), so that the memory does not grow with them.
final class SortedTexts {
    private struct Entry {
        var start: Int
        var count: Int
        var number: UInt32
    }

    private var texts: [UInt8] = []
    private var entries: [Entry] = []
    private let spilled: SpilledBytes
    private var runs: [Range<Int>] = []
    private let runBytes: Int

    /// - Parameter runBytes: how much is sorted in memory, where it is not to follow from what there is.
    init(_ scratch: ScratchSpace?, _ purpose: ScratchSpace.Purpose, runBytes: Int? = nil) {
        spilled = SpilledBytes(scratch, purpose)
        self.runBytes = runBytes ?? scratch?.share(8, (4 << 10)...(16 << 20)) ?? 16 << 20
    }

    func add(_ text: UnsafeRawBufferPointer, number: UInt32) throws(LedeError) {
        entries.append(Entry(start: texts.count, count: text.count, number: number))
        texts += text
        if texts.count + entries.count * MemoryLayout<Entry>.stride >= runBytes { try spill() }
    }

    private func text(_ entry: Entry) -> ArraySlice<UInt8> { texts[entry.start..<(entry.start + entry.count)] }

    private func sort() { entries.sort { text($0).lexicographicallyPrecedes(text($1)) } }

    /// Writes what is in memory as a run: for each text its length as a varint, its bytes, and the number (u32).
    private func spill() throws(LedeError) {
        sort()
        let start = spilled.count
        var run = ByteWriter()
        for entry in entries {
            run.append(varint: entry.count)
            run.append(contentsOf: text(entry))
            run.append(little: entry.number)
            if run.count >= 64 << 10 {
                try spilled.append(run.bytes)
                run.removeAll()
            }
        }
        try spilled.append(run.bytes)
        runs.append(start..<spilled.count)
        entries.removeAll(keepingCapacity: true)
        texts.removeAll(keepingCapacity: true)
    }

    /// Gives out all in order, those of one text in any. Called once, at the end.
    func read(_ body: ([UInt8], UInt32) throws(LedeError) -> Void) throws(LedeError) {
        if runs.isEmpty {
            sort()
            for entry in entries { try body(Array(text(entry)), entry.number) }
            return
        }
        if !entries.isEmpty { try spill() }
        (texts, entries) = ([], [])
        try spilled.take { (region) throws(LedeError) in
            var heads: [Head] = []
            for run in runs {
                var head = Head(reader: try ByteReader(try region.slice(at: run.lowerBound, count: run.count)))
                if try head.advance() { heads.append(head) }
            }
            // The runs are read from front to back, so what lies behind is of no use.
            var bytesToRelease = runBytes
            while !heads.isEmpty {
                var least = 0
                for index in 1..<heads.count where heads[index].text.lexicographicallyPrecedes(heads[least].text) {
                    least = index
                }
                try body(heads[least].text, heads[least].number)
                bytesToRelease -= heads[least].text.count + 5
                if bytesToRelease <= 0 {
                    region.file.release()
                    bytesToRelease = runBytes
                }
                if !(try heads[least].advance()) { heads.remove(at: least) }
            }
        }
    }

    /// A run that is being read.
    private struct Head {
        var reader: ByteReader
        var text: [UInt8] = []
        var number: UInt32 = 0

        mutating func advance() throws(LedeError) -> Bool {
            if reader.isAtEnd { return false }
            text = Array(try reader.bytes(try reader.varint(limit: reader.remaining)))
            number = 0
            for shift in stride(from: UInt32(0), to: 32, by: 8) { number |= UInt32(try reader.byte()) << shift }
            return true
        }
    }
}
