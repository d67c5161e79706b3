import Foundation

/// A boost for recent documents: scores are multiplied by a factor that falls with age.
///
/// The factor of a document is ½ + ½ · 2^(−age ÷ half-life): 1 for the newest, ¾ after one half-life, and never below ½,
/// so that a much better answer stays ahead of a newer one, however old it is. A document without a date has ½.
///
/// Age is counted from the newest date in the index, so that an archive of 1987 is ranked as in 1987; dates in the future
/// are not believed, and count as now.
public struct Recency: Sendable, Equatable {
    /// After so many seconds, half of the boost is gone.
    public var halfLife: Double
    /// A date field; nil means `date`, or else the first date field of the schema.
    public var field: String?

    /// Makes a boost.
    public init(halfLife: Double, field: String? = nil) {
        self.halfLife = halfLife
        self.field = field
    }

    /// A boost with a half-life in days.
    public static func days(_ days: Double) -> Recency { Recency(halfLife: days * 86_400) }

    /// Reads a half-life: a number and `h`, `d`, `w`, `m` (30 days) or `y` (365 days), such as `30d`; days without a unit.
    /// - Throws: ``LedeError/invalidQuery(_:)``
    public static func parse(_ text: String) throws(LedeError) -> Recency {
        let hours: [Character: Double] = ["h": 1, "d": 24, "w": 168, "m": 720, "y": 8760]
        let unit = text.last.flatMap { hours[$0] }
        let digits = unit == nil ? text[...] : text.dropLast()
        guard digits.allSatisfy({ $0.isASCII && $0.isNumber || $0 == "." }), let number = Double(digits),
            number > 0, number.isFinite
        else {
            throw .invalidQuery("'\(text)' is no half-life: give a number with h, d, w, m or y, such as 30d")
        }
        return Recency(halfLife: number * (unit ?? 24) * 3600)
    }

    /// The factor at an age in seconds.
    func factor(age: Double) -> Double { 0.5 + 0.5 * exp2(-max(0, age) / halfLife) }

    /// The factor of a document without a date.
    static let factorWithoutDate = 0.5
}

/// A boost bound to an index.
struct BoundRecency {
    let recency: Recency
    let field: Field
    /// The second from which age is counted.
    let newest: Int64

    /// - Parameter now: seconds since 1970.
    /// - Throws: ``LedeError/invalidQuery(_:)`` when there is no such field, or the half-life is not greater than zero.
    init(
        _ recency: Recency, schema: Schema, segments: [SegmentReader],
        now: Int64 = Int64(Date().timeIntervalSince1970)
    ) throws(LedeError) {
        guard recency.halfLife > 0, recency.halfLife.isFinite else {
            throw .invalidQuery("a half-life must be greater than zero, not \(recency.halfLife)")
        }
        let dates = schema.fields.filter { $0.type == .date }
        let name = recency.field ?? (dates.first { $0.name == "date" } ?? dates.first)?.name ?? "date"
        guard let field = dates.first(where: { $0.name == name }) else {
            throw .invalidQuery("recency needs a date, and there is no date field '\(name)'")
        }
        var newest: Int64?
        for segment in segments {
            guard let reader = segment.field(name), reader.isWritten(as: field) else { continue }
            if let greatest = try reader.numberRanges()?.greatest { newest = max(newest ?? greatest, greatest) }
        }
        self.recency = recency
        self.field = field
        self.newest = min(newest ?? now, now)
    }

    func factor(of date: Int64) -> Double { recency.factor(age: Double(newest) - Double(date)) }

    /// The scorer with its scores multiplied.
    func scorer(_ scorer: Scorer, in segment: SegmentReader) throws(LedeError) -> Scorer {
        guard let reader = segment.field(field.name), reader.isWritten(as: field), let dates = try reader.numbers,
            let ranges = try reader.numberRanges()
        else { return RecencyScorer(scorer, self, dates: nil, ranges: nil) }
        return RecencyScorer(scorer, self, dates: dates, ranges: ranges)
    }
}
