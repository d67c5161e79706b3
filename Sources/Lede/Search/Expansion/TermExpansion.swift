/// A term that a pattern or a list of synonyms stands for.
struct ExpandedTerm: Sendable {
    /// The term and what each segment has of it.
    let bound: BoundTerm
    /// What one of its occurrences counts: 1, or less for a term that only resembles what was asked for.
    let weight: Double

    /// The term's bytes.
    var text: [UInt8] { bound.text }

    /// The order of terms by their worth: those that resemble more first, then the more frequent, then by their bytes.
    fileprivate static func isWorthMore(_ a: ExpandedTerm, _ b: ExpandedTerm) -> Bool {
        if a.weight != b.weight { return a.weight > b.weight }
        let (first, second) = (a.bound.documentFrequency, b.bound.documentFrequency)
        return first != second ? first > second : a.text.lexicographicallyPrecedes(b.text)
    }
}

/// The terms of a field that a pattern stands for.
struct TermExpansion: Sendable {
    /// The terms of most worth, those first that resemble most, then the most frequent.
    fileprivate(set) var terms: [ExpandedTerm] = []
    /// How many terms the pattern stands for in all, in the terms of all segments.
    fileprivate(set) var total = 0
}

/// Keeps the terms of most worth: a heap whose root is worth least.
private struct WorthiestTerms {
    let limit: Int
    private(set) var heap: [ExpandedTerm] = []

    init(limit: Int) { self.limit = limit }

    /// Takes a term in.
    /// - Returns: the term that has to go for it, which may be itself.
    mutating func insert(_ term: ExpandedTerm) -> ExpandedTerm? {
        if heap.count < limit {
            heap.append(term)
            var child = heap.count - 1
            while child > 0, ExpandedTerm.isWorthMore(heap[(child - 1) / 2], heap[child]) {
                heap.swapAt(child, (child - 1) / 2)
                child = (child - 1) / 2
            }
            return nil
        }
        guard let least = heap.first, ExpandedTerm.isWorthMore(term, least) else { return term }
        heap[0] = term
        var parent = 0
        while true {
            var child = 2 * parent + 1
            if child >= heap.count { return least }
            if child + 1 < heap.count, ExpandedTerm.isWorthMore(heap[child], heap[child + 1]) { child += 1 }
            if !ExpandedTerm.isWorthMore(heap[parent], heap[child]) { return least }
            heap.swapAt(parent, child)
            parent = child
        }
    }

    /// Places are sorted, which are moved in no time.
    var sorted: [ExpandedTerm] {
        heap.indices.sorted { ExpandedTerm.isWorthMore(heap[$0], heap[$1]) }.map { heap[$0] }
    }
}

/// Finds the terms of a field that a pattern stands for, in all segments side by side.
struct TermExpander {
    let segments: [SegmentReader]
    /// When to stop.
    var clock: BindingClock?

    /// The terms of most worth.
    ///
    /// - Parameters:
    ///   - limit: how many terms to give at most.
    ///   - rest: called with each term beyond them, in no order.
    /// - Throws: what the pattern and the dictionaries throw.
    /// - Complexity: that of ``TermIntersection`` in each segment. Memory is for `limit` terms.
    func expand(
        _ matcher: TermMatcher, in field: Field, limit: Int,
        rest: (ExpandedTerm) throws(LedeError) -> Void = { _ in }
    ) throws(LedeError) -> TermExpansion {
        var expansion = TermExpansion()
        var best = WorthiestTerms(limit: limit)
        try forEach(matcher, in: field) { (term) throws(LedeError) in
            expansion.total += 1
            if let other = best.insert(term) { try rest(other) }
        }
        expansion.terms = best.sorted
        return expansion
    }

    /// Calls `body` with each term that a pattern stands for, once.
    ///
    /// Where terms are stems, prefixes, wildcards and regular expressions stand also for those terms of which a form
    /// in the text fits (``FormLists``). A similar word was stemmed itself.
    func forEach(
        _ matcher: TermMatcher, in field: Field, _ body: (ExpandedTerm) throws(LedeError) -> Void
    ) throws(LedeError) {
        switch matcher {
        case .prefix(let automaton): try forEachOfAllForms(automaton, in: field, body)
        case .program(let automaton): try forEachOfAllForms(automaton, in: field, body)
        case .similar(let automaton): try forEach(automaton, in: field, body)
        }
    }

    private func forEachOfAllForms<A: Automaton>(
        _ automaton: A, in field: Field, _ body: (ExpandedTerm) throws(LedeError) -> Void
    ) throws(LedeError) {
        var left = try stems(automaton, in: field)
        try forEach(automaton, in: field) { (term) throws(LedeError) in
            left.remove(term.text)
            try body(term)
        }
        for text in left.sorted(by: { $0.lexicographicallyPrecedes($1) }) {
            try body(ExpandedTerm(bound: try BoundTerm(text, in: field, of: segments), weight: 1))
        }
    }

    /// The terms of which a form is accepted.
    private func stems<A: Automaton>(_ automaton: A, in field: Field) throws(LedeError) -> Set<[UInt8]> {
        var stems: Set<[UInt8]> = []
        for segment in segments {
            guard let reader = segment.field(field.name), let forms = reader.forms, let terms = reader.terms else {
                continue
            }
            let walk = try TermIntersection(forms.dictionary, automaton, check: clock?.check)
            var places: Set<Int> = []
            while try walk.advance() { places.insert(try forms.place(of: walk.entry)) }
            for place in places { stems.insert(try terms.term(at: place)) }
        }
        return stems
    }

    private func forEach<A: Automaton>(
        _ automaton: A, in field: Field, _ body: (ExpandedTerm) throws(LedeError) -> Void
    ) throws(LedeError) {
        var walks: [(segment: Int, walk: TermIntersection<A>, term: [UInt8])] = []
        for (index, segment) in segments.enumerated() {
            guard let reader = segment.field(field.name), reader.field.type == field.type, let terms = reader.terms
            else { continue }
            let walk = try TermIntersection(terms, automaton, check: clock?.check)
            if try walk.advance() { walks.append((index, walk, walk.term)) }
        }
        let none = TermEntries(segmentCount: segments.count)
        while !walks.isEmpty {
            var first = 0
            for place in 1..<max(1, walks.count) where walks[place].term.lexicographicallyPrecedes(walks[first].term) {
                first = place
            }
            let text = walks[first].term
            let weight = TermMatcher.weight(distance: automaton.distance(walks[first].walk.state))
            var entries = none
            var hasEnded = false
            for place in first..<walks.count where place == first || walks[place].term == text {
                let walk = walks[place].walk
                entries[walks[place].segment] = walk.entry
                if try walk.advance() {
                    walks[place].term = walk.term
                } else {
                    walks[place].segment = -1
                    hasEnded = true
                }
            }
            if hasEnded { walks.removeAll { $0.segment < 0 } }
            try body(ExpandedTerm(bound: BoundTerm(text: text, entries: entries), weight: weight))
        }
    }
}

extension QueryBinder {
    /// The terms of a field that a pattern stands for, those of most worth first: each with the weight of one of its
    /// occurrences and its entries in the segments. Phrases with patterns inside and the like are made of them.
    ///
    /// - Parameter limit: how many terms to give at most; ``TermExpansion/total`` says how many there are.
    /// - Throws: ``LedeError/invalidQuery(_:)`` where the pattern cannot be read or is too complex.
    func expand(_ pattern: TermPattern, in field: Field, limit: Int = 1024) throws(LedeError) -> TermExpansion {
        try TermExpander(segments: segments, clock: clock).expand(
            try TermMatcher(pattern, in: field), in: field, limit: limit)
    }
}
