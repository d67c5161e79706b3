/// What finds the inverse for the length of a document, as ``LengthNorms`` defines it. It counts no references, and is used as
/// long as those live.
struct LengthTable: BitwiseCopyable {
    /// The norms of the field, where there is one.
    private let only: View<UInt8>?
    /// For each field its norms, where the segment has it, and 256 summands, one for each norm.
    let norms: FixedBuffer<View<UInt8>?>
    private let summands: FixedBuffer<FixedBuffer<Float>>
    private let base: Float
    /// Where there is one field: for each norm the inverse.
    private let sumInverses: FixedBuffer<Float>

    /// - Parameter summands: which this takes over.
    init(
        _ fields: [View<UInt8>?], summands fieldSummands: [FixedBuffer<Float>], base: Float,
        sumInverses: FixedBuffer<Float>
    ) {
        only = fields.count == 1 ? fields[0] : nil
        norms = .uninitialized(fields.count)
        summands = .uninitialized(fields.count)
        for index in fields.indices {
            norms[index] = fields[index]
            summands[index] = fieldSummands[index]
        }
        self.base = base
        self.sumInverses = sumInverses
    }

    func deallocate() {
        for index in 0..<summands.count { summands[index].deallocate() }
        summands.deallocate()
        norms.deallocate()
    }

    @inline(__always)
    static func inverse(_ sum: Float) -> Float { sum > 0 ? min(1 / sum, 1e30) : 1e30 }

    /// The inverse for a document.
    @inline(__always)
    func inverse(of document: Int) -> Float {
        if let only { return sumInverses[Int(only[document])] }
        return Self.inverse(sum(of: document))
    }

    /// Multiplies each of some frequencies with the inverse for its document; no more than ``Window/size`` at a time.
    func scale(_ frequencies: FixedBuffer<Float>, of documents: FixedBuffer<UInt32>, count: Int) {
        if let only {
            let sumInverses = sumInverses
            for index in 0..<count { frequencies[index] *= sumInverses[Int(only[Int(documents[index])])] }
            return
        }
        let sums = Window.singles.take()
        defer { Window.singles.give(sums) }
        sums.fill(0..<count, with: base)
        for field in 0..<norms.count {
            guard let norms = norms[field] else { continue }
            let summands = summands[field]
            for index in 0..<count { sums[index] += summands[Int(norms[Int(documents[index])])] }
        }
        for index in 0..<count { frequencies[index] *= Self.inverse(sums[index]) }
    }

    /// Whether a frequency, times its weight, in a document can exceed a limit when it is multiplied with the inverse.
    @inline(__always)
    func canExceed(_ limit: Float, _ frequency: Float, in document: Int) -> Bool {
        if let only { return frequency * sumInverses[Int(only[document])] > limit }
        return frequency > limit * sum(of: document) * (1 - 0x1p-20)
    }

    @inline(__always)
    private func sum(of document: Int) -> Float {
        var sum = base
        for field in 0..<norms.count {
            if let norms = norms[field] { sum += summands[field][Int(norms[document])] }
        }
        return sum
    }
}
