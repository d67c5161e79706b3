/// A facet checked against a schema: makes a counter for each segment, and puts together what they counted.
struct BoundFacet {
    private let facet: Facet
    private let field: Field

    /// - Throws: ``LedeError/invalidQuery(_:)`` when there is no such field, or it is not of a type that can be counted so.
    init(_ facet: Facet, schema: Schema) throws(LedeError) {
        self.facet = facet
        switch facet {
        case .values(let name, let limit):
            guard limit > 0 else { throw .invalidQuery("a facet must show at least one value, not \(limit)") }
            field = try Self.field(name, schema, "have values to count") {
                $0.type == .keyword && $0.name != Schema.idField
            }
        case .histogram(let name, _): field = try Self.field(name, schema, "are dates") { $0.type == .date }
        case .summary(let name):
            field = try Self.field(name, schema, "are numbers or dates") { $0.type != .keyword && $0.type != .text }
        }
    }

    private static func field(
        _ name: String, _ schema: Schema, _ property: String, _ isFit: (Field) -> Bool
    ) throws(LedeError) -> Field {
        let field = schema[name]
        if let field, isFit(field) { return field }
        let fit = schema.fields.filter(isFit).map(\.name)
        let those = fit.isEmpty ? "no field does" : fit.joined(separator: ", ")
        guard let field else { throw .invalidQuery("there is no field '\(name)'. Fields that \(property): \(those)") }
        let kind = name == Schema.idField ? "the id, of which each document has its own" : field.type.rawValue
        throw .invalidQuery("the field '\(name)' is \(kind). Fields that \(property): \(those)")
    }

    /// A counter for a segment.
    /// - Parameter earlier: those of the segments before.
    func counter(
        in segment: SegmentReader, after earlier: [FacetCounter]
    ) throws(LedeError) -> FacetCounter {
        guard let reader = segment.field(field.name), reader.isWritten(as: field) else { return FacetCounter() }
        switch facet {
        case .values:
            guard let column = try reader.keywords, let order = try reader.keywordOrder() else { return FacetCounter() }
            return ValueCounter(column, order, hasOneEach: try reader.hasOneKeywordEach())
        case .histogram:
            guard let numbers = try reader.numbers, let ranges = try reader.numberRanges() else {
                return FacetCounter()
            }
            return DayCounter.make(numbers, ranges) ?? FacetCounter()
        case .summary:
            guard let numbers = try reader.numbers else { return FacetCounter() }
            let sum = earlier.reduce(0.0) { ($1 as? NumberCounter)?.doubleSum ?? $0 }
            return NumberCounter(numbers, isDouble: field.type == .double, adding: sum)
        }
    }

    /// What the counters of all segments, in order, make together.
    func result(_ counters: [FacetCounter]) throws(LedeError) -> FacetResult {
        let missing = counters.reduce(0) { $0 + $1.missing }
        switch facet {
        case .values(_, let limit):
            return .values(try values(counters.compactMap { $0 as? ValueCounter }, limit: limit, missing: missing))
        case .histogram(_, let unit):
            return .histogram(histogram(counters.compactMap { $0 as? DayCounter }, unit, missing: missing))
        case .summary: return .summary(summary(counters.compactMap { $0 as? NumberCounter }, missing: missing))
        }
    }

    // MARK: Values

    /// A term with what it counts in each counter, by its place there.
    private struct TermCount {
        var term: [UInt8]
        var count: Int
        var places: [(counter: Int, place: Int)]
    }

    private func values(
        _ counters: [ValueCounter], limit: Int, missing: Int
    ) throws(LedeError) -> FacetValues {
        var (terms, distinct): ([TermCount], Int) = ([], 0)
        func keepBest() {
            terms.sort { ($1.count, $0.term) < ($0.count, $1.term) }
            if terms.count > limit { terms.removeLast(terms.count - limit) }
        }
        Self.forEachTerm(of: counters) { term in
            distinct += 1
            terms.append(term)
            if terms.count - Self.unsortedTerms > limit { keepBest() }
        }
        keepBest()
        var values: [FacetValues.Value] = []
        for term in terms {
            var spellings: [String: Int] = [:]
            for (index, place) in term.places {
                for (value, count) in try counters[index].spellings(of: place) { spellings[value, default: 0] += count }
            }
            let best = spellings.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key
            values.append(FacetValues.Value(value: best ?? "", count: term.count))
        }
        return FacetValues(field: field.name, values: values, distinct: distinct, missing: missing)
    }

    /// So many more terms than are wanted are gathered before the best are picked from them.
    private static let unsortedTerms = 4096

    /// Calls `body` with each term that some counter counted, ascending.
    private static func forEachTerm(of counters: [ValueCounter], _ body: (TermCount) -> Void) {
        func place(of counter: ValueCounter, from start: Int) -> Int {
            var place = start
            while place < counter.counts.count, counter.counts[place] == 0 { place += 1 }
            return place
        }
        var places = counters.map { place(of: $0, from: 0) }
        while true {
            var least: [UInt8]?
            for (counter, place) in zip(counters, places) where place < counter.counts.count {
                let term = counter.order.terms[place]
                if least.map({ term.lexicographicallyPrecedes($0) }) ?? true { least = term }
            }
            guard let least else { return }
            var found = TermCount(term: least, count: 0, places: [])
            for (index, counter) in counters.enumerated() where places[index] < counter.counts.count {
                let own = places[index]
                guard counter.order.terms[own] == least else { continue }
                found.count += Int(counter.counts[own])
                found.places.append((index, own))
                places[index] = place(of: counter, from: own + 1)
            }
            body(found)
        }
    }

    // MARK: Dates and numbers

    private func histogram(_ counters: [DayCounter], _ unit: CalendarUnit, missing: Int) -> DateHistogram {
        var counts: [Int64: Int] = [:]
        for counter in counters {
            var period: ClosedRange<Int64> = 1...1
            var sum = 0
            counter.forEachDay { day, count in
                if !period.contains(day) || sum == 0 {
                    if sum > 0 { counts[period.lowerBound, default: 0] += sum }
                    period = unit.period(containing: day)
                    sum = 0
                }
                sum += count
            }
            if sum > 0 { counts[period.lowerBound, default: 0] += sum }
        }
        var periods: [DateHistogram.Period] = []
        var expected: Int64?
        for (first, count) in counts.sorted(by: { $0.key < $1.key }) {
            let period = unit.period(containing: first)
            let gap = expected.map { Self.count(of: unit, from: $0, to: first) } ?? 0
            periods.append(
                DateHistogram.Period(
                    label: unit.label(firstDay: first), first: DateValue.text(first * 86_400),
                    last: DateValue.text(period.upperBound * 86_400), count: count, gap: gap))
            expected = period.upperBound + 1
        }
        return DateHistogram(field: field.name, unit: unit, periods: periods, missing: missing)
    }

    /// How many whole periods lie between two first days of periods.
    private static func count(of unit: CalendarUnit, from start: Int64, to end: Int64) -> Int {
        let (a, b) = (DateValue.civil(start), DateValue.civil(end))
        let months = (b.year - a.year) * 12 + b.month - a.month
        switch unit {
        case .year: return months / 12
        case .quarter: return months / 3
        case .month: return months
        case .week: return Int(end - start) / 7
        case .day: return Int(end - start)
        }
    }

    private func summary(_ counters: [NumberCounter], missing: Int) -> NumberSummary {
        let count = counters.reduce(0) { $0 + $1.count }
        var summary = NumberSummary(field: field.name, count: count, missing: missing)
        guard count > 0 else { return summary }
        let least = counters.reduce(Int64.max) { min($0, $1.least) }
        let greatest = counters.reduce(Int64.min) { max($0, $1.greatest) }
        let sum = counters.reduce(Int128(0)) { $0 + $1.sum }
        switch field.type {
        case .double:
            let sum = counters.last?.doubleSum ?? 0
            summary.least = .double(SortableDouble.decode(least))
            summary.greatest = .double(SortableDouble.decode(greatest))
            summary.mean = .double(sum / Double(count))
            summary.sum = sum
        case .date:
            let (quotient, remainder) = sum.quotientAndRemainder(dividingBy: Int128(count))
            summary.least = .string(DateValue.text(least))
            summary.greatest = .string(DateValue.text(greatest))
            summary.mean = .string(DateValue.text(Int64(clamping: remainder < 0 ? quotient - 1 : quotient)))
        case .integer, .keyword, .text:
            summary.least = .integer(least)
            summary.greatest = .integer(greatest)
            summary.mean = .double(Double(sum) / Double(count))
            summary.sum = Double(sum)
        }
        return summary
    }
}

/// Byte strings by their bytes, as dictionaries have them.
private func < (a: (Int, [UInt8]), b: (Int, [UInt8])) -> Bool {
    a.0 == b.0 ? a.1.lexicographicallyPrecedes(b.1) : a.0 < b.0
}
