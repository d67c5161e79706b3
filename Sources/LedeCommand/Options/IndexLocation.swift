import ArgumentParser
import Foundation
import Lede

/// The option `--index`, and where the index is without it.
///
/// 1. The folder that `--index` names;
/// 2. the one that the environment variable `LEDE_INDEX` names;
/// 3. the nearest folder `index` from the current folder upwards, as git finds `.git`: for reading it must hold an index;
/// 4. `index` in the current folder.
struct IndexLocation: ParsableArguments {
    @Option(
        name: .customLong("index"),
        help: ArgumentHelp(
            "The folder of the index. Default: LEDE_INDEX, else the nearest 'index' from here upwards.",
            valueName: "folder"),
        completion: .directory)
    var folder: String?

    func validate() throws {
        if folder?.isEmpty == true { throw ValidationError("--index names no folder") }
        try Self.requireText(folder ?? "")
    }

    /// Refuses the name of a folder that is not UTF-8: what stands for it in the arguments is the name of another.
    static func requireText(_ path: String) throws {
        guard path.unicodeScalars.contains("\u{FFFD}") else { return }
        throw ValidationError("the name of the folder '\(path)' is not UTF-8. Name it by a link whose own name is")
    }

    /// Where to read from.
    var path: String { path(where: Self.holdsIndex) }

    /// Where to write to; there may be no index yet.
    var pathForIndexing: String { path(where: Self.isFolder) }

    func open() throws(LedeError) -> Index { try Index.open(at: path) }

    func searcher() throws(LedeError) -> Searcher { try open().searcher() }

    private func path(where isWanted: (String) -> Bool) -> String {
        if let folder { return folder }
        if let named = ProcessInfo.processInfo.environment["LEDE_INDEX"], !named.isEmpty { return named }
        let name = "index"
        if isWanted(name) { return name }
        var folder = URL(fileURLWithPath: FileManager.default.currentDirectoryPath).standardizedFileURL
        while folder.path != "/" {
            folder.deleteLastPathComponent()
            let path = folder.appendingPathComponent(name).path
            if isWanted(path) { return path }
        }
        return name
    }

    private static func isFolder(_ path: String) -> Bool {
        var isFolder: ObjCBool = false
        return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && isFolder.boolValue
    }

    private static func holdsIndex(_ path: String) -> Bool {
        let names = try? FileManager.default.contentsOfDirectory(atPath: path)
        return names?.contains { $0.hasSuffix(Commit.fileExtension) } ?? false
    }
}
