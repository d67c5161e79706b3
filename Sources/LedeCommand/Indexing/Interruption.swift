import ArgumentParser
import Foundation
import Synchronization

/// Turns SIGINT and SIGTERM into a request to come to an end; a second one ends the process at once.
///
/// Make it before any other thread: threads started later inherit that the signals are blocked, and one thread of its
/// own waits for them. A signal that is ignored, as in a job of `nohup`, stays so.
final class Interruption: Sendable {
    private let requested = Atomic(false)

    var isRequested: Bool { requested.load(ordering: .acquiring) }

    /// - Parameter onRequest: called on the first signal, on a thread of its own.
    init(onRequest: @escaping @Sendable () -> Void) {
        var signals = sigset_t()
        sigemptyset(&signals)
        for signal in [SIGINT, SIGTERM] where !Self.isIgnored(signal) { sigaddset(&signals, signal) }
        pthread_sigmask(SIG_BLOCK, &signals, nil)
        Thread.detachNewThread { [self, signals] in
            var signals = signals
            var signal: Int32 = 0
            while sigwait(&signals, &signal) == 0 {
                if requested.exchange(true, ordering: .acquiringAndReleasing) { _exit(Failure.interrupted.rawValue) }
                onRequest()
            }
        }
    }

    private static func isIgnored(_ number: Int32) -> Bool {
        let handler = signal(number, SIG_IGN)
        signal(number, handler)
        return unsafeBitCast(handler, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self)
    }
}
