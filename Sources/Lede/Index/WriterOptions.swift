/// How a writer works.
public struct WriterOptions: Sendable {
    /// How many threads may add documents side by side without waiting for each other. At least 1.
    public var threads: Int
    /// How much memory the process may come to take, in bytes, while documents are added, deleted, merged and committed, if
    /// it does nothing else. Documents are buffered in what the program itself and the writing of segments leave of it. At
    /// least 64 MB, and 14 MB for each thread beside the 36 MB of the program; of less more is taken than was given.
    ///
    /// A document of more than about a 64th of it may take more by itself (``memoryPerByte``).
    public var memoryBytes: Int
    /// The fields that the index is to have from the next commit on; nil leaves them.
    ///
    /// Fields may be added, and weights, defaults and what is stored may change. Every field of the index stays, with
    /// its type and analyzer. Documents from before have no value of a new field, and are stored as they were, until
    /// they are added again by this writer.
    public var schema: Schema?

    /// How much memory a document takes at most while it is taken apart and indexed, for each of its bytes: that much where
    /// each word in it is another.
    public static let memoryPerByte = 40

    /// How many threads there is memory for, of those that are wanted; at least 1.
    public static func threads(fitting memoryBytes: Int, atMost threads: Int) -> Int {
        WriterMemory.threads(fitting: memoryBytes, atMost: threads)
    }

    /// Makes options.
    public init(threads: Int = 1, memoryBytes: Int = 512 << 20, schema: Schema? = nil) {
        self.threads = threads
        self.memoryBytes = memoryBytes
        self.schema = schema
    }
}

/// What a commit did.
public struct CommitSummary: Sendable, Equatable {
    /// Documents whose id was not in the index before.
    public var added = 0
    /// Documents that took the place of another version of themselves.
    public var replaced = 0
    /// Documents that were in the index just so.
    public var unchanged = 0
    /// Documents that are gone.
    public var deleted = 0
    /// How many documents there are now.
    public var documents = 0
    /// How many segments there are now.
    public var segments = 0
    /// The generation of the commit. Stays the same when there was nothing to write.
    public var commit = 0
    /// What the queries found that watched the commit, in the order in which they were given.
    public var newMatches: [NewMatches] = []
}

extension Schema {
    /// Checks that an index of this schema can go on with another.
    /// - Throws: ``LedeError/invalidSchema(_:)``
    package func validate(successor: Schema) throws(LedeError) {
        try successor.validate()
        for field in fields {
            guard let next = successor[field.name] else {
                throw .invalidSchema("the index has a field '\(field.name)', which is missing")
            }
            if next.composed != field.composed, next.analyzer == field.analyzer {
                throw .invalidSchema(
                    "the analyzer '\(field.analyzer)' of the field '\(field.name)' is another one in the index. "
                        + "Give the new one another name, and index the articles anew into another folder")
            }
            guard next.type == field.type, field.type != .text || next.analyzer == field.analyzer else {
                let (old, new) = (field.kind, next.kind)
                throw .invalidSchema(
                    "the field '\(field.name)' is \(old) in the index and cannot become \(new). "
                        + "Index the articles anew into another folder")
            }
        }
    }
}

extension Field {
    fileprivate var kind: String { type == .text ? "text (\(analyzer))" : type.rawValue }
}
