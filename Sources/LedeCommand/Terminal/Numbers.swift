import Foundation

/// Numbers as people read them.
enum Numbers {
    /// `512 bytes`, `1.2 MB`: decimal units, as disks and `ls -h --si` count.
    static func bytes(_ count: Int) -> String {
        var value = Double(count)
        var unit = ""
        for next in ["kB", "MB", "GB", "TB"] where value >= 999.95 {
            value /= 1000
            unit = next
        }
        return unit.isEmpty ? plural(count, "byte") : "\(fixed(value, 1)) \(unit)"
    }

    /// `1.2 ms`, `0.4 s`, `2 min 5 s`, `1 h 2 min`.
    static func duration(_ seconds: Double) -> String {
        if seconds < 0.1 { return "\(fixed(seconds * 1000, 1)) ms" }
        if seconds < 60 { return "\(fixed(seconds, 1)) s" }
        return wholeSeconds(seconds)
    }

    /// As ``duration(_:)``, without the parts of a second that a guess does not know.
    static func wholeSeconds(_ seconds: Double) -> String {
        let whole = Int(min(max(0, seconds), 1e9).rounded(.up))
        if whole < 60 { return "\(whole) s" }
        if whole < 3600 { return "\(whole / 60) min \(whole % 60) s" }
        return "\(whole / 3600) h \(whole / 60 % 60) min"
    }

    /// `1 document`, `2 documents`.
    static func plural(_ count: Int, _ noun: String, _ several: String? = nil) -> String {
        "\(count) \(count == 1 ? noun : several ?? noun + "s")"
    }

    static func fixed(_ value: Double, _ decimals: Int) -> String { String(format: "%.\(decimals)f", value) }
}

extension Duration {
    var seconds: Double { Double(components.seconds) + Double(components.attoseconds) * 1e-18 }
}
