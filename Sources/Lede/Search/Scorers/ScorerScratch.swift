import Synchronization

/// The buffers of a window that scorers work in, made when they are first used, and kept for the queries that follow.
final class ScorerScratch: @unchecked Sendable {
    // Sendable: whoever takes one has it alone until it is given back.
    private(set) lazy var candidates = Candidates()
    private(set) lazy var bits = WindowBits()
    private(set) lazy var sums = WindowSums()
    private(set) lazy var frequencies = WindowFrequencies()
    private(set) lazy var list = ScoreList()
    private(set) lazy var found = FoundFrequencies()
    /// What a scorer finds for whoever collects the best.
    private(set) lazy var collected = Candidates()

    private static let free = Mutex<[ScorerScratch]>([])
    private static let kept = 16

    /// One that nobody else uses until it is given back.
    static func take() -> ScorerScratch { free.withLock { $0.popLast() } ?? ScorerScratch() }

    /// Keeps it for others. Not to be called after an error, as sums may not be zero then.
    func giveBack() {
        Self.free.withLock { free in
            if free.count < Self.kept { free.append(self) }
        }
    }
}
