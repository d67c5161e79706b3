import Foundation
import Testing

@testable import Lede

/// What every ``Directory`` does.
@Suite("Directories")
struct DirectoryTests {
    enum Kind: CaseIterable {
        case file, memory
    }

    /// Runs `body` with an empty directory of a kind.
    private func with(_ kind: Kind, _ body: (any Directory) throws -> Void) throws {
        switch kind {
        case .file:
            let folder = try TemporaryFolder()
            try body(try FileDirectory.create(at: folder.path + "/some/index"))
        case .memory: try body(MemoryDirectory())
        }
    }

    private func write(_ bytes: [UInt8], to name: String, in directory: any Directory) throws {
        let output = try directory.create(name)
        try bytes.withUnsafeBytes { try output.write($0) }
        try output.sync()
        try output.close()
    }

    private func isIO(_ error: LedeError?, _ operation: String) -> Bool {
        if case .io(operation, let path, let reason) = error { !path.isEmpty && !reason.isEmpty } else { false }
    }

    @Test("What is written is read, whatever the pieces", arguments: Kind.allCases)
    func roundTrip(kind: Kind) throws {
        try with(kind) { directory in
            var random = SeededText(seed: 7)
            let pieces = [0, 1, 70_000, 200_000, 3, 262_144, 262_145, 5, 600_000].map { random.bytes($0) }
            let output = try directory.create("file")
            for piece in pieces { try piece.withUnsafeBytes { try output.write($0) } }
            try output.close()
            #expect(try directory.open("file").bytes.array() == Array(pieces.joined()))
        }
    }

    @Test("Names are listed in order, and exist until they are removed", arguments: Kind.allCases)
    func names(kind: Kind) throws {
        try with(kind) { directory in
            #expect(try directory.list() == [])
            for name in ["b", "a", "c"] { try write([1], to: name, in: directory) }
            #expect(try directory.list() == ["a", "b", "c"])
            #expect(directory.exists("b"))
            try directory.remove("b")
            #expect(!directory.exists("b"))
            #expect(try directory.list() == ["a", "c"])
            try directory.remove("b")
            try directory.sync()
        }
    }

    @Test("A rename takes the place of a file of the new name", arguments: Kind.allCases)
    func rename(kind: Kind) throws {
        try with(kind) { directory in
            try write([1], to: "old", in: directory)
            try write([2, 2], to: "new", in: directory)
            try directory.rename("old", to: "new")
            #expect(try directory.list() == ["new"])
            #expect(try directory.open("new").bytes.array() == [1])
        }
    }

    @Test("A file made anew is empty, and who has the old one open keeps it", arguments: Kind.allCases)
    func replaced(kind: Kind) throws {
        try with(kind) { directory in
            try write([1, 2, 3], to: "file", in: directory)
            let open = try directory.open("file")
            try directory.remove("file")
            try write([4], to: "file", in: directory)
            #expect(open.bytes.array() == [1, 2, 3])
            try write([], to: "file", in: directory)
            #expect(try directory.open("file").count == 0)
        }
    }

    @Test("A file that is missing is an error of the system", arguments: Kind.allCases)
    func missing(kind: Kind) throws {
        try with(kind) { directory in
            #expect(!directory.exists("none"))
            #expect(isIO(#expect(throws: LedeError.self) { _ = try directory.open("none") }, "open"))
            #expect(isIO(#expect(throws: LedeError.self) { try directory.rename("none", to: "x") }, "rename"))
        }
    }

    @Test("One writer at a time has the lock", arguments: Kind.allCases)
    func lock(kind: Kind) throws {
        try with(kind) { directory in
            var lock: WriterLock? = try directory.lock()
            #expect(throws: LedeError.self) { _ = try directory.lock() }
            withExtendedLifetime(lock) {}
            lock = nil
            _ = try directory.lock()
        }
    }

    @Test("A folder that is missing is an error of the system")
    func missingFolder() throws {
        let folder = try TemporaryFolder()
        let directory = FileDirectory(path: folder.path + "/none")
        #expect(isIO(#expect(throws: LedeError.self) { _ = try directory.list() }, "list"))
        #expect(isIO(#expect(throws: LedeError.self) { _ = try directory.create("file") }, "create"))
        #expect(isIO(#expect(throws: LedeError.self) { try directory.sync() }, "open"))
        #expect(throws: LedeError.self) { _ = try directory.lock() }
    }

    @Test("A file made anew is never the one that was there under another name, nor what a link leads to")
    func newFile() throws {
        let folder = try TemporaryFolder()
        let directory = FileDirectory(path: folder.path)
        for name in ["snapshot", "letter"] { try write([1, 2, 3], to: name, in: directory) }
        #expect(link(folder.path + "/snapshot", folder.path + "/linked") == 0)
        #expect(symlink("letter", folder.path + "/symbolic") == 0)
        for name in ["linked", "symbolic"] {
            try write([4], to: name, in: directory)
            #expect(try directory.open(name).bytes.array() == [4])
        }
        for name in ["snapshot", "letter"] { #expect(try directory.open(name).bytes.array() == [1, 2, 3]) }
    }

    @Test("A pipe in the place of a file is an error, and nobody waits for who would write to it")
    func pipe() throws {
        let folder = try TemporaryFolder()
        #expect(mkfifo(folder.path + "/pipe", 0o600) == 0)
        let error = #expect(throws: LedeError.self) { _ = try FileDirectory(path: folder.path).open("pipe") }
        #expect(error?.description.contains("not a file") == true)
    }

    @Test("A folder cannot be made where a file is, nor opened as a file")
    func fileForFolder() throws {
        let folder = try TemporaryFolder()
        let directory = FileDirectory(path: folder.path)
        try write([1], to: "file", in: directory)
        #expect(throws: LedeError.self) { _ = try FileDirectory.create(at: folder.path + "/file") }
        _ = try FileDirectory.create(at: folder.path + "/inner")
        #expect(throws: LedeError.self) { _ = try directory.open("inner") }
        #expect(throws: LedeError.self) { try directory.remove("inner") }
    }
}

@Suite("The directory in memory")
struct MemoryDirectoryTests {
    private func run(_ directory: MemoryDirectory) throws {
        let output = try directory.create("new")
        try [UInt8](repeating: 5, count: 10).withUnsafeBytes { try output.write($0) }
        try output.sync()
        try output.close()
        try directory.rename("new", to: "file")
        try directory.sync()
    }

    @Test("Each operation can be made to fail, and leaves what was there")
    func failures() throws {
        let whole = MemoryDirectory()
        try run(whole)
        #expect(whole.operationCount == 6)
        for number in 0..<whole.operationCount {
            let directory = MemoryDirectory(["file": [1]])
            directory.fail(.at(number))
            #expect(throws: LedeError.self) { try run(directory) }
            #expect(directory.contents(of: "file") == (number < 5 ? [1] : [UInt8](repeating: 5, count: 10)))
            #expect(directory.contents(of: "new")?.count == [nil, 5, 10, 10, 10, nil][number])
            try run(directory)
            directory.fail(.from(number))
            #expect(throws: LedeError.self) { try run(directory) }
            #expect(throws: LedeError.self) { try run(directory) }
        }
    }

    @Test("A loss of power takes what was not made durable")
    func powerLoss() throws {
        let directory = MemoryDirectory(["file": [1]])
        let output = try directory.create("other")
        try [UInt8]([1, 2]).withUnsafeBytes { try output.write($0) }
        #expect(try directory.afterPowerLoss().list() == ["file"])
        try directory.sync()
        #expect(directory.afterPowerLoss().contents(of: "other") == [])
        try output.sync()
        try [UInt8]([3]).withUnsafeBytes { try output.write($0) }
        try directory.remove("file")
        #expect(directory.afterPowerLoss().contents(of: "other") == [1, 2])
        #expect(directory.afterPowerLoss().contents(of: "file") == [1])
        try directory.sync()
        #expect(try directory.afterPowerLoss().list() == ["other"])
    }
}
