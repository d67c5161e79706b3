/// How much room on the disk an operation needs, looked at before it starts.
enum DiskSpace {
    /// For merging segments: the old ones stay until the commit, so the new one comes on top. It is about as large as the
    /// live documents of the old ones; a quarter more is for pairs of words that they did not have and for the terms, forms and
    /// values that are put aside while the rest is written, or as much as the largest field has of those.
    static func forMerging(_ segments: some Sequence<MergePolicy.Segment>) -> Int {
        let live = segments.reduce(0) { $0 + $1.liveBytes }
        let aside = segments.reduce(0) { $0 + $1.putAsideBytes }
        return live + max(live / 4, aside + aside / 4) + (1 << 20)
    }

    /// Whether there is room; also where the system cannot say.
    static func suffices(_ needed: Int, in directory: any Directory) throws(LedeError) -> Bool {
        guard let free = try directory.freeBytes() else { return true }
        return needed <= free
    }

    /// - Throws: ``LedeError/noSpace(path:needed:free:)``
    static func require(_ needed: Int, in directory: any Directory) throws(LedeError) {
        if let free = try directory.freeBytes(), needed > free {
            throw .noSpace(path: directory.path, needed: needed, free: free)
        }
    }
}
