/// A segment as one commit sees it: with the documents that were live then.
package struct SegmentSnapshot: Sendable {
    package let reader: SegmentReader
    /// Which documents are live; nil where all are.
    package let live: LiveDocuments?
    package let liveCount: Int

    package init(reader: SegmentReader, live: LiveDocuments?) {
        self.reader = reader
        self.live = live
        liveCount = live?.count ?? reader.documentCount
    }

    /// Opens a segment of a commit.
    ///
    /// - Parameter known: the reader of that segment, where it is open already.
    /// - Throws: ``LedeError`` also when the segment does not fit the commit or its schema.
    package init(
        _ segment: Commit.Segment, of commit: Commit, in directory: any Directory, known: SegmentReader?
    ) throws(LedeError) {
        let reader: SegmentReader
        if let known { reader = known } else { reader = try SegmentReader(segment.name, in: directory) }
        try reader.requireFit(segment, of: commit)
        let live = try segment.liveName.map { (name) throws(LedeError) in
            try LiveDocuments(
                name, in: directory, documentCount: segment.documents, sha256: segment.deletionsSHA256)
        }
        self.init(reader: reader, live: live)
    }

    /// The live document with an id, or nil.
    package func liveDocument(withID id: String) throws(LedeError) -> Int? {
        guard let document = try reader.document(withID: id), live?.contains(document) ?? true else { return nil }
        return document
    }
}

extension SegmentReader {
    /// Compares the name with the content: the file of one segment in the place of another is whole, and the wrong one.
    func requireName() throws(LedeError) {
        guard file.name == name else {
            throw file.file.bytes.corrupt("this is the segment \(file.name) under the name of another")
        }
    }

    /// Compares what the segment says of itself with what the commit says.
    func requireFit(_ segment: Commit.Segment, of commit: Commit) throws(LedeError) {
        try requireName()
        guard documentCount == segment.documents else {
            throw file.file.bytes.corrupt("\(documentCount) documents, the commit says \(segment.documents)")
        }
        for field in fields {
            guard let declared = commit.schema[field.field.name], field.isWritten(as: declared) else {
                throw file.file.bytes.corrupt(
                    "the field '\(field.field.name)' is \(field.field.type.rawValue) \(field.field.analyzer), "
                        + "which is not what the schema says")
            }
        }
    }
}

extension FieldReader {
    /// Whether the segment has the field in the way that a schema declares it.
    package func isWritten(as declared: Field) -> Bool {
        field.type == declared.type && (field.type != .text || field.analyzer == declared.analyzer)
    }
}
