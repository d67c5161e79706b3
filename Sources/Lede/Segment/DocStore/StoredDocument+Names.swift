extension StoredDocument {
    /// The names of values of documents that are being buffered: those of the stored fields, in the order of the schema, then
    /// others in the order of their first use. So the names of most segments are alike, and their stored documents are merged
    /// as they are. Names are told apart by their bytes: two that look alike, as with a letter and an accent for an accented
    /// letter, are two.
    package final class Names {
        private var table = ByteTable()

        package init() {}

        deinit { table.deallocate() }

        /// Begins with the names of the stored fields.
        convenience init(of schema: Schema) {
            self.init()
            for name in schema.storedNames { _ = index(of: name) }
        }

        /// The memory held, in bytes.
        package var byteCount: Int { table.byteCount }

        package func index(of name: String) -> Int { name.withBytes { table.insert($0).ordinal } }

        /// Section `NAME`: how many there are (varint), then the length of each (varint) and its bytes.
        package func write(to file: inout SectionedFileWriter) throws(LedeError) {
            try file.begin(SectionTag("NAME"))
            var output = NameOutput(count: table.count)
            for index in 0..<table.count { try output.add(table.bytes(of: index), to: &file) }
            try output.finish(to: &file)
            file.end()
        }
    }

    /// Writes names into an open section.
    struct NameOutput {
        private var pending = ByteWriter()

        init(count: Int) { pending.append(varint: count) }

        mutating func add(_ name: UnsafeRawBufferPointer, to file: inout SectionedFileWriter) throws(LedeError) {
            pending.append(varint: name.count)
            pending.append(contentsOf: name)
            if pending.count >= 64 << 10 {
                try file.write(pending.bytes)
                pending.removeAll()
            }
        }

        func finish(to file: inout SectionedFileWriter) throws(LedeError) { try file.write(pending.bytes) }
    }

    /// The names of values of a segment, read where they lie: of ``step`` of them one is known where it begins.
    package struct StoredNames: Sendable {
        private static let step = 32
        private static let partBytes = 1 << 20

        package let count: Int
        private let region: ByteRegion
        private let starts: [Int]

        /// Reads section `NAME`.
        /// - Complexity: linear in the names.
        package init(_ region: ByteRegion) throws(LedeError) {
            // Of many names no more is in memory than a part.
            for start in stride(from: 0, to: region.count, by: Self.partBytes) {
                try region.verify(at: start, count: min(Self.partBytes, region.count - start))
                if start > 0 { region.file.release() }
            }
            var reader = try ByteReader(region)
            let count = try reader.varint(limit: region.count)
            var starts: [Int] = []
            var end = Self.partBytes
            for index in 0..<count {
                if index % Self.step == 0 { starts.append(reader.position) }
                try reader.skip(try reader.varint(limit: reader.remaining))
                if reader.position >= end {
                    region.file.release()
                    end += Self.partBytes
                }
            }
            self.count = count
            self.region = region
            self.starts = starts
        }

        /// The name with an index below ``count``.
        package subscript(index: Int) -> String {
            get throws(LedeError) {
                guard index >= 0, index < count else { throw region.corrupt("there is no name \(index) of \(count)") }
                var reader = try ByteReader(region, at: starts[index / Self.step])
                for _ in 0..<index % Self.step { try reader.skip(try reader.varint(limit: reader.remaining)) }
                return try reader.text()
            }
        }

        /// Calls `body` with each of them in their order, until it says that it is enough.
        package func read(_ body: (UnsafeRawBufferPointer) throws(LedeError) -> Bool) throws(LedeError) {
            var reader = try ByteReader(region, at: starts.first ?? 0)
            for _ in 0..<count {
                if !(try body(try reader.bytes(try reader.varint(limit: reader.remaining)))) { return }
            }
        }
    }
}

extension Schema {
    /// The names of the fields whose values are stored, but for the id.
    var storedNames: [String] { fields.filter { $0.isStored && $0.name != Self.idField }.map(\.name) }
}
