import Foundation
import Lede

/// A file of synonyms that an option names.
enum SynonymFile {
    /// - Throws: ``InputError`` with the file's name.
    static func read(_ path: String) throws(InputError) -> SynonymMap {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw InputError("cannot read the synonyms '\(path)': \(String(cString: strerror(errno)))")
        }
        do throws(LedeError) {
            return try SynonymMap(String(decoding: data, as: UTF8.self))
        } catch {
            throw InputError("\(path): \(error)")
        }
    }
}
