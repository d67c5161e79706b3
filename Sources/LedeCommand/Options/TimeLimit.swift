import ArgumentParser

/// A time as it is typed: `200ms`, `2s`, `1.5s`, `1m`.
struct TimeLimit: ExpressibleByArgument {
    let duration: Duration

    init?(argument: String) {
        let digits = argument.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
        guard let value = Double(digits), value.isFinite, value < 1e9 else { return nil }
        switch argument.dropFirst(digits.count) {
        case "us": duration = .microseconds(value)
        case "ms": duration = .milliseconds(value)
        case "s": duration = .seconds(value)
        case "m", "min": duration = .seconds(60 * value)
        default: return nil
        }
    }
}
