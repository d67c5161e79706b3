/// Changes the term of one token: a step of an ``Analyzer``.
///
/// A filter depends on nothing but the term, so that the engine runs it once for each distinct word. It may leave nothing
/// of a term: the term then takes back an earlier form, as a word is never lost by folding or stemming.
///
/// ```swift
/// struct FirstFiveLetters: TokenFilter {
///     func apply(to term: inout [UInt8]) { term = Array(String(decoding: term, as: UTF8.self).prefix(5).utf8) }
/// }
/// Analyzer.register(Analyzer(name: "five", filters: [.fold, .custom("five") { FirstFiveLetters() }]))
/// ```
public protocol TokenFilter {
    /// Changes a term, given as UTF-8.
    func apply(to term: inout [UInt8])
}

/// Removes terms: those that a list has, and those whose length is out of a range.
struct TermRemoval: Sendable, Equatable {
    /// Terms that are removed.
    var words: Set<[UInt8]> = []
    /// How many characters, as Unicode scalars, the others have.
    var lengths: ClosedRange<Int> = 0...Int.max

    func removes(_ term: [UInt8]) -> Bool {
        words.contains(term) || !lengths.contains(term.count { $0 & 0xC0 != 0x80 })
    }
}
