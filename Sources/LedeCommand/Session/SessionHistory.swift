import Foundation

/// Where the lines of sessions are remembered.
enum SessionHistory {
    /// `LEDE_HISTORY` names a file, or is `off`; without it `lede/history` in the folder for state (XDG), which is made.
    /// - Returns: nil where nothing is to be remembered.
    static func path(_ environment: [String: String] = ProcessInfo.processInfo.environment) -> String? {
        if let named = environment["LEDE_HISTORY"] {
            return ["", "0", "off", "no", "false"].contains(named.lowercased()) ? nil : named
        }
        let state = environment["XDG_STATE_HOME"].flatMap { $0.hasPrefix("/") ? $0 : nil }
        guard let folder = (state ?? environment["HOME"].map { $0 + "/.local/state" }).map({ $0 + "/lede" }) else {
            return nil
        }
        let rights: [FileAttributeKey: Any] = [.posixPermissions: 0o700]
        try? FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true, attributes: rights)
        return folder + "/history"
    }
}
