import ArgumentParser
import Foundation

do {
    var command = try LedeTool.parseAsRoot(QueryWords.protectingExclusions(Array(CommandLine.arguments.dropFirst())))
    try command.run()
} catch {
    exit(Failure.report(error))
}
