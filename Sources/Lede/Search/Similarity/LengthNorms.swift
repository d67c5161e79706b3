/// What the lengths of a segment's documents do to the frequency of a term in the fields that are ranked as one.
///
/// For a document with the lengths l₁, l₂, … (as ``SmallFloat`` keeps them) the frequency at which a term reaches half
/// of its weight is `k1 × (1 − b + b × Σ wᵢ lᵢ ÷ average)`; its inverse is what frequencies are multiplied with.
package final class LengthNorms: Sendable {
    private let weights: [Double]
    /// What the inverse for a document is found by.
    let table: LengthTable
    /// For each field and norm what ``largestInverse(field:norm:)`` is.
    private let largest: [FixedBuffer<Float>]
    /// Of the first field alone: for each norm the inverse times the weight of the field.
    let inverses: FixedBuffer<Float>
    /// Of the first field alone: for each norm what ``LengthTable/inverse(of:)`` is. It differs from ``inverses`` by the weight of
    /// the field, and in the last digit; with it a phrase has the same score to the last digit, whatever its plan.
    let sumInverses: FixedBuffer<Float>

    /// - Parameters:
    ///   - fields: the fields with their weights; nil where the segment lacks the field.
    ///   - average: the average over the index of the sum of the weighted lengths.
    init(_ fields: [(norms: View<UInt8>?, weight: Double)], similarity: BM25, average: Double) {
        weights = fields.map(\.weight)
        let base = Float(similarity.k1 * (1 - similarity.b))
        let summands = fields.map { field in
            let table = FixedBuffer<Float>.allocate(256, repeating: 0)
            let factor = similarity.k1 * similarity.b * field.weight / average
            for norm in 0..<256 { table[norm] = Float(factor * Double(LengthNorms.lengths[norm])) }
            return table
        }
        largest = zip(fields, summands).map { field, summands in
            let table = FixedBuffer<Float>.allocate(256, repeating: 0)
            for norm in 0..<256 { table[norm] = LengthTable.inverse(base + summands[norm]) * Float(field.weight) }
            return table
        }
        sumInverses = FixedBuffer<Float>.allocate(256, repeating: 0)
        if let first = summands.first {
            for norm in 0..<256 { sumInverses[norm] = LengthTable.inverse(base + first[norm]) }
        }
        inverses = FixedBuffer<Float>.allocate(256, repeating: 0)
        let weight = fields.first?.weight ?? 1
        for norm in 0..<256 {
            let length = similarity.b * Double(LengthNorms.lengths[norm]) * weight / average
            inverses[norm] =
                LengthTable.inverse(Float(similarity.k1) * Float(1 - similarity.b + length)) * Float(weight)
        }
        table = LengthTable(fields.map(\.norms), summands: summands, base: base, sumInverses: sumInverses)
    }

    deinit {
        for table in largest { table.deallocate() }
        inverses.deallocate()
        sumInverses.deallocate()
        table.deallocate()
    }

    private static let lengths: [Float] = (0..<256).map { Float(SmallFloat.decode(UInt8($0))) }

    var isOfOneField: Bool { weights.count == 1 }

    func norms(of field: Int) -> View<UInt8>? { table.norms[field] }

    func weight(of field: Int) -> Float { Float(weights[field]) }

    /// The largest inverse, times the weight of the field, that a document with this norm in the field can have,
    /// however short its other fields are.
    @inline(__always)
    func largestInverse(field: Int, norm: UInt8) -> Float { largest[field][Int(norm)] }

    /// For each norm of a field its ``largestInverse(field:norm:)``.
    func largestInverses(of field: Int) -> FixedBuffer<Float> { largest[field] }

    /// The sum of the weighted lengths of a document, for explanations.
    func length(of document: Int) -> Double {
        var sum = 0.0
        for index in weights.indices {
            if let norms = table.norms[index] {
                sum += weights[index] * Double(LengthNorms.lengths[Int(norms[document])])
            }
        }
        return sum
    }
}
