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

    private static let pool = Pool<ScorerScratch>(kept: 16)

    /// One that nobody else uses until it is given back.
    static func take() -> ScorerScratch { pool.takeFree() ?? ScorerScratch() }

    /// Keeps it for others. Not to be called after an error, as sums may not be zero then.
    func giveBack() { Self.pool.keep(self) }
}
