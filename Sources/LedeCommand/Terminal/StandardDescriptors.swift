import Foundation

/// Standard input, output and error as they were given to the command.
enum StandardDescriptors {
    /// Gives each that is closed something that can be neither read nor written. Else a file of the index would get its number:
    /// messages would be written into it, and what is in it read for input.
    static func occupyClosed() {
        for (descriptor, mode) in [(STDIN_FILENO, O_WRONLY), (STDOUT_FILENO, O_RDONLY), (STDERR_FILENO, O_RDONLY)]
        where fcntl(descriptor, F_GETFD) < 0 {
            // The lowest number that is free is the one it gets.
            _ = open("/dev/null", mode)
        }
    }

    /// Refuses to work where hardly any file may be open at once: the system's own threads end a process without a word there.
    static func requireOthers() throws {
        let limit = sysconf(Int32(_SC_OPEN_MAX))
        guard limit >= 0, limit < fewest else { return }
        throw InputError(
            "only \(limit) files may be open at once here, and lede needs \(fewest). "
                + "Raise the limit, as by 'ulimit -n 256'")
    }

    private static let fewest = 16
}
