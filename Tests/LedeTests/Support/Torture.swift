import Foundation

/// How long the tests run that try things at random. `make test` runs a short form, `make torture` a long one.
///
/// `LEDE_TORTURE_ROUNDS` multiplies the rounds, `LEDE_TORTURE_SEED` chooses the random numbers; both are printed by
/// `make torture`, and the same two give the same run.
enum Torture {
    private static func number(_ name: String) -> Int? { ProcessInfo.processInfo.environment[name].flatMap { Int($0) } }

    static let seed = UInt64(truncatingIfNeeded: number("LEDE_TORTURE_SEED") ?? 1)
    /// 0 in `make test`.
    static let rounds = max(0, number("LEDE_TORTURE_ROUNDS") ?? 0)

    /// The seeds of as many runs.
    static func seeds(quick: Int, each: Int) -> [UInt64] {
        let count = rounds == 0 ? quick : rounds * each
        return (0..<count).map { seed &* 0x9E37_79B9_7F4A_7C15 &+ UInt64($0) }
    }
}
