internal import Foundation

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
    private var seenFolders: Set<Inode> = []
    private var seenFiles: Set<String> = []
    private var absolutePaths: [String] = []

    private struct Inode: Hashable {
        var device: UInt64
        var number: UInt64
    }

    private enum Kind {
        case folder(Inode)
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
            if case .folder(let inode) = Self.kind(path) { seenFolders.insert(inode) }
        }
        for path in paths {
            if path == ImportFile.standardInput {
                isSizeKnown = false
                files.append(
                    ImportFile(
                        path: path, name: "standard input", label: "stdin", format: format ?? .jsonLines, byteCount: 0))
                absolutePaths.append("/stdin")
                continue
            }
            guard let kind = Self.kind(path) else {
                throw ImportProblem(source: path, reason: String(cString: strerror(errno)))
            }
            let absolute = URL(fileURLWithPath: path).standardizedFileURL.path
            if case .folder(let inode) = kind {
                walk(path, absolute: absolute, inode: inode, depth: 1)
            } else {
                guard let format = format ?? ImportFormat(path: path) ?? kind.streamFormat else {
                    throw ImportProblem(
                        source: path,
                        reason: "the name tells no format. Known are \(ImportFormat.allExtensions); "
                            + "or name one of \(ImportFormat.allCases.map(\.rawValue).joined(separator: ", "))")
                }
                add(path, absolute: absolute, kind: kind, format: format, depth: 2)
            }
        }
        makeLabelsUnique()
    }

    private mutating func walk(_ path: String, absolute: String, inode: Inode, depth: Int) {
        guard seenFolders.insert(inode).inserted else { return }
        let names: [String]
        do {
            names = try FileManager.default.contentsOfDirectory(atPath: path)
        } catch {
            problems.append((files.count, ImportProblem(source: path, reason: "the folder cannot be read")))
            return
        }
        for name in names.sorted() where !name.hasPrefix(".") {
            let child = path.hasSuffix("/") ? path + name : path + "/" + name
            let childAbsolute = absolute.hasSuffix("/") ? absolute + name : absolute + "/" + name
            switch Self.kind(child) {
            case .folder(let inode): walk(child, absolute: childAbsolute, inode: inode, depth: depth + 1)
            case .file(let byteCount):
                guard let format = format ?? ImportFormat(path: name) else {
                    skippedFiles += 1
                    continue
                }
                add(
                    child, absolute: childAbsolute, kind: .file(byteCount: byteCount), format: format, depth: depth + 1)
            case .stream: skippedFiles += 1
            case nil:
                guard format != nil || ImportFormat(path: name) != nil else {
                    skippedFiles += 1
                    continue
                }
                let reason = String(cString: strerror(errno))
                problems.append((files.count, ImportProblem(source: child, reason: "cannot be read: \(reason)")))
            }
        }
    }

    private mutating func add(_ path: String, absolute: String, kind: Kind, format: ImportFormat, depth: Int) {
        var byteCount = 0
        if case .file(let count) = kind {
            guard seenFiles.insert(absolute).inserted else { return }
            byteCount = count
        } else {
            isSizeKnown = false
        }
        let name = path.lowercased()
        files.append(
            ImportFile(
                path: path, name: path, label: Self.tail(absolute, count: depth), format: format,
                isTabSeparated: name.hasSuffix(".tsv") || name.hasSuffix(".tsv.gz"), byteCount: byteCount))
        absolutePaths.append(absolute)
    }

    /// Where two files would have one label, as with `a/x.txt b/x.txt` named from two places, takes in one more
    /// folder above each until they differ. Ends, since no absolute path is listed twice.
    private mutating func makeLabelsUnique() {
        var unsettled = Array(files.indices)
        while !unsettled.isEmpty {
            let groups = Dictionary(grouping: files.indices, by: { files[$0].label }).values.filter { $0.count > 1 }
            unsettled = []
            for index in groups.joined() {
                let longer = Self.tail(absolutePaths[index], count: files[index].label.split(separator: "/").count + 1)
                if longer != files[index].label {
                    files[index].label = longer
                    unsettled.append(index)
                }
            }
        }
    }

    /// The last components of a path.
    private static func tail(_ path: String, count: Int) -> String {
        path.split(separator: "/").suffix(count).joined(separator: "/")
    }

    /// What lies at a path, links followed; nil, with `errno` set, when nothing can be found out.
    private static func kind(_ path: String) -> Kind? {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        switch status.st_mode & S_IFMT {
        case S_IFDIR: return .folder(Inode(device: UInt64(status.st_dev), number: UInt64(status.st_ino)))
        case S_IFREG: return .file(byteCount: Int(status.st_size))
        default: return .stream
        }
    }
}
