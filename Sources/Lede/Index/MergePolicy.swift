/// Which segments are merged when documents are committed.
///
/// Only neighbours are merged, so documents keep the order in which they were indexed. Segments are in levels by size,
/// each level ``factor`` times the one before; a segment counts as at least of the level of those after it. As soon as
/// ``factor`` neighbours are of one level they become one segment (the rule of Lucene's `LogMergePolicy`; the idea is
/// that of O'Neil et al., *The Log-Structured Merge-Tree*, 1996). So there are never more than ``factor`` − 1 segments a
/// level, and a document is copied about once a level. A segment a third of which is deleted is written anew by
/// itself.
struct MergePolicy: Sendable {
    /// How many segments of a level become one.
    static let factor = 10
    /// Smaller segments are all of the lowest level.
    static let smallestLevelBytes = 2 << 20
    /// Segments are not merged past this size, other than by `optimize`.
    static let largestBytes = 8 << 30

    struct Segment {
        let bytes: Int
        let documents: Int
        let deleted: Int
        /// How much is put aside in files while it is merged.
        var putAsideBytes = 0

        /// The size without the deleted documents, near enough.
        var liveBytes: Int { documents == 0 ? 0 : Int(Double(bytes) * Double(documents - deleted) / Double(documents)) }
    }

    /// The next neighbours to merge, or nil when all is well.
    /// - Complexity: linear in the segments.
    static func next(_ segments: [Segment]) -> Range<Int>? {
        var levels = segments.map { level($0.liveBytes) }
        for index in levels.indices.dropLast().reversed() { levels[index] = max(levels[index], levels[index + 1]) }
        var start = 0
        while start < segments.count {
            var end = start
            var bytes = 0
            while end < segments.count, end - start < factor, levels[end] == levels[start],
                bytes + segments[end].liveBytes <= largestBytes
            {
                bytes += segments[end].liveBytes
                end += 1
            }
            if end - start == factor { return start..<end }
            start =
                end < segments.count && end > start && levels[end] == levels[start] ? start + 1 : max(end, start + 1)
        }
        return segments.firstIndex { $0.deleted * 3 >= $0.documents && $0.deleted > 0 }.map { $0..<($0 + 1) }
    }

    private static func level(_ bytes: Int) -> Int {
        var level = 0
        var limit = smallestLevelBytes
        while bytes > limit {
            limit *= factor
            level += 1
        }
        return level
    }
}
