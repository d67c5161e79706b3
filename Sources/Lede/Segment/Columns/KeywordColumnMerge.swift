/// Makes one ``KeywordColumn`` of those of several segments, of the values that live documents have.
///
/// The distinct values of each are sorted, so they are merged as terms are. What is as many as them is put aside: nothing
/// but a bit for each is held in memory.
struct KeywordColumnMerge {
    private struct Source {
        /// Nil where the segment has no values of the field.
        let column: KeywordColumn?
        let numbers: DocumentNumbers
        /// Which of the distinct values live documents have.
        var used: BitSet
        /// For each distinct value its place among those of all.
        let places: SpilledBytes
    }

    private var sources: [Source] = []
    /// The files of the columns.
    private let files: FileReleases
    private let values: SpilledBytes
    private let valueEnds: SpilledBytes
    private var distinctCount = 0
    private var valueCount = 0
    private var documentCount = 0
    /// How many documents have a value.
    private(set) var documentsWithField = 0

    /// Reads the columns, and puts the values together.
    init(
        _ columns: [(column: KeywordColumn?, numbers: DocumentNumbers)], _ files: FileReleases,
        _ scratch: ScratchSpace?
    ) throws(LedeError) {
        self.files = files
        values = SpilledBytes(scratch, .values)
        valueEnds = SpilledBytes(scratch, .valueEnds)
        for (index, (column, numbers)) in columns.enumerated() {
            let places = SpilledBytes(scratch, .valuePlaces, index, of: columns.count)
            sources.append(
                Source(
                    column: column, numbers: numbers, used: BitSet(count: column?.distinctCount ?? 0), places: places))
            try note(index)
        }
        try mergeValues()
    }

    private mutating func note(_ index: Int) throws(LedeError) {
        let numbers = sources[index].numbers
        documentCount += numbers.liveCount
        guard let column = sources[index].column else { return }
        for document in 0..<numbers.count where numbers[document] != .max {
            let before = valueCount
            try column.forEachOrdinal(of: document) { ordinal in
                sources[index].used[ordinal] = true
                valueCount += 1
            }
            if valueCount > before { documentsWithField += 1 }
            files.note(4 + 4 * (valueCount - before))
        }
        files.release()
    }

    private mutating func mergeValues() throws(LedeError) {
        var heads: [Head] = []
        for (index, source) in sources.enumerated() {
            guard let column = source.column else { continue }
            var head = Head(source: index, column: column)
            if try head.advance(source) { heads.append(head) }
        }
        while var least = heads.first?.value {
            for head in heads.dropFirst() where head.value.isLess(than: least) { least = head.value }
            try least.withUnsafeBytes { (bytes) throws(LedeError) in try values.append(bytes) }
            try valueEnds.append(little: UInt64(values.count))
            files.note(least.count + 4)
            var next = 0
            while next < heads.count {
                guard !least.isLess(than: heads[next].value) else {
                    next += 1
                    continue
                }
                let source = sources[heads[next].source]
                try source.places.append(little: UInt32(truncatingIfNeeded: distinctCount))
                if try heads[next].advance(source) { next += 1 } else { heads.remove(at: next) }
            }
            distinctCount += 1
        }
    }

    /// A source whose values are gone through.
    private struct Head {
        let source: Int
        let column: KeywordColumn
        private var next = 0
        /// The value at hand.
        private(set) var value: ByteRegion

        init(source: Int, column: KeywordColumn) {
            self.source = source
            self.column = column
            value = column.noValue
        }

        /// Goes to the next value that is used; the others have no place.
        mutating func advance(_ source: Source) throws(LedeError) -> Bool {
            while next < column.distinctCount {
                defer { next += 1 }
                if source.used[next] {
                    value = try column.valueBytes(next)
                    return true
                }
                try source.places.append(little: UInt32.max)
            }
            return false
        }
    }

    /// Writes the section. Called once.
    func write(_ tag: SectionTag, to file: inout SectionedFileWriter) throws(LedeError) {
        let layout = KeywordColumnLayout(
            documentCount: documentCount, distinctCount: distinctCount, valueCount: valueCount, byteCount: values.count)
        try file.begin(tag)
        try file.write(layout.header)
        var packed = layout.valueEnds
        try valueEnds.takeIntegers(UInt64.self) { (end) throws(LedeError) in
            packed.append(end)
            try packed.drainIfLarge(to: &file)
        }
        try file.write(packed.finish())
        packed = layout.ordinals
        for source in sources {
            guard let column = source.column else { continue }
            try source.places.take { (region) throws(LedeError) in
                for document in 0..<source.numbers.count where source.numbers[document] != .max {
                    for place in try column.range(of: document) {
                        packed.append(UInt64(try region.load(UInt32.self, at: 4 * column.ordinal(at: place))))
                        files.note(FileReleases.randomReadBytes, region.file)
                    }
                    try packed.drainIfLarge(to: &file)
                }
            }
            files.release()
        }
        try file.write(packed.finish())
        packed = layout.ends
        var end = 0
        for source in sources {
            for document in 0..<source.numbers.count where source.numbers[document] != .max {
                end += try source.column?.range(of: document).count ?? 0
                packed.append(UInt64(end))
                try packed.drainIfLarge(to: &file)
                files.note(4)
            }
        }
        try file.write(packed.finish())
        try values.write(to: &file)
        file.end()
    }
}

extension KeywordColumn {
    /// No bytes of the column.
    fileprivate var noValue: ByteRegion { ByteRegion(file: region.file, offset: 0, count: 0, name: region.name) }
}

extension ByteRegion {
    fileprivate func isLess(than other: ByteRegion) -> Bool {
        compareBytes(
            UnsafeRawBufferPointer(start: start, count: count),
            UnsafeRawBufferPointer(start: other.start, count: other.count)) < 0
    }
}
