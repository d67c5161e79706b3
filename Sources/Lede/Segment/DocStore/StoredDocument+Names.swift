extension StoredDocument {
    /// The names of values of a segment: those of the stored fields, in the order of the schema, then others in the order of
    /// their first use. So the names of most segments are alike, and their stored documents are merged as they are. Names are
    /// told apart by their bytes: two that look alike, as with a letter and an accent for an accented letter, are two.
    package final class Names: @unchecked Sendable {
        // Sendable: it is changed by who makes it, before anybody else has it.
        private var table = ByteTable()

        package init() {}

        deinit { table.deallocate() }

        /// Begins with the names of the stored fields.
        convenience init(of schema: Schema) {
            self.init()
            for field in schema.fields where field.isStored && field.name != Schema.idField {
                _ = index(of: field.name)
            }
        }

        /// Reads section `NAME`: a number and as many texts.
        package convenience init(_ region: ByteRegion) throws(LedeError) {
            self.init()
            try region.verify()
            var reader = try ByteReader(region)
            for _ in 0..<(try reader.varint(limit: region.count)) {
                let bytes = try reader.bytes(try reader.varint(limit: reader.remaining))
                guard table.insert(bytes).isNew else {
                    throw region.corrupt("a name is there twice", at: reader.position)
                }
            }
        }

        package var count: Int { table.count }

        /// The memory held, in bytes.
        package var byteCount: Int { table.byteCount }

        package subscript(index: Int) -> String { String(decoding: table.bytes(of: index), as: UTF8.self) }

        package func index(of name: String) -> Int { name.withBytes { table.insert($0).ordinal } }

        /// Adds all of them to others.
        /// - Returns: whether each has the same index there.
        func add(to others: Names) -> Bool {
            var areSame = true
            for index in 0..<count {
                if others.table.insert(table.bytes(of: index)).ordinal != index { areSame = false }
            }
            return areSame
        }

        package var encoded: [UInt8] {
            var writer = ByteWriter()
            writer.append(varint: count)
            for index in 0..<count {
                let bytes = table.bytes(of: index)
                writer.append(varint: bytes.count)
                writer.append(contentsOf: bytes)
            }
            return writer.bytes
        }
    }
}
