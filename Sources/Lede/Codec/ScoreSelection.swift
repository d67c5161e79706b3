internal import CLedeKernels

extension FixedBuffer where T == Float {
    /// Copies those of the first `count` scores that exceed `above`, each with its document, to the places from `start`.
    /// - Returns: the place after the last.
    @inline(__always)
    package func select(
        first count: Int, above: Float, documents: FixedBuffer<UInt32>, from first: Int = 0,
        into outDocuments: FixedBuffer<UInt32>, _ outScores: FixedBuffer<Double>, at start: Int
    ) -> Int {
        precondition(count >= 0 && count <= self.count && first >= 0 && count <= documents.count - first)
        precondition(start >= 0 && count <= outDocuments.count - start && count <= outScores.count - start)
        return start
            + lede_select_above(
                base, documents.base + first, count, above, outDocuments.base + start, outScores.base + start)
    }
}
