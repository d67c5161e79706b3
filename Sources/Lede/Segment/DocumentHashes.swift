/// The hashes of documents that come one after another, as ``StoredDocument/contentHash(_:)`` has them, made of two at a time.
struct DocumentHashes {
    private var hashes: [UInt64] = []
    /// A document whose hash is made together with that of the next one.
    private var waiting: Document?
    /// Of more bytes none waits, as it would take memory that nobody counts.
    private static let mostBytes = 64 << 10

    /// - Parameter hash: that of the document, where it was made already.
    mutating func append(_ document: Document, hash: UInt64?) {
        if hash != nil || document.byteCount > Self.mostBytes {
            finish()
            hashes.append(hash ?? StoredDocument.contentHash(document))
        } else if let first = waiting {
            let (one, other) = StoredDocument.contentHashes(first, document)
            hashes.append(one)
            hashes.append(other)
            waiting = nil
        } else {
            waiting = document
        }
    }

    private mutating func finish() {
        guard let document = waiting else { return }
        hashes.append(StoredDocument.contentHash(document))
        waiting = nil
    }

    /// Those of all documents.
    mutating func finished() -> [UInt64] {
        finish()
        return hashes
    }
}
