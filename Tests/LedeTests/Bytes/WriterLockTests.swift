import Foundation
import Testing

@testable import Lede

@Suite("The writer's lock")
struct WriterLockTests {
    @Test("It keeps a second writer out and tells who holds it, and is free when the first goes")
    func exclusion() throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/write.lock"
        var first: WriterLock? = try WriterLock(path: path)
        let expected = LedeError.locked(path: path, holder: "process \(getpid())")
        #expect(throws: expected) { _ = try WriterLock(path: path) }
        #expect(throws: expected) { _ = try WriterLock(path: path) }
        withExtendedLifetime(first) {}
        first = nil
        let second = try WriterLock(path: path)
        #expect(throws: expected) { _ = try WriterLock(path: path) }
        withExtendedLifetime(second) {}
    }

    @Test("The file that a dead writer left behind locks nobody out")
    func leftover() throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/write.lock"
        try "123456789012\n".write(toFile: path, atomically: true, encoding: .utf8)
        let lock = try WriterLock(path: path)
        #expect(try String(contentsOfFile: path, encoding: .utf8) == "\(getpid())\n")
        withExtendedLifetime(lock) {}
        #expect(FileManager.default.fileExists(atPath: path))
    }

    @Test("Who has only just taken it is waited for until its id is there")
    func freshHolder() throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/write.lock"
        let lock = try WriterLock(path: path)
        // A process that is no more.
        try Data("999999999\n".utf8).write(to: URL(fileURLWithPath: path), options: [])
        let id = "\(getpid())\n"
        Thread.detachNewThread {
            usleep(20_000)
            try? Data(id.utf8).write(to: URL(fileURLWithPath: path), options: [])
        }
        #expect(throws: LedeError.locked(path: path, holder: "process \(getpid())")) { _ = try WriterLock(path: path) }
        withExtendedLifetime(lock) {}
    }

    @Test("A link in its place is refused, and what it leads to is left alone")
    func link() throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/write.lock"
        try "mine".write(toFile: folder.path + "/letter", atomically: true, encoding: .utf8)
        try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: "letter")
        #expect(throws: LedeError.self) { _ = try WriterLock(path: path) }
        #expect(try String(contentsOfFile: folder.path + "/letter", encoding: .utf8) == "mine")
    }

    @Test("In a folder that is not there it is an error of the system")
    func missingFolder() throws {
        let folder = try TemporaryFolder()
        let error = #expect(throws: LedeError.self) { _ = try WriterLock(path: folder.path + "/none/write.lock") }
        guard case .io(operation: "open", _, _) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }
}
