/// A ``TermPattern`` ready to run over the terms of one field. It belongs to one thread.
enum TermMatcher {
    case prefix(PrefixAutomaton)
    case program(UTF8Automaton<ScalarNFA>)
    case similar(UTF8Automaton<LevenshteinPattern>)

    /// Brings a pattern into the form of a field's terms.
    ///
    /// Prefixes, wildcards and regular expressions are folded as the field's words are, and never stemmed. A similar
    /// word goes through the whole analyzer; of one that is split the tokens are looked for apart (``tokens(of:in:)``),
    /// so only a single token is to be given here.
    ///
    /// - Parameter isAnalyzed: whether a similar word is a term already.
    /// - Throws: ``LedeError/invalidQuery(_:)`` where the pattern cannot be read.
    init(_ pattern: TermPattern, in field: Field, isAnalyzed: Bool = false) throws(LedeError) {
        let analyzer = Self.analyzer(of: field)
        let fold: @Sendable (String) -> String = { analyzer?.folded($0) ?? $0 }
        do throws(PatternError) {
            switch pattern {
            case .prefix(let text): self = .prefix(PrefixAutomaton(Array(fold(text).utf8)))
            case .wildcard(let text):
                let program = try ScalarNFA(try WildcardPattern.parse(text), fold: fold)
                self = .program(UTF8Automaton(program, name: pattern.text))
            case .regexp(let text):
                var parser = RegexParser(text, fold: fold)
                self = .program(UTF8Automaton(try ScalarNFA(try parser.parse(), fold: fold), name: pattern.text))
            case .fuzzy(let text, let distance):
                let term = isAnalyzed ? text : Self.tokens(of: text, in: field).first ?? text
                let edits = distance ?? TermPattern.defaultDistance(of: term)
                self = .similar(
                    UTF8Automaton(LevenshteinPattern(term, distance: edits), name: pattern.text))
            }
        } catch {
            throw .invalidQuery(
                "the pattern '\(pattern.text)': \(error.message)" + (error.hint.map { "; \($0)" } ?? ""))
        }
        if case .fuzzy(_, let distance?) = pattern, !(0...LevenshteinPattern.greatestDistance).contains(distance) {
            throw .invalidQuery(
                "'\(pattern.text)': a distance is 0 to \(LevenshteinPattern.greatestDistance), not \(distance)")
        }
    }

    /// The analyzer of a field's terms; nil where values are taken as they are, as ids.
    static func analyzer(of field: Field) -> Analyzer? {
        if field.name == Schema.idField { return nil }
        return field.type == .keyword ? .keyword : field.textAnalyzer
    }

    /// The terms that a typed word becomes in a field.
    static func tokens(of word: String, in field: Field) -> [String] {
        analyzer(of: field)?.analyze(word).map(\.term) ?? (word.isEmpty ? [] : [word])
    }

    /// How much an occurrence of a term counts beside one of the word itself, by the edits between them: a quarter for
    /// each. The quarters keep sums exact, whatever their order.
    static func weight(distance: Int) -> Double { distance == 0 ? 1 : distance == 1 ? 0.25 : 0.0625 }

    /// What an occurrence of a term counts; nil where the pattern does not stand for it.
    func weight(of term: UnsafeRawBufferPointer) throws(LedeError) -> Double? {
        switch self {
        case .prefix(let automaton): try Self.weight(of: term, automaton)
        case .program(let automaton): try Self.weight(of: term, automaton)
        case .similar(let automaton): try Self.weight(of: term, automaton)
        }
    }

    private static func weight(
        of term: UnsafeRawBufferPointer, _ automaton: some Automaton
    ) throws(LedeError) -> Double? {
        let state = try automaton.state(after: term)
        return state >= 0 && automaton.isAccepting(state) ? weight(distance: automaton.distance(state)) : nil
    }
}
