/// A machine that reads a term byte by byte and says whether it is one of those looked for.
///
/// States are numbers from 0; ``dead`` is the state from which no term can be reached any more. An automaton may take
/// a state for alive that leads nowhere: that costs time, never a term. One that takes a state for dead too early
/// loses terms. States stay what they are for the life of the automaton, which belongs to one thread.
package protocol Automaton: AnyObject {
    /// The state before the first byte.
    var start: Int { get throws(LedeError) }
    /// Whether a term may end in a state.
    func isAccepting(_ state: Int) -> Bool
    /// The state after one more byte, or ``dead``. The state it comes from is alive.
    /// - Throws: ``LedeError/invalidQuery(_:)`` when the automaton would grow too large.
    func step(_ state: Int, _ byte: UInt8) throws(LedeError) -> Int
    /// The least byte that is at least `first` and leads from a state to one that is alive; nil where there is none.
    func nextByte(_ state: Int, from first: Int) throws(LedeError) -> UInt8?
    /// By how many edits the term that ends in an accepting state differs from what was asked for.
    func distance(_ state: Int) -> Int
    /// The bytes that every accepted term ends with, where any text may stand before them; else empty.
    var suffix: [UInt8] { get }
}

extension Automaton {
    package static var dead: Int { -1 }

    package func distance(_ state: Int) -> Int { 0 }

    package var suffix: [UInt8] { [] }

    /// The state after a whole term, or ``dead``.
    package func state(after term: UnsafeRawBufferPointer) throws(LedeError) -> Int {
        var state = try start
        for byte in term {
            if state < 0 { return state }
            state = try step(state, byte)
        }
        return state
    }
}
