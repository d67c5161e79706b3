import ArgumentParser
import Foundation

StandardDescriptors.occupyClosed()
Signals.endQuietly()
Signals.explainLostFiles()
// A file that grows past a limit of the system is an error with a message, not the end without one.
signal(SIGXFSZ, SIG_IGN)
do {
    let arguments = Array(CommandLine.arguments.dropFirst())
    try StandardDescriptors.requireOthers()
    try LedeTool.requireCommand(arguments)
    var command = try LedeTool.parseAsRoot(QueryWords.protectingExclusions(arguments))
    try command.run()
} catch {
    exit(Failure.report(error))
}
