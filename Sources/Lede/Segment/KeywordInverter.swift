/// The values of one keyword field of the documents that are being buffered: a term for each, folded by the analyzer
/// `keyword`, except ids, which are taken as they are and lead to the last document that has them.
package struct KeywordInverter {
    private let isID: Bool
    private let chain = Analyzer.keyword.makeTokenFilterChain()
    private var terms = ByteTable()
    /// The documents of each term, ascending; of ids the last document of each.
    private var documents: [[UInt32]] = []
    private var holders: [UInt32] = []
    private var column = KeywordColumnWriter()
    private var term: [UInt8] = []
    private var documentsWithField = 0
    private var postings = 0

    package init(isID: Bool) { self.isID = isID }

    package func deallocate() {
        terms.deallocate()
        column.deallocate()
    }

    package var byteCount: Int {
        terms.byteCount + column.byteCount + documents.count * 64 + postings * 8 + holders.grownBytes
    }

    package var isFull: Bool { terms.isFull || column.isFull }

    package mutating func add(_ texts: [String], document: UInt32) {
        if !texts.isEmpty { documentsWithField += 1 }
        for text in texts {
            if isID {
                let (ordinal, isNew) = text.withBytes { terms.insert($0) }
                if isNew { holders.append(document) } else { holders[ordinal] = document }
                continue
            }
            let ordinal = text.withBytes { bytes in
                chain.term(for: bytes, into: &term)
                return term.withBytes { terms.insert($0).ordinal }
            }
            if ordinal == documents.count { documents.append([]) }
            if documents[ordinal].last != document {
                documents[ordinal].append(document)
                postings += 1
            }
        }
        if !isID { column.add(texts) }
    }

    /// - Parameter documentCount: of the segment.
    package func write(field: Int, documentCount: Int, to file: inout SectionedFileWriter) throws(LedeError) {
        var writer = try FieldPostingsWriter(
            field: field, documentCount: documentCount, norms: nil, isUnique: isID, to: &file)
        let sorted = terms.sortedOrdinals()
        for ordinal in sorted {
            if isID {
                writer.encoder.add(document: holders[Int(ordinal)], frequency: 1)
            } else {
                for document in documents[Int(ordinal)] { writer.encoder.add(document: document, frequency: 1) }
            }
            try writer.finishTerm(terms.bytes(of: Int(ordinal)), to: &file)
        }
        try writer.finish(documentsWithField: isID ? writer.termCount : documentsWithField, to: &file)
        if !isID { return try column.write(SectionTag("KCOL", field: field), to: &file) }
        // A document whose id came again later has none.
        var places = [UInt32](repeating: UInt32(sorted.count), count: documentsWithField)
        for (place, ordinal) in sorted.enumerated() {
            places[Int(holders[Int(ordinal)])] = UInt32(place)
        }
        try IDColumn.write(documentCount: documentsWithField, to: &file) {
            (body) throws(LedeError) in for place in places { try body(place) }
        }
    }
}
