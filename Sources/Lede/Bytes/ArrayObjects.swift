extension Array where Element: AnyObject {
    /// Calls `body` with one of the objects without counting a reference to it: the array keeps it meanwhile.
    @inline(__always)
    func borrow<R, E: Error>(_ index: Int, _ body: (Element) throws(E) -> R) throws(E) -> R {
        do {
            return try Unmanaged.passUnretained(self[index])._withUnsafeGuaranteedRef { try body($0) }
        } catch {
            // `body` throws no other.
            throw error as! E
        }
    }
}
