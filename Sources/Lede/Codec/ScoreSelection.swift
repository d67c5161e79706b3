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

    /// How many of a range, in which none is less than zero, are greater, and the greatest.
    package func countPositive(_ range: Range<Int>) -> (count: Int, greatest: Float) {
        precondition(range.lowerBound >= 0 && range.upperBound <= count)
        var greatest: Float = 0
        let count = lede_count_positive(base + range.lowerBound, range.count, &greatest)
        return (count, greatest)
    }

    /// Copies those of a range that exceed `above`, each with its place.
    /// - Returns: how many there are.
    package func select(
        _ range: Range<Int>, above: Float, into outPlaces: FixedBuffer<UInt32>, _ outValues: FixedBuffer<Float>
    ) -> Int {
        precondition(range.lowerBound >= 0 && range.upperBound <= count)
        precondition(range.count <= outPlaces.count && range.count <= outValues.count)
        return lede_select_places(
            base + range.lowerBound, range.count, above, UInt32(truncatingIfNeeded: range.lowerBound), outPlaces.base,
            outValues.base)
    }
}

extension FixedBuffer where T == Float {
    /// Replaces the first elements by the scores of some documents: `weight - weight / (1 + f)`, with *f* the frequency times
    /// what `inverses` has for the norm of the document.
    ///
    /// - Parameters:
    ///   - range: where the documents and frequencies are; the documents ascend, and have norms.
    ///   - inverses: for each of the 256 norms.
    @inline(__always)
    package func score(
        _ documents: FixedBuffer<UInt32>, _ frequencies: FixedBuffer<UInt32>, _ range: Range<Int>,
        norms: View<UInt8>, inverses: FixedBuffer<Float>, weight: Float
    ) {
        guard let last = range.last else { return }
        precondition(range.lowerBound >= 0 && last < documents.count && last < frequencies.count)
        precondition(range.count <= count && inverses.count == 256 && Int(documents[last]) < norms.count)
        lede_score(
            documents.base + range.lowerBound, frequencies.base + range.lowerBound, range.count,
            norms.base.assumingMemoryBound(to: UInt8.self), inverses.base, weight, base)
    }
}

extension FixedBuffer where T == Float {
    /// Adds frequencies, each times the weight, to the sums of their documents.
    ///
    /// - Parameters:
    ///   - range: where the frequencies and documents are; the documents ascend, and none lies outside the sums.
    ///   - start: the document that the first sum stands for.
    @inline(__always)
    package func add(
        _ frequencies: FixedBuffer<UInt32>, to documents: FixedBuffer<UInt32>, _ range: Range<Int>,
        from start: UInt32, weight: Float
    ) {
        guard let last = range.last else { return }
        precondition(range.lowerBound >= 0 && last < documents.count && last < frequencies.count)
        precondition(documents[range.lowerBound] >= start && Int(documents[last] &- start) < count)
        lede_add_frequencies(
            frequencies.base + range.lowerBound, documents.base + range.lowerBound, range.count, start, weight, base)
    }

    /// Moves the touched sums to `outSums`, each with its document, ascending; all sums are zero and untouched then.
    ///
    /// - Parameter start: the document that the first sum stands for.
    /// - Returns: how many there are.
    package func take(
        touched: FixedBuffer<UInt64>, from start: UInt32, into outDocuments: FixedBuffer<UInt32>,
        _ outSums: FixedBuffer<Float>
    ) -> Int {
        precondition(64 * touched.count == count && count <= outDocuments.count && count <= outSums.count)
        return lede_take_frequencies(
            touched.base, touched.count, base, start, outDocuments.base, outSums.base)
    }
}

extension FixedBuffer where T == Double {
    /// Adds the first scores, each to the sum of its document.
    ///
    /// - Parameters:
    ///   - range: where the documents are; they ascend, and none lies outside the sums.
    ///   - start: the document that the first sum stands for.
    @inline(__always)
    package func add(
        _ scores: FixedBuffer<Float>, to documents: FixedBuffer<UInt32>, _ range: Range<Int>, from start: UInt32
    ) {
        guard let last = range.last else { return }
        precondition(range.count <= scores.count && range.lowerBound >= 0 && last < documents.count)
        precondition(documents[range.lowerBound] >= start && Int(documents[last] &- start) < count)
        lede_add_scores(scores.base, documents.base + range.lowerBound, range.count, start, base)
    }

    /// Copies those scores of a range that exceed `above`, each with its document, to the places from `start` on, which is
    /// no later than the range.
    /// - Returns: how many there are.
    @inline(__always)
    package func keep(_ range: Range<Int>, above: Double, _ documents: FixedBuffer<UInt32>, at start: Int) -> Int {
        precondition(start >= 0 && start <= range.lowerBound)
        precondition(range.upperBound <= count && range.upperBound <= documents.count)
        return lede_keep_above(
            documents.base + range.lowerBound, base + range.lowerBound, range.count, above, documents.base + start,
            base + start)
    }

    /// Moves the touched sums that exceed `above` to `outScores`, each with its document, ascending; all sums are zero
    /// and untouched then.
    ///
    /// - Parameter start: the document that the first sum stands for.
    /// - Returns: how many there are.
    package func take(
        touched: FixedBuffer<UInt64>, from start: UInt32, above: Double, into outDocuments: FixedBuffer<UInt32>,
        _ outScores: FixedBuffer<Double>
    ) -> Int {
        precondition(64 * touched.count == count && count <= outDocuments.count && count <= outScores.count)
        return lede_take_sums(
            touched.base, touched.count, base, start, above, outDocuments.base, outScores.base)
    }
}

/// Keys are scores and documents in one integer: a greater score is a greater key, and of equal scores the first document
/// has the greatest key.
extension FixedBuffer where T == UInt64 {
    /// Appends the keys of some documents, those that are greater than `least` and less than `below`.
    ///
    /// - Parameter range: where the documents and scores are.
    /// - Returns: how many there are.
    @inline(__always)
    package func appendKeys(
        of documents: FixedBuffer<UInt32>, _ scores: FixedBuffer<Double>, _ range: Range<Int>, above least: UInt64,
        below: UInt64, at place: Int
    ) -> Int {
        precondition(range.lowerBound >= 0 && range.upperBound <= documents.count && range.upperBound <= scores.count)
        precondition(place >= 0 && range.count <= count - place)
        return lede_make_keys(
            documents.base + range.lowerBound, scores.base + range.lowerBound, range.count, least, below, base + place)
    }

    /// Puts the greatest of the first `count` keys first, in any order; the others are lost.
    /// - Returns: the least of those.
    package func selectGreatest(_ wanted: Int, of count: Int, scratch: FixedBuffer<UInt64>) -> UInt64 {
        precondition(wanted >= 0 && count >= 0 && count <= self.count && count <= scratch.count)
        return lede_select_greatest(base, count, wanted, scratch.base)
    }

    /// Sorts the first `count` keys, the greatest first.
    package func sortDescending(first count: Int, scratch: FixedBuffer<UInt64>) {
        precondition(count >= 0 && count <= self.count && count <= scratch.count)
        if count <= Self.rankedAtMost {
            lede_rank_keys(base, count, scratch.base)
            base.update(from: scratch.base, count: count)
        } else {
            var keys = UnsafeMutableBufferPointer(start: base, count: count)
            keys.sort(by: >)
        }
    }

    /// More keys are sorted sooner than ranked.
    private static var rankedAtMost: Int { 512 }
}
