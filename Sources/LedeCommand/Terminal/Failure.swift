import ArgumentParser
import Foundation
import Lede
import LedeImport

/// How the command says what went wrong, and the exit status that it ends with.
///
/// | status | meaning |
/// |---|---|
/// | 0 | done, found |
/// | 1 | nothing found; the check found damage |
/// | 2 | bad usage or bad input |
/// | 3 | an index that cannot be opened, read or written |
/// | 130 | ended by a signal |
enum Failure {
    static let nothingFound = ExitCode(1)
    static let badInput = ExitCode(2)
    static let unusableIndex = ExitCode(3)
    static let interrupted = ExitCode(130)

    /// Writes the message for an error to standard error, or the help that was asked for to standard output.
    /// - Returns: the exit status.
    static func report(_ error: any Error) -> Int32 {
        switch error {
        case let code as ExitCode: return code.rawValue
        case let error as QueryFailure:
            StandardError.say(error.description)
            return badInput.rawValue
        case let error as LedeError:
            StandardError.say(error.description + advice(on: error))
            return status(of: error).rawValue
        case is ImportProblem, is InputError, is OutputError:
            StandardError.say(String(describing: error))
            return badInput.rawValue
        default: return reportUsage(error)
        }
    }

    private static func advice(on error: LedeError) -> String {
        switch error {
        case .noIndex(let path) where isFile(path): ": it is a file, and an index is a folder"
        case .noIndex(let path): ". Make one with 'lede index FILES --index \(path)'"
        case .corrupt: ". Run 'lede check' to see all that is wrong, 'lede repair --dry-run' to see what can be saved"
        default: ""
        }
    }

    private static func isFile(_ path: String) -> Bool {
        var isFolder: ObjCBool = false
        return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && !isFolder.boolValue
    }

    private static func status(of error: LedeError) -> ExitCode {
        switch error {
        case .invalidSchema, .invalidDocument, .invalidQuery: badInput
        case .noIndex, .indexExists, .noSpace, .unsupportedFormat, .corrupt, .io, .locked, .writerClosed: unusableIndex
        case .cancelled: interrupted
        }
    }

    /// What the argument parser throws: help, version, completion scripts, and errors of usage.
    private static func reportUsage(_ error: any Error) -> Int32 {
        // The parser gives 28 columns to the names of options, and ends the process where the terminal has no more.
        if Terminal.columns(of: STDOUT_FILENO) < 40 { setenv("COLUMNS", "40", 1) }
        var message = LedeTool.fullMessage(for: error)
        if LedeTool.exitCode(for: error).isSuccess {
            do {
                try StandardOutput.writeLine(message)
                return 0
            } catch {
                return report(error)
            }
        }
        if message.hasPrefix("Error: ") { message.removeFirst("Error: ".count) }
        StandardError.say(message)
        return badInput.rawValue
    }
}

/// Something the user gave that cannot be used.
struct InputError: Error, CustomStringConvertible {
    var description: String

    init(_ description: String) { self.description = description }
}
