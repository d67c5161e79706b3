import Foundation

/// A lock that many may share or one may have alone.
///
/// It is a lock of the system (`pthread_rwlock_t`) for each of several stripes, each in lines of the cache of its own: who shares
/// takes that of a stripe, who wants to be alone takes all. So threads that share by different stripes, again and again, need not
/// wait for the line in which the other one has just written.
///
/// - Invariant: the first bytes of every `stride` of `locks` are initialised for as long as the object lives, and never move.
package final class SharedLock: @unchecked Sendable {
    // Sendable: the system's locks are made to be used from many threads.
    private let locks: UnsafeMutableRawPointer
    private let stripes: Int
    /// Processors fetch lines of 64 bytes in pairs.
    private static let stride = 128 * ((MemoryLayout<pthread_rwlock_t>.size + 127) / 128)

    package init(stripes: Int) {
        self.stripes = stripes
        locks = .allocate(byteCount: stripes * Self.stride, alignment: Self.stride)
        for stripe in 0..<stripes {
            let lock = (locks + stripe * Self.stride).bindMemory(to: pthread_rwlock_t.self, capacity: 1)
            lock.initialize(to: pthread_rwlock_t())
            pthread_rwlock_init(lock, nil)
        }
    }

    deinit {
        for stripe in 0..<stripes { pthread_rwlock_destroy(address(of: stripe)) }
        locks.deallocate()
    }

    private func address(of stripe: Int) -> UnsafeMutablePointer<pthread_rwlock_t> {
        (locks + stripe % stripes * Self.stride).assumingMemoryBound(to: pthread_rwlock_t.self)
    }

    /// Runs `body` beside others that share.
    /// - Parameter stripe: better another one for each thread.
    package func shared<R, E: Error>(stripe: Int, _ body: () throws(E) -> R) throws(E) -> R {
        let lock = address(of: stripe)
        pthread_rwlock_rdlock(lock)
        defer { pthread_rwlock_unlock(lock) }
        return try body()
    }

    /// Runs `body` alone.
    package func exclusive<R, E: Error>(_ body: () throws(E) -> R) throws(E) -> R {
        // In one order, so that of two who want to be alone none waits for the other.
        for stripe in 0..<stripes { pthread_rwlock_wrlock(address(of: stripe)) }
        defer { for stripe in 0..<stripes { pthread_rwlock_unlock(address(of: stripe)) } }
        return try body()
    }
}
