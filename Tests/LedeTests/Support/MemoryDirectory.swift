import Foundation
import Synchronization

@testable import Lede

/// A folder in memory that does what ``FileDirectory`` does, can fail on purpose, and can be cut off from power.
///
/// Every call that may throw is an operation, and so is every write, sync and close of a file; they are counted from
/// 0. To try each outcome, run once to learn ``operationCount``, then once for each number below it with ``fail(_:)``.
///
/// A write that fails leaves half of its bytes behind; any other operation that fails has not happened.
final class MemoryDirectory: Directory {
    /// Which operations fail.
    enum Failure: Sendable {
        /// One alone.
        case at(Int)
        /// That one and all after it, as when the disk is gone.
        case from(Int)
    }

    private struct File: Sendable {
        var bytes: [UInt8] = []
        /// How many of the bytes would survive a loss of power.
        var syncedCount = 0
    }

    private struct State: Sendable {
        var files: [Int: File] = [:]
        var names: [String: Int] = [:]
        /// The names as a loss of power would leave them.
        var syncedNames: [String: Int] = [:]
        var operationCount = 0
        var failure: Failure?
        var room: Int?
    }

    let path = "memory"
    private let state = Mutex(State())
    private let lockFile = NSTemporaryDirectory() + "lede-\(UUID().uuidString).lock"

    init() {}

    /// A folder with these files, all of them durable.
    init(_ files: [String: [UInt8]]) {
        state.withLock { state in
            for (number, file) in files.enumerated() {
                state.files[number] = File(bytes: file.value, syncedCount: file.value.count)
                state.names[file.key] = number
            }
            state.syncedNames = state.names
        }
    }

    deinit { unlink(lockFile) }

    /// How many operations there were since the last ``fail(_:)``.
    var operationCount: Int { state.withLock { $0.operationCount } }

    /// Counts operations anew and makes some fail; none when nil.
    func fail(_ failure: Failure?) {
        state.withLock { state in
            state.operationCount = 0
            state.failure = failure
        }
    }

    /// The bytes of a file, or nil. No operation.
    func contents(of name: String) -> [UInt8]? {
        state.withLock { state in state.names[name].flatMap { state.files[$0] }?.bytes }
    }

    /// What a loss of power leaves at least: files whose names were made durable, with the bytes that were.
    func afterPowerLoss() -> MemoryDirectory {
        MemoryDirectory(
            state.withLock { state in
                state.syncedNames.compactMapValues { number in
                    state.files[number].map { Array($0.bytes.prefix($0.syncedCount)) }
                }
            })
    }

    /// What a loss of power may leave: of each name the state that was made durable or the one since, of each file what
    /// was made durable and some of the bytes behind it, the last of them wrong.
    func afterPowerLoss(_ random: inout SeededText) -> MemoryDirectory {
        let state = state.withLock { $0 }
        var files: [String: [UInt8]] = [:]
        for name in Set(state.names.keys).union(state.syncedNames.keys).sorted() {
            let number = random.chance(0.5) ? state.names[name] : state.syncedNames[name]
            guard let file = number.flatMap({ state.files[$0] }) else { continue }
            var bytes = Array(file.bytes.prefix(Int.random(in: file.syncedCount...file.bytes.count, using: &random)))
            if bytes.count > file.syncedCount, random.chance(0.5) { bytes[bytes.count - 1] ^= 0xFF }
            files[name] = bytes
        }
        return MemoryDirectory(files)
    }

    func list() throws(LedeError) -> [String] {
        try perform("list", "") { (state) throws(LedeError) in state.names.keys.sorted() }
    }

    func exists(_ name: String) -> Bool { state.withLock { $0.names[name] != nil } }

    func identity(of name: String) -> FileIdentity? { nil }

    func open(_ name: String) throws(LedeError) -> MappedFile {
        let path = path + "/" + name
        return try perform("open", name) { (state) throws(LedeError) in
            guard let file = state.names[name].flatMap({ state.files[$0] }) else {
                throw .io(operation: "open", path: path, reason: "No such file or directory")
            }
            return MappedFile(path: path, contents: file.bytes)
        }
    }

    func create(_ name: String) throws(LedeError) -> any FileOutput {
        let number = try perform("create", name) { (state) throws(LedeError) in
            let number = state.files.count
            state.files[number] = File()
            state.names[name] = number
            return number
        }
        return Output(self, name: name, number: number)
    }

    func rename(_ name: String, to newName: String) throws(LedeError) {
        let path = path + "/" + name
        try perform("rename", name) { (state) throws(LedeError) in
            guard let number = state.names.removeValue(forKey: name) else {
                throw .io(operation: "rename", path: path, reason: "No such file or directory")
            }
            state.names[newName] = number
        }
    }

    func remove(_ name: String) throws(LedeError) {
        try perform("remove", name) { (state) throws(LedeError) in state.names[name] = nil }
    }

    func link(_ name: String, from source: any Directory) throws(LedeError) -> Bool {
        let bytes = (source as? MemoryDirectory)?.contents(of: name)
        return try perform("link", name) { (state) throws(LedeError) in
            guard let bytes else { return false }
            let number = state.files.count
            state.files[number] = File(bytes: bytes, syncedCount: bytes.count)
            state.names[name] = number
            return true
        }
    }

    /// What ``freeBytes()`` is to say.
    var room: Int? {
        get { state.withLock { $0.room } }
        set { state.withLock { $0.room = newValue } }
    }

    func freeBytes() throws(LedeError) -> Int? { room }

    func sync() throws(LedeError) {
        try perform("sync", "") { (state) throws(LedeError) in state.syncedNames = state.names }
    }

    func lock() throws(LedeError) -> WriterLock {
        try perform("lock", "") { (_) throws(LedeError) in }
        return try WriterLock(path: lockFile)
    }

    private func perform<R: Sendable>(
        _ operation: String, _ name: String, torn: @Sendable (inout State) -> Void = { _ in },
        _ body: @Sendable (inout State) throws(LedeError) -> R
    ) throws(LedeError) -> R {
        let path = path + "/" + name
        return try state.withLock { (state) throws(LedeError) in
            let number = state.operationCount
            state.operationCount += 1
            let fails =
                switch state.failure {
                case .at(let failing): number == failing
                case .from(let failing): number >= failing
                case nil: false
                }
            if fails {
                torn(&state)
                throw .io(operation: operation, path: path, reason: "operation \(number) was made to fail")
            }
            return try body(&state)
        }
    }

    private final class Output: FileOutput {
        private let directory: MemoryDirectory
        private let name: String
        private let number: Int

        init(_ directory: MemoryDirectory, name: String, number: Int) {
            self.directory = directory
            self.name = name
            self.number = number
        }

        func write(_ bytes: UnsafeRawBufferPointer) throws(LedeError) {
            let (array, number) = (Array(bytes), number)
            try directory.perform(
                "write", name, torn: { $0.files[number]?.bytes += array.prefix(array.count / 2) },
                { (state) throws(LedeError) in state.files[number]?.bytes += array })
        }

        func sync() throws(LedeError) {
            let number = number
            try directory.perform("sync", name) { (state) throws(LedeError) in
                let count = state.files[number]?.bytes.count ?? 0
                state.files[number]?.syncedCount = count
            }
        }

        func close() throws(LedeError) { try directory.perform("close", name) { (_) throws(LedeError) in } }
    }
}
