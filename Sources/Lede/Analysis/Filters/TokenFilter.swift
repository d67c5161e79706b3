/// Changes the term of one token; a step of a ``TokenFilterChain``.
///
/// A filter depends on nothing but the term. It may leave nothing of a term: the chain then takes back an earlier form.
protocol TokenFilter {
    func apply(to term: inout [UInt8])
}
