import ArgumentParser
import Foundation

do {
    var command = try LedeTool.parseAsRoot()
    try command.run()
} catch {
    exit(Failure.report(error))
}
