/// What the lengths of a segment's documents do to the frequency of a term in the fields that are ranked as one.
///
/// For a document with the lengths l₁, l₂, … (as ``SmallFloat`` keeps them) the frequency at which a term reaches half
/// of its weight is `k1 × (1 − b + b × Σ wᵢ lᵢ ÷ average)`; its inverse is what frequencies are multiplied with.
package final class LengthNorms: Sendable {
    private let fields: [View<UInt8>?]
    /// The norms of the field, where there is one.
    private let only: View<UInt8>?
    private let weights: [Double]
    /// For each field 256 summands, one for each norm.
    private let summands: [FixedBuffer<Float>]
    /// For each field and norm what ``largestInverse(field:norm:)`` is.
    private let largest: [FixedBuffer<Float>]
    /// Of the first field alone: for each norm the inverse times the weight of the field.
    let inverses: FixedBuffer<Float>
    private let base: Float
    /// Of the first field alone: for each norm what ``inverse(of:)`` is. It differs from ``inverses`` by the weight of
    /// the field, and in the last digit; with it a phrase has the same score to the last digit, whatever its plan.
    let sumInverses: FixedBuffer<Float>

    /// - Parameters:
    ///   - fields: the fields with their weights; nil where the segment lacks the field.
    ///   - average: the average over the index of the sum of the weighted lengths.
    init(_ fields: [(norms: View<UInt8>?, weight: Double)], similarity: BM25, average: Double) {
        self.fields = fields.map(\.norms)
        only = fields.count == 1 ? fields[0].norms : nil
        weights = fields.map(\.weight)
        let base = Float(similarity.k1 * (1 - similarity.b))
        self.base = base
        let summands = fields.map { field in
            let table = FixedBuffer<Float>.allocate(256, repeating: 0)
            let factor = similarity.k1 * similarity.b * field.weight / average
            for norm in 0..<256 { table[norm] = Float(factor * Double(LengthNorms.lengths[norm])) }
            return table
        }
        self.summands = summands
        largest = zip(fields, summands).map { field, summands in
            let table = FixedBuffer<Float>.allocate(256, repeating: 0)
            for norm in 0..<256 { table[norm] = Self.inverse(base + summands[norm]) * Float(field.weight) }
            return table
        }
        sumInverses = FixedBuffer<Float>.allocate(256, repeating: 0)
        if let first = summands.first {
            for norm in 0..<256 { sumInverses[norm] = Self.inverse(base + first[norm]) }
        }
        inverses = FixedBuffer<Float>.allocate(256, repeating: 0)
        let weight = fields.first?.weight ?? 1
        for norm in 0..<256 {
            let length = similarity.b * Double(LengthNorms.lengths[norm]) * weight / average
            inverses[norm] = Self.inverse(Float(similarity.k1) * Float(1 - similarity.b + length)) * Float(weight)
        }
    }

    deinit {
        for table in summands + largest { table.deallocate() }
        inverses.deallocate()
        sumInverses.deallocate()
    }

    private static let lengths: [Float] = (0..<256).map { Float(SmallFloat.decode(UInt8($0))) }

    @inline(__always)
    private static func inverse(_ sum: Float) -> Float { sum > 0 ? min(1 / sum, 1e30) : 1e30 }

    var isOfOneField: Bool { fields.count == 1 }

    func norms(of field: Int) -> View<UInt8>? { fields[field] }

    func weight(of field: Int) -> Float { Float(weights[field]) }

    /// The largest inverse, times the weight of the field, that a document with this norm in the field can have,
    /// however short its other fields are.
    @inline(__always)
    func largestInverse(field: Int, norm: UInt8) -> Float { largest[field][Int(norm)] }

    /// For each norm of a field its ``largestInverse(field:norm:)``.
    func largestInverses(of field: Int) -> FixedBuffer<Float> { largest[field] }

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
        for (norms, summands) in zip(fields, summands) {
            guard let norms else { continue }
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
        for index in 0..<fields.count {
            if let norms = fields[index] { sum += summands[index][Int(norms[document])] }
        }
        return sum
    }

    /// The sum of the weighted lengths of a document, for explanations.
    func length(of document: Int) -> Double {
        var sum = 0.0
        for (index, norms) in fields.enumerated() {
            if let norms { sum += weights[index] * Double(LengthNorms.lengths[Int(norms[document])]) }
        }
        return sum
    }
}
