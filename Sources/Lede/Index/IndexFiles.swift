/// The files of an index folder.
enum IndexFiles {
    /// Files that are being written; no commit refers to them.
    static let temporaryExtension = ".tmp"
    /// What ``IndexRepair`` adds to the names of files that it leaves behind. They are not swept.
    static let damagedExtension = ".damaged"
    private static let extensions = [".seg", ".del", Commit.fileExtension, temporaryExtension]

    /// Removes the files of an index that a commit does not need: those of earlier commits, and what a crash left.
    /// Other files are left alone.
    ///
    /// Readers keep what they have open: the system frees a removed file when it is mapped no more.
    static func sweep(_ directory: any Directory, keeping commit: Commit) throws(LedeError) {
        let kept = commit.files
        for name in try directory.list() where !kept.contains(name) && extensions.contains(where: name.hasSuffix) {
            try directory.remove(name)
        }
    }
}
