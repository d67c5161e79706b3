import ArgumentParser
import Foundation

Signals.endQuietly()
do {
    let arguments = Array(CommandLine.arguments.dropFirst())
    try LedeTool.requireCommand(arguments)
    var command = try LedeTool.parseAsRoot(QueryWords.protectingExclusions(arguments))
    try command.run()
} catch {
    exit(Failure.report(error))
}
