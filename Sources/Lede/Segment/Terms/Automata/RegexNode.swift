/// A regular expression as a tree.
indirect enum RegexNode: Sendable {
    /// One scalar, as it was written.
    case literal(Unicode.Scalar)
    /// One scalar of a set.
    case set(ScalarSet)
    /// These one after another; none is the empty text.
    case sequence([RegexNode])
    /// One of these.
    case alternatives([RegexNode])
    /// This so often; without a greatest number as often as one likes.
    case repeated(RegexNode, least: Int, greatest: Int?)

    /// Any one scalar.
    static let anyScalar = RegexNode.set(.all)
    /// Any text.
    static let anyText = RegexNode.repeated(.anyScalar, least: 0, greatest: nil)

    /// Whether it is ``anyText``.
    var isAnyText: Bool {
        if case .repeated(.set(.all), least: 0, greatest: nil) = self { return true }
        return false
    }
}
