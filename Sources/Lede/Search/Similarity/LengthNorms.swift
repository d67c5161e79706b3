/// What the lengths of a segment's documents do to the frequency of a term in the fields that are ranked as one.
///
/// For a document with the lengths l₁, l₂, … (as ``SmallFloat`` keeps them) the frequency at which a term reaches half
/// of its weight is `k1 × (1 − b + b × Σ wᵢ lᵢ ÷ average)`; its inverse is what frequencies are multiplied with.
package final class LengthNorms {
    private let fields: [View<UInt8>?]
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
    private(set) lazy var sumInverses: FixedBuffer<Float> = {
        let table = FixedBuffer<Float>.allocate(256, repeating: 0)
        for norm in 0..<256 { table[norm] = Self.inverse(base + summands[0][norm]) }
        hasSumInverses = true
        return table
    }()
    private var hasSumInverses = false

    /// - Parameters:
    ///   - fields: the fields with their weights; nil where the segment lacks the field.
    ///   - average: the average over the index of the sum of the weighted lengths.
    init(_ fields: [(norms: View<UInt8>?, weight: Double)], similarity: BM25, average: Double) {
        self.fields = fields.map(\.norms)
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
        if hasSumInverses { sumInverses.deallocate() }
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
        var sum = base
        for index in 0..<fields.count {
            if let norms = fields[index] { sum += summands[index][Int(norms[document])] }
        }
        return Self.inverse(sum)
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
