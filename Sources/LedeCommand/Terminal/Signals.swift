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
}
