public import Lede

/// How files become documents.
public struct ImportOptions: Sendable {
    /// The format of every file, whatever its name; nil to go by the names. Standard input is JSON lines by default.
    public var format: ImportFormat?
    /// The fields to fill from keys of other names: target field to the name in the source.
    ///
    /// A key that is mapped goes only where the map says. Keys in objects are named `outer.inner`. Without a map, a
    /// key fills the field of its name, capitals aside; and a field that no key is named after is filled from the
    /// usual other names: `headline`; `text`, `content`; `published`, `publishedAt`, `pubDate`, `datePublished`;
    /// `authors`, `byline`; `category`; `link`. All other keys are kept as stored fields under their own names.
    public var fieldMap: [String: String]
    /// The fields, whose types decide how values are read.
    public var schema: Schema
    /// Folders that are left out where a walk comes upon them: the index itself, for one.
    public var excludedFolders: [String] = []
    /// A record or file longer than this is a problem, and is never held in memory whole. 1 byte to 256 MB.
    ///
    /// Of one that is taken apart and indexed, up to 40 times its bytes are in memory: the default goes with the 512 MB of
    /// ``WriterOptions/memoryBytes``.
    public var maximumRecordBytes = defaultRecordBytes(memory: 512 << 20) {
        didSet { maximumRecordBytes = min(max(1, maximumRecordBytes), 256 << 20) }
    }

    /// How long records may be where a writer has so much memory, in bytes: a 64th of it, 1 to 64 MB.
    public static func defaultRecordBytes(memory: Int) -> Int { min(max(1 << 20, memory / 64), 64 << 20) }

    /// A record with more values than this is a problem, found before it is taken apart: values take many times the room
    /// that their bytes do. At least 1.
    public var maximumValues = 100_000 {
        didSet { maximumValues = max(1, maximumValues) }
    }
    /// How many bytes of records, about, a batch holds. At least 1.
    public var batchBytes = 1 << 20 {
        didSet { batchBytes = max(1, batchBytes) }
    }

    /// Makes options.
    public init(format: ImportFormat? = nil, fieldMap: [String: String] = [:], schema: Schema = .articles) {
        self.format = format
        self.fieldMap = fieldMap
        self.schema = schema
    }

    /// Reads a field map as typed: `title=headline,body=text` fills the field `title` from the key `headline`.
    ///
    /// - Throws: ``ImportProblem`` with the source `--map` when a pair lacks a side or a field is filled twice.
    public static func parseFieldMap(_ text: String) throws(ImportProblem) -> [String: String] {
        var map: [String: String] = [:]
        for pair in text.split(separator: ",", omittingEmptySubsequences: false) {
            let sides = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
                .map { String($0).trimmed }
            guard sides.count == 2, !sides[0].isEmpty, !sides[1].isEmpty else {
                throw ImportProblem(
                    source: "--map", reason: "'\(pair)' is no pair FIELD=KEY, as in title=headline,body=text")
            }
            guard map.updateValue(sides[1], forKey: sides[0]) == nil else {
                throw ImportProblem(source: "--map", reason: "the field '\(sides[0])' is filled twice")
            }
        }
        return map
    }
}
