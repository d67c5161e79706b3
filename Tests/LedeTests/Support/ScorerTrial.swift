@testable import Lede

/// Calls a scorer in random order and notes what breaks the promises of ``Scorer``.
struct ScorerTrial {
    private let scorer: Scorer
    private let documentCount: Int
    private var random: SeededText
    private let candidates = Candidates()
    private let bits = WindowBits()
    private let sums = WindowSums()
    /// For each window the documents that match, with their scores.
    private(set) var scores: [[UInt32: Double]]
    private(set) var faults: [String] = []

    /// - Parameter scores: what ``learn()`` found of the same query, if it did.
    init(_ scorer: Scorer, documentCount: Int, seed: UInt64, scores: [[UInt32: Double]] = []) {
        self.scorer = scorer
        self.documentCount = documentCount
        self.scores = scores
        random = SeededText(seed: seed)
    }

    /// Collects everything, window after window, as the truth that later calls are held against.
    mutating func learn() throws {
        scores = []
        for window in 0..<scorer.bounds.count {
            try scorer.collect(window, above: -1, into: candidates)
            scores.append(collected)
        }
    }

    private var collected: [UInt32: Double] {
        Dictionary((0..<candidates.count).map { (candidates.documents[$0], candidates.scores[$0]) }) { _, _ in .nan }
    }

    /// What is wrong with the bounds and the cost.
    func faultsOfBounds() -> [String] {
        var faults: [String] = []
        for (window, scores) in scores.enumerated() {
            let bound = scorer.bounds[window]
            if bound < 0, !scores.isEmpty { faults.append("window \(window) has matches and no bound") }
            if scores.values.contains(where: { $0 > Double(bound) }) {
                faults.append("window \(window) exceeds \(bound)")
            }
        }
        let count = scores.reduce(0) { $0 + $1.count }
        // A guess from a sample may be too low.
        if count > 2 * scorer.cost + 100 { faults.append("\(count) documents at the cost of \(scorer.cost)") }
        return faults
    }

    /// Makes calls of every kind for windows in random order.
    mutating func exercise(rounds: Int) throws {
        for _ in 0..<rounds {
            let window = Int.random(in: 0..<scores.count, using: &random)
            let above = threshold(window)
            switch Int.random(in: 0..<8, using: &random) {
            case 0: try collect(window, above: above)
            case 1: try accumulate(window, above: above)
            case 2: try mark(window)
            case 3: try refine(window, .require)
            case 4: try refine(window, .add)
            case 5: try refine(window, .filter)
            case 6: try collectSeveral(from: window, above: above)
            default: try refine(window, .exclude)
            }
        }
    }

    /// A threshold that parts the scores of a window, often exactly at one of them.
    private mutating func threshold(_ window: Int) -> Float {
        let bound = scorer.bounds[window]
        let some = scores[window].min { $0.key < $1.key }.map { Float($0.value) } ?? 0
        let another = scores[window].randomElement(using: &random).map { Float($0.value) } ?? 0
        return [-1, -1, 0, -.leastNonzeroMagnitude, some, another, another.nextDown, another.nextUp, bound, bound / 2]
            .randomElement(using: &random) ?? -1
    }

    private mutating func expect(_ isRight: Bool, _ fault: @autoclosure () -> String) {
        if !isRight, faults.count < 10 { faults.append(fault()) }
    }

    /// Documents above the threshold have their score, and none is there that does not match or scores too much.
    private mutating func check(_ found: [UInt32: Double], _ window: Int, above: Float, _ call: String) {
        let lost = scores[window].contains { $0.value > Double(above) && found[$0.key] != $0.value }
        expect(!lost, "\(call) of window \(window) above \(above) lost a document")
        let wrong = found.contains { document, score in
            guard let known = scores[window][document] else { return true }
            return score > known || score != known && known > Double(above)
        }
        expect(!wrong, "\(call) of window \(window) above \(above) made up a document")
    }

    private mutating func collect(_ window: Int, above: Float) throws {
        try scorer.collect(window, above: above, into: candidates)
        check(collected, window, above: above, "collect")
        let ascends = (1..<max(1, candidates.count)).allSatisfy {
            candidates.documents[$0 - 1] < candidates.documents[$0]
        }
        expect(ascends, "window \(window) does not ascend")
    }

    /// As many windows as can be collected at once, or fewer.
    private mutating func collectSeveral(from first: Int, above: Float) throws {
        let atOnce = scorer.windowsAtOnce
        let past = min(scores.count, first + Int.random(in: 1...atOnce, using: &random))
        for isAll in [false, true] {
            let collect = isAll ? scorer.collectAll : scorer.collect(_:above:into:)
            try collect(first..<past, above, candidates)
            let documents = candidates.documents
            let ascends = (1..<max(1, candidates.count)).allSatisfy { documents[$0 - 1] < documents[$0] }
            expect(ascends, "windows \(first) to \(past - 1) do not ascend")
            if isAll {
                let (found, count) = (candidates.count, scores[first..<past].reduce(0) { $0 + $1.count })
                expect(found == count, "\(found) instead of \(count) from window \(first)")
            }
            let found = collected
            for window in first..<past {
                let own = found.filter { Window.index(of: $0.key) == window }
                check(own, window, above: above, "collect of several")
            }
        }
    }

    private mutating func accumulate(_ window: Int, above: Float) throws {
        let start = Window.start(window)
        // What others added stays.
        sums.add(0.5, at: 7)
        try scorer.accumulate(window, above: above, into: sums)
        sums.move(to: candidates, window, above: -1)
        var found = collected
        if let seventh = found.removeValue(forKey: start + 7) {
            if seventh != 0.5 || scores[window][start + 7] == 0 { found[start + 7] = seventh - 0.5 }
            let known = scores[window][start + 7]
            if let known, known > Double(above) {
                expect(seventh == 0.5 + known, "accumulate of window \(window) does not add")
                found[start + 7] = known
            }
        }
        check(found, window, above: above, "accumulate")
    }

    private mutating func mark(_ window: Int) throws {
        bits.clear()
        bits.insert(9)
        try scorer.mark(window, into: bits)
        var marked = Set<UInt32>()
        bits.forEach(from: Window.start(window)) { marked.insert($0) }
        let known = Set(scores[window].keys).union([Window.start(window) + 9])
        expect(marked == known, "mark of window \(window) differs in \(marked.symmetricDifference(known).count)")
    }

    private mutating func refine(_ window: Int, _ rule: Refinement) throws {
        let start = Window.start(window)
        let share = Int.random(in: 1...40, using: &random)
        var given: [UInt32: Double] = [:]
        candidates.count = 0
        for document in start..<start + UInt32(min(Window.size, documentCount - window * Window.size))
        where Int.random(in: 0..<40, using: &random) < share {
            let score = Double(Float.random(in: 0...2, using: &random))
            candidates.documents[candidates.count] = document
            candidates.scores[candidates.count] = score
            candidates.count += 1
            given[document] = score
        }
        let isScored = rule == .require || rule == .add
        let rest = isScored && Bool.random(using: &random) ? Float.random(in: 0...3, using: &random) : 0
        let above = isScored ? threshold(window) + [0, 0.5, 1, rest].randomElement(using: &random)! : -1
        try scorer.refine(candidates, window, rule, above: above, rest: rest)
        let found = collected
        for (document, score) in given {
            let own = scores[window][document]
            let isKept: Bool
            var total = score
            switch rule {
            case .filter: isKept = own != nil
            case .exclude: isKept = own == nil
            case .add, .require:
                total += own ?? 0
                isKept = rule == .add || own != nil
            }
            let call = "\(rule) of window \(window) above \(above) rest \(rest), document \(document)"
            if let kept = found[document] {
                expect(isKept && kept == total, "\(call): kept with \(kept), wanted \(isKept) \(total)")
            } else {
                expect(!isKept || isScored && total + Double(rest) <= Double(above), "\(call): lost \(total)")
            }
        }
        expect(found.keys.allSatisfy { given[$0] != nil }, "\(rule) of window \(window) made up a document")
    }
}
