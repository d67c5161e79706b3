/// What a check of an index found.
public struct IndexReport: Sendable {
    /// What is wrong, each with file, section and offset. Empty for a sound index.
    public var problems: [LedeError] = []
    /// The generation of the commit that was checked.
    public var commit = 0
    /// How many live documents there are.
    public var documents = 0
    /// How many segments were read.
    public var segments = 0
    /// The size of the files in bytes.
    public var bytes = 0
    /// How many sections had their checksums compared.
    public var sections = 0
    /// How many terms were read, summed up over fields and segments.
    public var terms = 0
    /// How many (term, document) pairs were read.
    public var postings = 0
    /// How many positions were read.
    public var positions = 0

    /// Whether nothing is wrong.
    public var isSound: Bool { problems.isEmpty }
}
