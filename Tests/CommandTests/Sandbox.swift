import Foundation
import Synchronization
import Testing

/// A fresh folder in which the command runs as a process.
final class Sandbox: Sendable {
    let path: String

    /// What a run of the command left behind.
    struct Outcome {
        var status: Int32
        var output: String
        var errors: String

        var outputLines: [String] { output.split(separator: "\n").map(String.init) }
        var errorLines: [String] { errors.split(separator: "\n").map(String.init) }

        /// The output as a JSON object.
        func json() throws -> [String: Any] {
            try #require(try JSONSerialization.jsonObject(with: Data(output.utf8)) as? [String: Any])
        }
    }

    init() throws {
        let folder = URL(fileURLWithPath: NSTemporaryDirectory()).appendingPathComponent("lede-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        path = folder.resolvingSymlinksInPath().path
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// A folder with an index of articles, given as lines of JSON.
    static func indexed(_ articles: String...) throws -> Sandbox {
        let sandbox = try Sandbox()
        try sandbox.write("articles.jsonl", articles.joined(separator: "\n") + "\n")
        let outcome = try sandbox.lede("index", "articles.jsonl", "--quiet")
        try #require(outcome.status == 0 && outcome.errors.isEmpty, "\(outcome.errors)")
        return sandbox
    }

    /// A folder with an index of the same three articles.
    static func withThreeArticles() throws -> Sandbox {
        try indexed(
            #"{"id":"a","date":"2017-02-13","title":"Sanctuary for students","body":"The school is a safe zone."}"#,
            #"{"id":"b","date":"2018-05-01","title":"River flood","body":"The river left its bed near the school."}"#,
            #"{"id":"c","title":"Jazz weekend","body":"Three bands play.","section":"Culture","pages":[3,4]}"#)
    }

    // MARK: Files

    func file(_ name: String) -> String { path + "/" + name }

    func write(_ name: String, _ text: String) throws { try write(name, Data(text.utf8)) }

    func write(_ name: String, _ data: Data) throws {
        let url = URL(fileURLWithPath: file(name))
        try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try data.write(to: url)
    }

    func names(in folder: String) -> [String] {
        (try? FileManager.default.contentsOfDirectory(atPath: file(folder)))?.sorted() ?? []
    }

    // MARK: Running

    /// Runs the command to its end.
    ///
    /// - Parameters:
    ///   - input: what stands on standard input; nothing by default.
    ///   - folder: the folder below this one to run in.
    func lede(
        _ arguments: String..., input: String = "", environment: [String: String] = [:], folder: String = ""
    ) throws -> Outcome {
        try run(arguments, input: input, environment: environment, folder: folder)
    }

    /// As ``lede(_:input:environment:folder:)``, with the arguments in an array.
    func run(
        _ arguments: [String], input: String = "", environment: [String: String] = [:], folder: String = ""
    ) throws -> Outcome {
        let running = try running(arguments, environment: environment, folder: folder)
        let name = ".\(UUID().uuidString).in"
        try write(name, input)
        running.process.standardInput = try FileHandle(forReadingFrom: URL(fileURLWithPath: file(name)))
        try running.start()
        return try running.finish()
    }

    /// Starts the command with a pipe as its standard input or output.
    func startLede(_ arguments: String..., input: Pipe? = nil, output: Pipe? = nil) throws -> Running {
        let running = try running(arguments, environment: [:], folder: "")
        if let input { running.process.standardInput = input }
        if let output { running.process.standardOutput = output }
        try running.start()
        return running
    }

    func running(_ arguments: [String], environment: [String: String], folder: String) throws -> Running {
        let process = Process()
        process.executableURL = try Self.executable
        process.arguments = arguments
        process.currentDirectoryURL = URL(fileURLWithPath: folder.isEmpty ? path : file(folder))
        var variables = ProcessInfo.processInfo.environment
        for name in ["LEDE_INDEX", "NO_COLOR", "COLUMNS"] { variables[name] = nil }
        process.environment = variables.merging(environment) { $1 }
        let name = UUID().uuidString
        return try Running(process, output: file(".\(name).out"), errors: file(".\(name).err"))
    }

    /// The command beside the tests in the build folder.
    private static var executable: URL {
        get throws {
            let places = [CommandLine.arguments[0]] + Bundle.allBundles.map(\.bundlePath)
            let candidates = places.map {
                URL(fileURLWithPath: $0).resolvingSymlinksInPath().deletingLastPathComponent()
                    .appendingPathComponent("lede")
            }
            return try #require(
                candidates.first { FileManager.default.isExecutableFile(atPath: $0.path) }, "lede is not built")
        }
    }
}

/// A process whose output goes into files, so that it never waits for its reader.
final class Running {
    let process: Process
    private let output: String
    private let errors: String
    private let ended = DispatchSemaphore(value: 0)
    /// A command that takes longer is killed, so that a test which waits for it fails and does not hang.
    private static let patience: DispatchTimeInterval = .seconds(120)

    /// - Parameter process: one that was not started yet.
    init(_ process: Process, output: String, errors: String) throws {
        self.process = process
        self.output = output
        self.errors = errors
        let ended = ended
        process.terminationHandler = { _ in ended.signal() }
        for path in [output, errors] { _ = FileManager.default.createFile(atPath: path, contents: nil) }
        process.standardOutput = try FileHandle(forWritingTo: URL(fileURLWithPath: output))
        process.standardError = try FileHandle(forWritingTo: URL(fileURLWithPath: errors))
    }

    private static let starting = Mutex(())

    /// Starts the process; one at a time, as Foundation crashes now and then where several threads do so at once.
    func start() throws { try Self.starting.withLock { _ in try process.run() } }

    /// What is on standard error by now.
    var errorsSoFar: String { (try? String(contentsOfFile: errors, encoding: .utf8)) ?? "" }

    func finish() throws -> Sandbox.Outcome {
        if ended.wait(timeout: .now() + Self.patience) == .timedOut {
            kill(process.processIdentifier, SIGKILL)
            ended.wait()
        }
        let text = { (path: String) in try String(contentsOfFile: path, encoding: .utf8) }
        return Sandbox.Outcome(status: process.terminationStatus, output: try text(output), errors: try text(errors))
    }
}
