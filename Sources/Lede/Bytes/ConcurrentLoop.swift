internal import Dispatch

/// Calls `body` with each number below `count`, on up to so many threads.
package func forEachConcurrently(_ count: Int, threads: Int, _ body: @Sendable (Int) -> Void) {
    let threads = max(1, min(threads, count))
    DispatchQueue.concurrentPerform(iterations: threads) { first in
        for index in stride(from: first, to: count, by: threads) { body(index) }
    }
}
