import Lede

/// A file of synonyms that an option names.
enum SynonymFile {
    /// - Throws: ``InputError`` with the file's name.
    static func read(_ path: String) throws(InputError) -> SynonymMap {
        let text = try InputFile.text(of: path, for: "the synonyms")
        do throws(LedeError) {
            return try SynonymMap(text)
        } catch {
            throw InputError("\(InputFile.label(path)): \(error)")
        }
    }
}
