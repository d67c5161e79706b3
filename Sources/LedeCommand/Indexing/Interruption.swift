import ArgumentParser
import Foundation
import Synchronization

/// Turns SIGINT and SIGTERM into a request to come to an end; a second one ends the process at once.
///
/// Make it before any other thread: threads started later inherit that the signals are blocked, and one thread of its
/// own waits for them. Also a job that a script put in the background, where shells have SIGINT ignored, can be ended
/// by it: whoever sends it means it, and nothing is lost.
final class Interruption: Sendable {
    private let requested = Atomic(false)

    var isRequested: Bool { requested.load(ordering: .acquiring) }

    /// - Parameter onRequest: called on the first signal, on a thread of its own.
    init(onRequest: @escaping @Sendable () -> Void) {
        var signals = sigset_t()
        sigemptyset(&signals)
        for signal in [SIGINT, SIGTERM] { sigaddset(&signals, signal) }
        pthread_sigmask(SIG_BLOCK, &signals, nil)
        for number in [SIGINT, SIGTERM] { signal(number, SIG_DFL) }
        Thread.detachNewThread { [self, signals] in
            var signals = signals
            var signal: Int32 = 0
            while sigwait(&signals, &signal) == 0 {
                if requested.exchange(true, ordering: .acquiringAndReleasing) { _exit(Failure.interrupted.rawValue) }
                onRequest()
            }
        }
    }
}
