import Synchronization

@testable import Lede

/// A folder that lives in memory.
final class MemoryDirectory: Directory {
    private let files = Mutex<[String: [UInt8]]>([:])

    let path = "memory"

    func list() -> [String] { files.withLock { $0.keys.sorted() } }

    func exists(_ name: String) -> Bool { files.withLock { $0[name] != nil } }

    func open(_ name: String) throws(LedeError) -> MappedFile {
        guard let contents = files.withLock({ $0[name] }) else {
            throw .io(operation: "open", path: name, reason: "there is no such file")
        }
        return MappedFile(path: name, contents: contents)
    }

    func create(_ name: String) -> any FileOutput { Output(self, name) }

    func rename(_ name: String, to newName: String) throws(LedeError) {
        let isFound = files.withLock { files in
            guard let contents = files.removeValue(forKey: name) else { return false }
            files[newName] = contents
            return true
        }
        guard isFound else { throw .io(operation: "rename", path: name, reason: "there is no such file") }
    }

    func remove(_ name: String) { files.withLock { $0[name] = nil } }

    func sync() {}

    func lock() throws(LedeError) -> WriterLock { throw .locked(path: path, holder: "nobody: memory has no locks") }

    private final class Output: FileOutput {
        private let directory: MemoryDirectory
        private let name: String
        private var contents: [UInt8] = []

        init(_ directory: MemoryDirectory, _ name: String) {
            self.directory = directory
            self.name = name
        }

        func write(_ bytes: UnsafeRawBufferPointer) { contents.append(contentsOf: bytes) }

        func sync() { close() }

        func close() { directory.files.withLock { $0[name] = contents } }
    }
}
