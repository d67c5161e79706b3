import ArgumentParser
import Foundation

/// What standard output can show.
struct Terminal {
    /// The columns to fill, or nil where lines are not to be broken: in a file or a pipe.
    let width: Int?
    let usesColor: Bool
    /// How many lines the terminal has; nil for a file or a pipe.
    let height: Int?

    /// Lines longer than this are hard to read, however wide the terminal.
    private static let greatestTextWidth = 100

    init(_ choice: ColorChoice) {
        let isTerminal = isatty(STDOUT_FILENO) == 1
        width = isTerminal ? max(20, min(Self.columns(of: STDOUT_FILENO), Self.greatestTextWidth)) : nil
        height = isTerminal ? Self.lines(of: STDOUT_FILENO) : nil
        switch choice {
        case .always: usesColor = true
        case .never: usesColor = false
        case .auto:
            let environment = ProcessInfo.processInfo.environment
            let isRefused = environment["NO_COLOR"].map { !$0.isEmpty } ?? false
            let isForced = environment["CLICOLOR_FORCE"].map { !$0.isEmpty && $0 != "0" } ?? false
            let isAble = isTerminal && environment["TERM"] != "dumb" && environment["CLICOLOR"] != "0"
            usesColor = !isRefused && (isForced || isAble)
        }
    }

    /// How a piece of text looks.
    enum Style: String {
        case bold = "1"
        case faint = "2"
        /// A place that the query matched: bold red, as grep has it.
        case match = "1;31"
    }

    func styled(_ text: String, _ style: Style) -> String {
        usesColor && !text.isEmpty ? "\u{1B}[\(style.rawValue)m\(text)\u{1B}[0m" : text
    }

    /// The width of the terminal behind a descriptor; 80 where it does not say.
    static func columns(of descriptor: Int32) -> Int {
        var size = winsize()
        if ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 { return Int(size.ws_col) }
        return ProcessInfo.processInfo.environment["COLUMNS"].flatMap { Int($0) }.map { max(1, $0) } ?? 80
    }
}

extension Terminal {
    /// The height of the terminal behind a descriptor; 24 where it does not say.
    fileprivate static func lines(of descriptor: Int32) -> Int {
        var size = winsize()
        return ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0 && size.ws_row > 0 ? Int(size.ws_row) : 24
    }
}

/// When to use colour.
enum ColorChoice: String, ExpressibleByArgument, CaseIterable {
    /// On a terminal that can, unless `NO_COLOR` is set; elsewhere where `CLICOLOR_FORCE` is.
    case auto
    case always
    case never
}

/// The option `--color`.
struct ColorOptions: ParsableArguments {
    @Option(help: "Colour: auto, always or never; auto heeds NO_COLOR and CLICOLOR_FORCE.") var color = ColorChoice.auto

    var terminal: Terminal { Terminal(color) }
}
