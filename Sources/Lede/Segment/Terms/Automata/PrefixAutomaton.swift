/// Accepts the terms that begin with some bytes. A state is how many of them were read.
package final class PrefixAutomaton: Automaton {
    private let prefix: [UInt8]

    package init(_ prefix: [UInt8]) { self.prefix = prefix }

    package var start: Int { 0 }

    package func isAccepting(_ state: Int) -> Bool { state == prefix.count }

    package func step(_ state: Int, _ byte: UInt8) -> Int {
        if state == prefix.count { return state }
        return prefix[state] == byte ? state + 1 : Self.dead
    }

    package func nextByte(_ state: Int, from first: Int) -> UInt8? {
        if state == prefix.count { return UInt8(exactly: first) }
        return Int(prefix[state]) >= first ? prefix[state] : nil
    }
}
