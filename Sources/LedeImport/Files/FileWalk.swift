internal import Foundation
import Lede

/// The files behind the paths that a user gave.
///
/// Folders are walked depth first, names in order, so that the same folder always gives the same list. Hidden
/// files are left out. A folder reached twice, through a symbolic link or because two paths name it, is walked
/// once; so links that form a loop end.
struct FileWalk {
    private(set) var files: [ImportFile] = []
    /// Files and folders that could not be read, with the number of files before them.
    private(set) var problems: [(index: Int, problem: ImportProblem)] = []
    /// Files in folders whose extension tells no format.
    private(set) var skippedFiles = 0
    /// Whether every byte to come is counted in ``ImportFile/byteCount``.
    private(set) var isSizeKnown = true

    private let format: ImportFormat?
    private var seenFolders: Set<FileIdentity> = []
    private var seenFiles: Set<FilePath> = []
    private var absolutePaths: [FilePath] = []

    private enum Kind {
        case folder(FileIdentity)
        case file(byteCount: Int)
        case stream

        /// Pipes have no name to go by; they are read as standard input is.
        var streamFormat: ImportFormat? {
            if case .stream = self { .jsonLines } else { nil }
        }
    }

    /// Lists the files.
    ///
    /// - Parameter excludedFolders: folders that are not walked; those that do not exist change nothing.
    /// - Throws: ``ImportProblem`` for a path that does not exist, and for a file named by the user whose format
    ///   cannot be told.
    init(paths: [String], format: ImportFormat?, excludedFolders: [String] = []) throws(ImportProblem) {
        self.format = format
        for path in excludedFolders {
            if case .folder(let identity) = Self.kind(FilePath(path)) { seenFolders.insert(identity) }
        }
        for path in paths {
            if path == ImportFile.standardInput {
                isSizeKnown = false
                files.append(
                    ImportFile(
                        path: FilePath(path), name: "standard input", label: "stdin", format: format ?? .jsonLines,
                        byteCount: 0))
                absolutePaths.append(FilePath("/stdin"))
                continue
            }
            guard let kind = Self.kind(FilePath(path)) else {
                var reason = String(cString: strerror(errno))
                // What stands for bytes of an argument that are not UTF-8.
                if path.unicodeScalars.contains("\u{FFFD}") {
                    reason += "; a file whose name is not UTF-8 is read by naming the folder that it is in"
                }
                throw ImportProblem(source: path, reason: reason)
            }
            let absolute = FilePath(URL(fileURLWithPath: path).standardizedFileURL.path)
            if case .folder(let identity) = kind {
                walk(FilePath(path), absolute: absolute, identity: identity, depth: 1)
            } else {
                guard let format = format ?? ImportFormat(path: path) ?? kind.streamFormat else {
                    throw ImportProblem(
                        source: path,
                        reason: "the name tells no format. Known are \(ImportFormat.allExtensions); "
                            + "or name one of \(ImportFormat.allCases.map(\.rawValue).joined(separator: ", "))")
                }
                add(FilePath(path), absolute: absolute, kind: kind, format: format, depth: 2)
            }
        }
        makeLabelsUnique()
    }

    private mutating func walk(_ path: FilePath, absolute: FilePath, identity: FileIdentity, depth: Int) {
        guard seenFolders.insert(identity).inserted else { return }
        guard let names = path.names() else {
            let reason = "the folder cannot be read: \(String(cString: strerror(errno)))"
            problems.append((files.count, ImportProblem(source: path.text, reason: reason)))
            return
        }
        for name in names where name.first != UInt8(ascii: ".") {
            let child = path.appending(name)
            let childAbsolute = absolute.appending(name)
            switch Self.kind(child) {
            case .folder(let identity): walk(child, absolute: childAbsolute, identity: identity, depth: depth + 1)
            case .file(let byteCount):
                guard let format = format ?? ImportFormat(path: child.text) else {
                    skippedFiles += 1
                    continue
                }
                add(
                    child, absolute: childAbsolute, kind: .file(byteCount: byteCount), format: format, depth: depth + 1)
            case .stream: skippedFiles += 1
            case nil:
                guard format != nil || ImportFormat(path: child.text) != nil else {
                    skippedFiles += 1
                    continue
                }
                let reason = String(cString: strerror(errno))
                problems.append((files.count, ImportProblem(source: child.text, reason: "cannot be read: \(reason)")))
            }
        }
    }

    private mutating func add(
        _ path: FilePath, absolute: FilePath, kind: Kind, format: ImportFormat, depth: Int
    ) {
        var byteCount = 0
        if case .file(let count) = kind {
            guard seenFiles.insert(absolute).inserted else { return }
            byteCount = count
        } else {
            isSizeKnown = false
        }
        let name = path.text.lowercased()
        files.append(
            ImportFile(
                path: path, name: path.text, label: Self.tail(absolute, count: depth), format: format,
                isTabSeparated: name.hasSuffix(".tsv") || name.hasSuffix(".tsv.gz"), byteCount: byteCount))
        absolutePaths.append(absolute)
    }

    /// Where two files would have one label, as with `a/x.txt b/x.txt` named from two places, takes in one more
    /// folder above each until they differ. Ends, since no absolute path is listed twice.
    private mutating func makeLabelsUnique() {
        var unsettled = Array(files.indices)
        while !unsettled.isEmpty {
            let groups = Dictionary(grouping: files.indices, by: { Array(files[$0].label.utf8) }).values
                .filter { $0.count > 1 }
            unsettled = []
            for index in groups.joined() {
                let longer = Self.tail(absolutePaths[index], count: files[index].label.split(separator: "/").count + 1)
                if longer.utf8.count != files[index].label.utf8.count {
                    files[index].label = longer
                    unsettled.append(index)
                }
            }
        }
    }

    /// The last components of a path.
    private static func tail(_ path: FilePath, count: Int) -> String {
        path.text.split(separator: "/").suffix(count).joined(separator: "/")
    }

    /// What lies at a path, links followed; nil, with `errno` set, when nothing can be found out.
    private static func kind(_ path: FilePath) -> Kind? {
        var status = stat()
        guard path.withCString({ stat($0, &status) }) == 0 else { return nil }
        switch status.st_mode & S_IFMT {
        case S_IFDIR: return .folder(FileIdentity(status))
        case S_IFREG: return .file(byteCount: Int(status.st_size))
        default: return .stream
        }
    }
}
