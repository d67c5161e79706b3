/// The names of values of several segments, numbered anew as ``StoredDocument/Names`` would have numbered them.
///
/// The names are numbered in their order, those of the schema and then those of one segment after the other, and sorted by
/// their bytes, so that the same ones come together: the first of them counts, and the others are *repeated*. What is as many
/// as the names is put aside: a bit for each is held in memory, and the new numbers of a part of them at a time.
struct NamesMerge {
    private let schemaNames: [String]
    private let sources: [StoredDocument.StoredNames]
    /// The files of the segments.
    private let files: FileReleases
    /// The number of the first name of each source.
    private var starts: [Int] = []
    private var total: Int
    /// Which names are the first of their kind.
    private var isFirst: BitSet
    /// For each word of ``isFirst`` how many firsts there are before it.
    private var ranks: [UInt32] = []
    private var firstCount = 0
    /// Pairs of a first name and one that repeats it (u32 each).
    private let repeated: SpilledBytes
    /// For each name of the sources, one behind the other, its new number (u32).
    private let numbers: SpilledBytes
    /// Whether each name of a source keeps its number.
    private(set) var keepsNumbers: [Bool]
    /// How many new numbers are held in memory at a time.
    private let numbersAtOnce: Int

    init(
        _ sources: [StoredDocument.StoredNames], _ schema: Schema, _ files: FileReleases, _ scratch: ScratchSpace?
    ) throws(LedeError) {
        self.sources = sources
        self.files = files
        schemaNames = schema.storedNames
        total = schemaNames.count
        for source in sources {
            starts.append(total)
            total += source.count
        }
        isFirst = BitSet(count: total)
        repeated = SpilledBytes(scratch, .repeatedNames)
        numbers = SpilledBytes(scratch, .nameNumbers)
        keepsNumbers = []
        numbersAtOnce = (scratch?.share(16, (4 << 10)...(16 << 20)) ?? 16 << 20) / 4
        let sorted = SortedTexts(scratch, .nameRuns)
        var number: UInt32 = 0
        try forEach { (name) throws(LedeError) in
            try sorted.add(name, number: number)
            number += 1
        }
        try findFirsts(sorted)
        try renumber()
    }

    /// All names in their order.
    private func forEach(_ body: (UnsafeRawBufferPointer) throws(LedeError) -> Void) throws(LedeError) {
        for name in schemaNames { try name.withBytes { (bytes) throws(LedeError) in try body(bytes) } }
        for source in sources {
            try source.read { (bytes) throws(LedeError) in
                try body(bytes)
                files.note(bytes.count)
                return true
            }
        }
    }

    private mutating func findFirsts(_ sorted: SortedTexts) throws(LedeError) {
        // Those of one name.
        var name: [UInt8] = []
        var same: [UInt32] = []
        try sorted.read { (text, number) throws(LedeError) in
            if text != name {
                try endName(&same)
                name = text
            }
            same.append(number)
        }
        try endName(&same)
        for word in isFirst.words {
            ranks.append(UInt32(truncatingIfNeeded: firstCount))
            firstCount += word.nonzeroBitCount
        }
    }

    private mutating func endName(_ same: inout [UInt32]) throws(LedeError) {
        guard let first = same.min() else { return }
        isFirst[Int(first)] = true
        for number in same where number != first {
            try repeated.append(little: first)
            try repeated.append(little: number)
        }
        same.removeAll(keepingCapacity: true)
    }

    /// The new number of a name that is the first of its kind.
    private func rank(_ number: Int) -> UInt32 {
        let before = isFirst.words[number >> 6] & (1 << UInt64(number & 63) &- 1)
        return ranks[number >> 6] &+ UInt32(truncatingIfNeeded: before.nonzeroBitCount)
    }

    /// Puts the new numbers aside, a part of them after the other.
    private mutating func renumber() throws(LedeError) {
        keepsNumbers = sources.map { _ in true }
        try repeated.take { (pairs) throws(LedeError) in
            var part: [UInt32] = []
            var source = 0
            var start = schemaNames.count
            while start < total {
                let end = min(total, start + numbersAtOnce)
                part.removeAll(keepingCapacity: true)
                for number in start..<end { part.append(rank(number)) }
                try pairs.forEachPart { (bytes) throws(LedeError) in
                    for offset in stride(from: 0, to: bytes.count, by: 8) {
                        let number = Int(bytes.loadUnaligned(fromByteOffset: offset + 4, as: UInt32.self).littleEndian)
                        guard number >= start, number < end else { continue }
                        let first = bytes.loadUnaligned(fromByteOffset: offset, as: UInt32.self).littleEndian
                        part[number - start] = rank(Int(first))
                    }
                }
                for number in start..<end {
                    while source + 1 < starts.count, starts[source + 1] <= number { source += 1 }
                    let new = part[number - start]
                    if Int(new) != number - starts[source] { keepsNumbers[source] = false }
                    try numbers.append(little: new)
                }
                start = end
            }
        }
    }

    /// Gives out what tells the new number of a name of a source, by its number there. Called once.
    func take(
        _ body: ((_ source: Int, _ name: Int) throws(LedeError) -> Int) throws(LedeError) -> Void
    ) throws(LedeError) {
        try numbers.take { (region) throws(LedeError) in
            try body { (source, name) throws(LedeError) in
                files.note(64, region.file)
                return Int(try region.load(UInt32.self, at: 4 * (starts[source] - schemaNames.count + name)))
            }
        }
    }

    /// Writes section `NAME`.
    func write(to file: inout SectionedFileWriter) throws(LedeError) {
        try file.begin(SectionTag("NAME"))
        var output = StoredDocument.NameOutput(count: firstCount)
        var number = 0
        try forEach { (name) throws(LedeError) in
            if isFirst[number] { try output.add(name, to: &file) }
            number += 1
        }
        try output.finish(to: &file)
        file.end()
    }
}
