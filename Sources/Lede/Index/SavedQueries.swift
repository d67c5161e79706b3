import Foundation

/// A query that is kept with an index under a name, to be asked of every document that comes in.
public struct SavedQuery: Codable, Sendable, Equatable {
    /// By what it is known; unique in an index.
    public var name: String
    /// The query in the query language (<doc:QueryLanguage>).
    public var query: String

    /// Makes one; ``Index/save(_:)`` keeps it.
    public init(name: String, query: String) {
        self.name = name
        self.query = query
    }
}

/// The saved queries of an index, in the file `watches.json` of its folder.
///
/// The file is `{"version": 1, "queries": [{"name": …, "query": …}, …]}`, in the order in which they were saved. It is
/// written aside, made durable and renamed. It is no part of a commit: whoever sweeps or repairs the folder leaves
/// it where it is. Who changes it holds the writer's lock, as a sweep would take the file that is being written.
struct SavedQueries {
    static let fileName = "watches.json"
    private static let version = 1
    private static let greatestNameBytes = 200

    private struct Contents: Codable {
        var version: Int
        var queries: [SavedQuery]
    }

    private(set) var queries: [SavedQuery]

    /// - Throws: ``LedeError/corrupt(path:section:offset:reason:)`` when the file cannot be read as what it should be.
    init(in directory: any Directory) throws(LedeError) {
        queries = []
        guard directory.exists(Self.fileName) else { return }
        let file = try directory.open(Self.fileName)
        let contents: Contents
        do {
            contents = try JSONDecoder().decode(Contents.self, from: Data(file.bytes.array()))
        } catch {
            throw file.bytes.corrupt("the saved queries cannot be read. Remove the file, or mend it by hand")
        }
        guard contents.version == Self.version else {
            throw .unsupportedFormat(
                path: file.path, found: "\(contents.version) of saved queries", supported: "\(Self.version)")
        }
        queries = contents.queries
    }

    /// - Returns: whether it took the place of one of its name.
    mutating func save(_ query: SavedQuery) throws(LedeError) -> Bool {
        guard !query.name.isEmpty, query.name.utf8.count <= Self.greatestNameBytes,
            query.name.unicodeScalars.allSatisfy({ $0.properties.generalCategory != .control })
        else {
            throw .invalidQuery(
                "the name of a saved query is a text of 1 to \(Self.greatestNameBytes) bytes on one line")
        }
        if let index = queries.firstIndex(where: { $0.name == query.name }) {
            queries[index] = query
            return true
        }
        queries.append(query)
        return false
    }

    /// - Returns: whether there was one of that name.
    mutating func remove(_ name: String) -> Bool {
        guard let index = queries.firstIndex(where: { $0.name == name }) else { return false }
        queries.remove(at: index)
        return true
    }

    func write(to directory: any Directory) throws(LedeError) {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        let json: Data
        do {
            json = try encoder.encode(Contents(version: Self.version, queries: queries))
        } catch {
            throw .invalidQuery("the saved queries cannot be written: \(error)")
        }
        let temporary = Self.fileName + IndexFiles.temporaryExtension
        let file = try directory.create(temporary)
        try Array(json).withBytes { (bytes) throws(LedeError) in try file.write(bytes) }
        try file.sync()
        try file.close()
        try directory.rename(temporary, to: Self.fileName)
        try directory.sync()
    }
}

extension Index {
    /// The saved queries, in the order in which they were saved.
    /// - Throws: ``LedeError/corrupt(path:section:offset:reason:)`` when their file is damaged.
    public func savedQueries() throws(LedeError) -> [SavedQuery] { try SavedQueries(in: directory).queries }

    /// Saves a query, in place of one of its name. The query is not looked at; read it with ``QueryParser`` first.
    ///
    /// - Returns: whether there was one of that name.
    /// - Throws: ``LedeError/locked(path:holder:)`` while there is a writer, ``LedeError/invalidQuery(_:)`` for a name
    ///   that is none.
    @discardableResult
    public func save(_ query: SavedQuery) throws(LedeError) -> Bool {
        try changeSavedQueries { (queries) throws(LedeError) in try queries.save(query) }
    }

    /// Forgets a saved query.
    ///
    /// - Returns: whether there was one of that name.
    /// - Throws: ``LedeError/locked(path:holder:)`` while there is a writer.
    @discardableResult
    public func removeSavedQuery(_ name: String) throws(LedeError) -> Bool {
        try changeSavedQueries { (queries) throws(LedeError) in queries.remove(name) }
    }

    private func changeSavedQueries(
        _ change: (inout SavedQueries) throws(LedeError) -> Bool
    ) throws(LedeError) -> Bool {
        let lock = try directory.lock()
        defer { _ = consume lock }
        var queries = try SavedQueries(in: directory)
        let before = queries.queries
        let result = try change(&queries)
        if queries.queries != before { try queries.write(to: directory) }
        return result
    }
}
