import Synchronization

/// A value that is made when it is first asked for, and kept for all who ask later.
package final class ComputedOnce<Value: Sendable>: Sendable {
    private let known = Mutex<Value?>(nil)

    package init() {}

    /// The value; `compute` runs at most once, unless it throws.
    package func value(_ compute: () throws(LedeError) -> Value) throws(LedeError) -> Value {
        try known.withLock { (known: inout sending Value?) throws(LedeError) -> Value in
            if let value = known { return value }
            let value = try compute()
            known = value
            return value
        }
    }
}
