/// Why a text is no pattern, and where.
package struct PatternError: Error, Equatable {
    /// What is wrong, as a sentence without its full stop.
    package var message: String
    /// What to write instead.
    package var hint: String?
    /// The place in the pattern, in Unicode scalars from 0.
    package var offset: Int
    /// How many scalars are concerned.
    package var length: Int
}
