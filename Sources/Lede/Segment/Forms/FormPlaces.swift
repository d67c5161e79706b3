/// The forms of a field, each with the place of its term, put into the order of the forms.
///
/// Sorted in memory while there are few; of more, sorted runs are written aside and merged at the end (external merge sort,
/// Knuth, The Art of Computer Programming 3, 5.4), so that the memory does not grow with the field.
final class FormPlaces {
    private struct Entry {
        var start: Int
        var count: Int
        var place: UInt32
    }

    private var texts: [UInt8] = []
    private var entries: [Entry] = []
    private let spilled: SpilledBytes
    private var runs: [Range<Int>] = []
    private let runBytes: Int

    /// - Parameter runBytes: how much is sorted in memory, where it is not to follow from what there is.
    init(_ scratch: ScratchSpace?, runBytes: Int? = nil) {
        spilled = SpilledBytes(scratch, .formRuns)
        self.runBytes = runBytes ?? scratch?.share(8, (4 << 10)...(16 << 20)) ?? 16 << 20
    }

    func add(_ form: [UInt8], place: UInt32) throws(LedeError) {
        entries.append(Entry(start: texts.count, count: form.count, place: place))
        texts += form
        if texts.count + entries.count * MemoryLayout<Entry>.stride >= runBytes { try spill() }
    }

    private func text(_ entry: Entry) -> ArraySlice<UInt8> { texts[entry.start..<(entry.start + entry.count)] }

    private func sort() { entries.sort { text($0).lexicographicallyPrecedes(text($1)) } }

    /// Writes what is in memory as a run: for each form its length as a varint, its bytes, and the place (u32).
    private func spill() throws(LedeError) {
        sort()
        let start = spilled.count
        var run = ByteWriter()
        for entry in entries {
            run.append(varint: entry.count)
            run.append(contentsOf: text(entry))
            run.append(little: entry.place)
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

    /// Gives out all in order. Called once, at the end.
    func read(_ body: ([UInt8], UInt32) throws(LedeError) -> Void) throws(LedeError) {
        if runs.isEmpty {
            sort()
            for entry in entries { try body(Array(text(entry)), entry.place) }
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
                for index in 1..<heads.count where heads[index].form.lexicographicallyPrecedes(heads[least].form) {
                    least = index
                }
                try body(heads[least].form, heads[least].place)
                bytesToRelease -= heads[least].form.count + 5
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
        var form: [UInt8] = []
        var place: UInt32 = 0

        mutating func advance() throws(LedeError) -> Bool {
            if reader.isAtEnd { return false }
            form = Array(try reader.bytes(try reader.varint(limit: reader.remaining)))
            place = 0
            for shift in stride(from: UInt32(0), to: 32, by: 8) { place |= UInt32(try reader.byte()) << shift }
            return true
        }
    }
}
