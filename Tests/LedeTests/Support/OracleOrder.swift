import Foundation

@testable import Lede

/// Orders documents and counts their values in plain code.
extension Oracle {
    /// The ids of the matching documents by some keys. Scores are those that the engine gave, since equal ones are ties.
    func sorted(_ ids: [String], by keys: [SortKey], scores: [String: Float]) -> [String] {
        let places = Dictionary(
            uniqueKeysWithValues: documents.enumerated().filter { !$1.isDeleted }.map { ($1.id, $0) })
        return ids.sorted { a, b in
            let (x, y) = (documents[places[a] ?? 0], documents[places[b] ?? 0])
            for key in keys {
                let order =
                    switch key.source {
                    case .score: Self.order(scores[a], scores[b], key.isDescending)
                    case .field(let name):
                        switch schema[name]?.type {
                        case .keyword:
                            Self.order(
                                x.keyword(name, key.isDescending).map { Array($0.utf8) },
                                y.keyword(name, key.isDescending).map { Array($0.utf8) }, key.isDescending)
                        case .date: Self.order(x.dates[name], y.dates[name], key.isDescending)
                        case .integer: Self.order(x.integers[name], y.integers[name], key.isDescending)
                        default: Self.order(x.doubles[name], y.doubles[name], key.isDescending)
                        }
                    }
                if order != 0 { return order < 0 }
            }
            return places[a] ?? 0 < places[b] ?? 0
        }
    }

    private static func order<T: Comparable>(_ a: T?, _ b: T?, _ isDescending: Bool) -> Int {
        order(a, b, isDescending) { $0 < $1 }
    }

    private static func order(_ a: [UInt8]?, _ b: [UInt8]?, _ isDescending: Bool) -> Int {
        order(a, b, isDescending) { $0.lexicographicallyPrecedes($1) }
    }

    private static func order<T>(_ a: T?, _ b: T?, _ isDescending: Bool, _ isLess: (T, T) -> Bool) -> Int {
        guard let a else { return b == nil ? 0 : 1 }
        guard let b else { return -1 }
        let order = isLess(a, b) ? -1 : isLess(b, a) ? 1 : 0
        return isDescending ? -order : order
    }

    /// How many of some documents have each folded value of a keyword field.
    func counts(of name: String, among ids: [String]) -> [String: Int] {
        var counts: [String: Int] = [:]
        for document in documents where !document.isDeleted && ids.contains(document.id) {
            for value in Set(document.keywords[name] ?? []) { counts[value, default: 0] += 1 }
        }
        return counts
    }

    /// The dates of some documents, and the numbers of fields of numbers.
    func numbers(of name: String, among ids: [String]) -> [Double] {
        documents.filter { !$0.isDeleted && ids.contains($0.id) }.compactMap { document in
            document.doubles[name] ?? document.integers[name].map { Double($0) }
        }
    }

    func dates(of name: String, among ids: [String]) -> [String] {
        documents.filter { !$0.isDeleted && ids.contains($0.id) }.compactMap { $0.dates[name] }
    }
}

extension OracleDocument {
    fileprivate func keyword(_ name: String, _ isDescending: Bool) -> String? {
        let values = (keywords[name] ?? []).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        return isDescending ? values.last : values.first
    }
}
