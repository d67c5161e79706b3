/// What can go wrong at the public face of the engine.
public enum LedeError: Error, Sendable, Equatable {
    /// There is no index in that folder.
    case noIndex(path: String)
    /// There is an index in that folder already.
    case indexExists(path: String)
    /// The index was written by a format this version does not read.
    case unsupportedFormat(path: String, found: String, supported: String)
    /// Bytes on disk are not what was written. `section` names the part, `offset` the byte within the file.
    case corrupt(path: String, section: String, offset: Int, reason: String)
    /// The operating system refused: `operation` on `path`, with its reason.
    case io(operation: String, path: String, reason: String)
    /// There is not enough room on the disk for what was asked; nothing was begun. Bytes.
    case noSpace(path: String, needed: Int, free: Int)
    /// Another process or writer holds the writer's lock.
    case locked(path: String, holder: String)
    /// The schema cannot be used.
    case invalidSchema(String)
    /// The document cannot be indexed: field and reason.
    case invalidDocument(id: String, field: String, reason: String)
    /// The query names a field the schema lacks, or asks of a field what its type does not have.
    case invalidQuery(String)
    /// The writer was closed, or failed earlier.
    case writerClosed(String)
    /// The task that searched was cancelled.
    case cancelled
}

extension LedeError: CustomStringConvertible {
    /// What went wrong, where, and often what to do, in a sentence for people.
    public var description: String {
        switch self {
        case .noIndex(let path):
            "there is no index in '\(path)'"
        case .indexExists(let path): "there is an index in '\(path)' already"
        case .unsupportedFormat(let path, let found, let supported):
            "\(path): written in format \(found), this version reads \(supported). Index the articles again, "
                + "or use the version that wrote it"
        case .corrupt(let path, let section, let offset, let reason):
            "\(path), section \(section), byte \(offset): \(reason)"
        case .io(let operation, let path, let reason): "cannot \(operation) '\(path)': \(reason)"
        case .noSpace(let path, let needed, let free):
            "not enough room on the disk of '\(path)': this may take \(needed >> 20) MB beside what is there, and "
                + "\(free >> 20) MB are free. The index is as it was"
        case .locked(let path, let holder):
            "'\(path)' is being written by \(holder). Wait for it to end and try again"
        case .invalidSchema(let reason): "schema: \(reason)"
        case .invalidDocument(let id, let field, let reason): "document '\(id)', field '\(field)': \(reason)"
        case .invalidQuery(let reason): reason
        case .writerClosed(let reason): "the writer is closed: \(reason)"
        case .cancelled: "the search was cancelled"
        }
    }
}
