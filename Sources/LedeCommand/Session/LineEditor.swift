import CEdit
import Foundation
import Synchronization

/// Reads lines that can be edited, recalled and completed: libedit.
///
/// The pointers are those of libedit, which is used by one thread only, and live as long as the editor.
final class LineEditor: LineReader {
    private let history: OpaquePointer
    private var editor: OpaquePointer?
    private let historyPath: String?
    private let complete: (String) -> SessionCompletion

    private static let rememberedLines: Int32 = 1000
    /// Whether Ctrl-C was pressed since it was asked last.
    private static let isInterrupted = Atomic(false)

    /// - Parameters:
    ///   - historyPath: the file in which lines are remembered; nil for none.
    ///   - complete: how the line before the cursor may go on.
    /// - Returns: nil where the terminal cannot be used for it.
    init?(historyPath: String?, complete: @escaping (String) -> SessionCompletion) {
        // Letters beyond ASCII are letters only in a locale that has them.
        setlocale(LC_CTYPE, "")
        if String(cString: nl_langinfo(nl_item(CODESET))) != "UTF-8" { setlocale(LC_CTYPE, "C.UTF-8") }
        guard let history = lede_history_open(Self.rememberedLines) else { return nil }
        self.history = history
        self.historyPath = historyPath
        self.complete = complete
        if let historyPath { _ = lede_history_load(history, historyPath) }
        let context = Unmanaged.passUnretained(self).toOpaque()
        editor = lede_edit_open(
            history, { editor, _ in LineEditor.completeWord(in: editor) },
            { _, _ in
                LineEditor.isInterrupted.store(true, ordering: .releasing)
                return UInt8(CC_EOF)
            }, context)
        if editor == nil {
            history_end(history)
            return nil
        }
    }

    deinit {
        if let editor {
            el_end(editor)
            history_end(history)
        }
    }

    func next() -> SessionLine {
        guard let editor else { return .end }
        listenForInterruption()
        el_resize(editor)
        let interruptKey = lede_terminal_set_interrupt(lede_terminal_no_key())
        defer { _ = lede_terminal_set_interrupt(interruptKey) }
        var count: Int32 = 0
        guard let bytes = el_gets(editor, &count), count > 0 else {
            let isInterrupted = Self.isInterrupted.exchange(false, ordering: .acquiringAndReleasing)
            StandardError.write(isInterrupted ? "^C\u{1B}[K\n" : "\n")
            return isInterrupted ? .interrupted : .end
        }
        var line = String(decoding: UnsafeRawBufferPointer(start: bytes, count: Int(count)), as: UTF8.self)
        while line.last?.isNewline == true { line.removeLast() }
        remember(line)
        return .text(line)
    }

    private func remember(_ line: String) {
        guard line.contains(where: { !$0.isWhitespace }) else { return }
        lede_history_add(history, line)
        if let historyPath { _ = lede_history_save(history, historyPath) }
    }

    /// A signal that comes all the same, from elsewhere, ends the waiting for a key.
    private func listenForInterruption() {
        Self.isInterrupted.store(false, ordering: .releasing)
        var action = sigaction()
        action.__sigaction_handler.sa_handler = { _ in LineEditor.isInterrupted.store(true, ordering: .releasing) }
        sigaction(SIGINT, &action, nil)
    }

    // MARK: Completion

    private static func completeWord(in editor: OpaquePointer?) -> UInt8 {
        guard let editor, let context = lede_edit_context(editor), let line = el_line(editor)?.pointee,
            let start = line.buffer, let cursor = line.cursor
        else { return UInt8(CC_ERROR) }
        let reader = Unmanaged<LineEditor>.fromOpaque(context).takeUnretainedValue()
        let before = String(
            decoding: UnsafeRawBufferPointer(start: start, count: max(0, cursor - start)), as: UTF8.self)
        let completion = reader.complete(before)
        guard let text = completion.common else { return UInt8(CC_ERROR) }
        if text != completion.typed {
            el_deletestr(editor, Int32(completion.typed.unicodeScalars.count))
            el_insertstr(editor, text)
            return UInt8(CC_REFRESH)
        }
        StandardError.write("\n" + completion.list.printable(keepsLines: true) + "\n")
        return UInt8(CC_REDISPLAY)
    }
}
