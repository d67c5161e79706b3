/// What the lengths of a segment's documents do to the frequency of a term in the fields that are ranked as one.
///
/// For a document with the lengths l₁, l₂, … (as ``SmallFloat`` keeps them) it is
/// `k1 × (1 − b + b × Σ wᵢ lᵢ ÷ average)`, the frequency at which a term reaches half of its weight.
package final class LengthNorms {
    private let fields: [View<UInt8>?]
    /// For each field 256 summands, one for each norm.
    private let summands: [FixedBuffer<Float>]
    /// With one field: the inverse for each norm, as Lucene has it.
    let inverses: FixedBuffer<Float>
    private let base: Float

    /// - Parameters:
    ///   - fields: the fields with their weights; nil where the segment lacks the field.
    ///   - average: the average over the index of the sum of the weighted lengths.
    init(_ fields: [(norms: View<UInt8>?, weight: Double)], similarity: BM25, average: Double) {
        self.fields = fields.map(\.norms)
        base = Float(similarity.k1 * (1 - similarity.b))
        summands = fields.map { field in
            let table = FixedBuffer<Float>.allocate(256, repeating: 0)
            let factor = similarity.k1 * similarity.b * field.weight / average
            for norm in 0..<256 { table[norm] = Float(factor * Double(LengthNorms.lengths[norm])) }
            return table
        }
        inverses = FixedBuffer<Float>.allocate(256, repeating: 0)
        for norm in 0..<256 {
            let length = similarity.b * Double(LengthNorms.lengths[norm]) * (fields.first?.weight ?? 1) / average
            let product = Float(similarity.k1) * Float(1 - similarity.b + length)
            inverses[norm] = product > 0 ? 1 / product : .greatestFiniteMagnitude
        }
    }

    deinit {
        for table in summands { table.deallocate() }
        inverses.deallocate()
    }

    static let lengths: [Float] = (0..<256).map { Float(SmallFloat.decode(UInt8($0))) }

    var fieldCount: Int { fields.count }

    func norms(of field: Int) -> View<UInt8>? { fields[field] }

    /// The largest inverse that a document with this norm in one of the fields can have, however short the others.
    @inline(__always)
    func largestInverse(field: Int, norm: UInt8) -> Float {
        let sum = base + summands[field][Int(norm)]
        return sum > 0 ? 1 / sum : .greatestFiniteMagnitude
    }

    /// The inverse for a document.
    @inline(__always)
    func inverse(of document: Int) -> Float {
        var sum = base
        for index in 0..<fields.count {
            if let norms = fields[index] { sum += summands[index][Int(norms[document])] }
        }
        return sum > 0 ? 1 / sum : .greatestFiniteMagnitude
    }

    /// The sum of the weighted lengths of a document, for explanations.
    func length(of document: Int, weights: [Double]) -> Double {
        var sum = 0.0
        for (index, norms) in fields.enumerated() {
            if let norms { sum += weights[index] * Double(LengthNorms.lengths[Int(norms[document])]) }
        }
        return sum
    }
}
