import Foundation

/// When a search has to stop. It is looked at between windows of documents, so that a search ends within a few
/// hundred microseconds, and the loops inside know nothing of it.
struct SearchClock {
    private let end: UInt64?
    /// Whether the time was up when it was last looked at.
    private(set) var isOver = false

    /// - Parameter timeout: nil for no limit.
    init(timeout: Duration? = nil) {
        end = timeout.map { timeout in
            let (seconds, attoseconds) = timeout.components
            let nanoseconds = Double(seconds) * 1e9 + Double(attoseconds) / 1e9
            return DispatchTime.now().uptimeNanoseconds + UInt64(min(max(0, nanoseconds), 1e18))
        }
    }

    /// Whether there is a limit at all.
    var isLimited: Bool { end != nil }

    /// Looks at the clock.
    /// - Throws: ``LedeError/cancelled`` when the task that searches was cancelled.
    mutating func checkIsOver() throws(LedeError) -> Bool {
        if Task.isCancelled { throw .cancelled }
        if let end, !isOver { isOver = DispatchTime.now().uptimeNanoseconds >= end }
        return isOver
    }
}
