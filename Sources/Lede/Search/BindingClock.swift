/// The clock of one search before documents are looked at: patterns may stand for very many words, and near-duplicates be
/// looked for in a large index.
///
/// Where the time is up, binding ends with ``LedeError/cancelled``, and ``isOver`` tells that from a task that was
/// cancelled.
final class BindingClock {
    private(set) var clock: SearchClock

    init(_ clock: SearchClock) { self.clock = clock }

    var isOver: Bool { clock.isOver }

    /// - Throws: ``LedeError/cancelled`` where the time is up, or the task was cancelled.
    func check() throws(LedeError) { if try clock.checkIsOver() { throw .cancelled } }
}
