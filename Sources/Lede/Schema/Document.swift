/// One article: an id and named values in order.
///
/// A name may occur several times (an article with two authors). Names that the schema does not declare are kept
/// as stored fields.
public struct Document: Sendable, Equatable {
    /// A value of a field.
    public enum Value: Sendable, Equatable {
        case string(String)
        case integer(Int64)
        case double(Double)

        /// The value as text, as a person would write it.
        public var text: String {
            switch self {
            case .string(let text): text
            case .integer(let number): String(number)
            case .double(let number): String(number)
            }
        }
    }

    /// A name and its value.
    public struct Entry: Sendable, Equatable {
        /// The name of the field, or any other.
        public var name: String
        /// One value; for more, there are more entries of the name.
        public var value: Value

        /// Makes an entry.
        public init(_ name: String, _ value: Value) {
            self.name = name
            self.value = value
        }
    }

    /// A longer id is refused.
    public static let maximumIDBytes = 4096

    /// The unique key: adding a document with the id of an earlier one replaces that one. Never empty.
    public var id: String
    /// The values in order, without the id.
    public var entries: [Entry]

    /// Makes a document.
    public init(id: String, entries: [Entry] = []) {
        self.id = id
        self.entries = entries
    }

    /// Makes a document from names and texts, in the order of the literal.
    public init(id: String, _ texts: KeyValuePairs<String, String>) {
        self.init(id: id, entries: texts.map { Entry($0.key, .string($0.value)) })
    }

    /// Appends a value to those of a field.
    public mutating func add(_ name: String, _ value: Value) { entries.append(Entry(name, value)) }

    /// The first value of a field as text, or nil. `id` gives the id.
    public subscript(name: String) -> String? {
        name == Schema.idField ? id : entries.first { $0.name == name }?.value.text
    }

    /// The language that the document says it is in; nil where it says none or one that is not known.
    var language: Language? { self[Schema.languageField].flatMap { Language($0) } }

    /// Every value of a field as text.
    public func values(of name: String) -> [String] {
        entries.filter { $0.name == name }.map(\.value.text)
    }
}

extension Document {
    /// How many bytes its id and values have.
    package var byteCount: Int {
        var count = id.utf8.count
        for entry in entries {
            if case .string(let text) = entry.value { count += text.utf8.count } else { count += 8 }
        }
        return count
    }
}
