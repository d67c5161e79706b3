internal import Benchmark

/// How much one run of a benchmark does, and in which unit the field speaks of its speed.
struct Work: BenchmarkSetting {
    struct Unit: Sendable {
        let name: String
        /// The figure, from how much was done in how many nanoseconds.
        let figure: @Sendable (_ amount: Double, _ nanoseconds: Double) -> Double

        static let integers = Unit(name: "G integers/s") { $0 / $1 }
        static let bytes = Unit(name: "MB/s") { $0 / $1 * 1e3 }
        static let words = Unit(name: "M words/s") { $0 / $1 * 1e3 }
        static let lookUps = Unit(name: "ns/look-up") { $1 / $0 }
        static let queries = Unit(name: "µs/query") { $1 / $0 / 1e3 }
        static let times = Unit(name: "µs") { $1 / $0 / 1e3 }
    }

    let amount: Double
    let unit: Unit

    init(_ amount: Int, _ unit: Unit) {
        self.amount = Double(amount)
        self.unit = unit
    }

    func figure(nanoseconds: Double) -> Double { unit.figure(amount, nanoseconds) }
}

extension BenchmarkSuite {
    /// Adds a benchmark whose every run does the given work.
    func measure(_ name: String, _ work: Work, _ run: @escaping () throws -> Void) {
        benchmark(name, settings: work, function: run)
    }
}

/// Takes a value where the optimizer cannot see that nothing is done with it.
@inline(never) @_optimize(none)
func keep<T>(_ value: T) {}
