/// The values of one keyword field of the documents that are being buffered: a term for each, folded by the analyzer
/// `keyword`, except ids, which are taken as they are and lead to the last document that has them.
package struct KeywordInverter {
    private let isID: Bool
    private let chain = Analyzer.keyword.makeTokenFilterChain()
    private var terms = ByteTable()
    /// The documents of each term, ascending.
    private var documents: [[UInt32]] = []
    private var column = KeywordColumnWriter()
    private var term: [UInt8] = []
    private var documentsWithField = 0
    private var postings = 0

    package init(isID: Bool) { self.isID = isID }

    package func deallocate() {
        terms.deallocate()
        column.deallocate()
    }

    package var byteCount: Int { terms.byteCount + column.byteCount + documents.count * 40 + postings * 8 }

    package var isFull: Bool { terms.isFull || column.isFull }

    package mutating func add(_ texts: [String], document: UInt32) {
        if !texts.isEmpty { documentsWithField += 1 }
        for text in texts {
            let ordinal = text.withBytes { bytes in
                if isID { return terms.insert(bytes).ordinal }
                chain.term(for: bytes, into: &term)
                return term.withBytes { terms.insert($0).ordinal }
            }
            if ordinal == documents.count { documents.append([]) }
            if isID {
                documents[ordinal] = [document]
            } else if documents[ordinal].last != document {
                documents[ordinal].append(document)
                postings += 1
            }
        }
        if !isID { column.add(texts) }
    }

    package func write(field: Int, to file: inout SectionedFileWriter) throws(LedeError) {
        var writer = try FieldPostingsWriter(field: field, norms: nil, isID: isID, to: &file)
        for ordinal in terms.sortedOrdinals() {
            for document in documents[Int(ordinal)] {
                writer.encoder.add(document: document, frequency: 1)
            }
            try writer.finishTerm(terms.bytes(of: Int(ordinal)), to: &file)
        }
        try writer.finish(documentsWithField: documentsWithField, to: &file)
        if !isID { try file.section(SectionTag("KCOL", field: field), column.encoded) }
    }
}
