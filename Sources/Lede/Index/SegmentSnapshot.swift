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
}
