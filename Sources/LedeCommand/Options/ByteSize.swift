import ArgumentParser

/// A size as typed: `512MB`, `2GB`, `1.5G` or plain bytes. Units are those of memory, 1,024 each.
struct ByteSize: ExpressibleByArgument {
    let bytes: Int

    init(bytes: Int) { self.bytes = bytes }

    init?(argument: String) {
        let number = argument.prefix { $0.isNumber || $0 == "." }
        let shift: Int
        switch argument.dropFirst(number.count).trimmingPrefix(" ").lowercased() {
        case "", "b": shift = 0
        case "k", "kb", "kib": shift = 10
        case "m", "mb", "mib": shift = 20
        case "g", "gb", "gib": shift = 30
        case "t", "tb", "tib": shift = 40
        default: return nil
        }
        guard let value = Double(number), case let bytes = value * Double(1 << shift), bytes >= 1, bytes < 0x1p60 else {
            return nil
        }
        self.bytes = Int(bytes)
    }

    var defaultValueDescription: String { bytes % (1 << 20) == 0 ? "\(bytes >> 20)MB" : "\(bytes)" }
}
