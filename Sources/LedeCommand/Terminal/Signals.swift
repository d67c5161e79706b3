import Foundation

/// How signals end a command that has nothing to save.
enum Signals {
    /// Ctrl-C ends it with status 130; a reader of its output that went away, without a word (``StandardOutput``).
    ///
    /// A job that was started with Ctrl-C ignored goes on ignoring it.
    static func endQuietly() {
        signal(SIGPIPE, SIG_IGN)
        var old = sigaction()
        sigaction(SIGINT, nil, &old)
        guard old.__sigaction_handler.sa_handler == nil else { return }
        signal(SIGINT) { _ in _exit(130) }
    }

    /// Files are mapped: what the system cannot read of them any more, as they were cut short or the disk failed, is a signal.
    /// It ends the command with a message and status 3.
    static func explainLostFiles() {
        signal(SIGBUS) { _ in
            let message: StaticString = """
                lede: a file of the index was cut short, or its disk cannot read it any more, while it was in use. The index was \
                not changed by this. Run 'lede check' to see what is wrong

                """
            _ = message.withUTF8Buffer { write(STDERR_FILENO, $0.baseAddress, $0.count) }
            _exit(3)
        }
    }
}
