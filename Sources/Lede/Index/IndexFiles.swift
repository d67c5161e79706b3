/// The files of an index folder.
enum IndexFiles {
    /// Files that are being written; no commit refers to them.
    static let temporaryExtension = ".tmp"
    /// What ``IndexRepair`` adds to the names of files that it leaves behind. They are not swept.
    static let damagedExtension = ".damaged"
    static let segmentExtension = ".seg"
    static let liveExtension = ".del"

    /// Where a merge, and a repair, write their segment until it has a name.
    static let mergeName = "merge" + temporaryExtension
    static let repairName = "repair" + temporaryExtension

    /// Where a lane writes a buffer.
    static func flushName(lane: Int, buffer: Int) -> String { "\(flushPrefix)\(lane)-\(buffer)\(temporaryExtension)" }

    private static let flushPrefix = "flush-"

    /// Removes the files of an index that a commit does not need: those of earlier commits, and what a crash left.
    /// Files with other names than Lede gives are left alone: somebody may keep an index among files of his own.
    ///
    /// Readers keep what they have open: the system frees a removed file when it is mapped no more.
    static func sweep(_ directory: any Directory, keeping commit: Commit) throws(LedeError) {
        let kept = commit.files
        for name in try directory.list() where !kept.contains(name) && isOurs(name) { try directory.remove(name) }
    }

    /// Whether a file is one of those that writers make.
    static func isOurs(_ name: String) -> Bool {
        if Commit.generation(ofFile: name) != nil { return true }
        if name.hasSuffix(segmentExtension) { return isSegment(file: name) }
        if name.hasSuffix(liveExtension) {
            let parts = name.dropLast(liveExtension.count).split(separator: "-", omittingEmptySubsequences: false)
            return parts.count == 2 && isSegment(parts[0]) && parts[1].utf8.count >= 10 && isNumber(parts[1])
        }
        guard name.hasSuffix(temporaryExtension) else { return false }
        let stem = name.dropLast(temporaryExtension.count)
        if stem == SavedQueries.fileName || Commit.generation(ofFile: String(stem)) != nil { return true }
        return isOutput(name) || ScratchSpace.Purpose.allCases.contains { isScratch(name, of: $0) }
    }

    private static func isOutput(_ name: String) -> Bool {
        if name == mergeName || name == repairName { return true }
        guard name.hasPrefix(flushPrefix) else { return false }
        let numbers = name.dropFirst(flushPrefix.count).dropLast(temporaryExtension.count)
            .split(separator: "-", omittingEmptySubsequences: false)
        return numbers.count == 2 && numbers.allSatisfy(isNumber)
    }

    /// Whether a name is what ``ScratchSpace/fileName(_:_:)`` makes of that of an output.
    private static func isScratch(_ name: String, of purpose: ScratchSpace.Purpose) -> Bool {
        guard name.hasPrefix(purpose.rawValue + "-") else { return false }
        let rest = name.dropFirst(purpose.rawValue.utf8.count + 1)
        if isOutput(String(rest)) { return true }
        guard let end = rest.firstIndex(of: "-"), isNumber(rest[..<end]) else { return false }
        return isOutput(String(rest[rest.index(after: end)...]))
    }

    /// Whether a file has the name of a segment.
    static func isSegment(file name: String) -> Bool {
        name.hasSuffix(segmentExtension) && isSegment(name.dropLast(segmentExtension.count))
    }

    private static func isSegment(_ name: Substring) -> Bool {
        name.utf8.count == 16
            && name.utf8.allSatisfy {
                UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 || UInt8(ascii: "a")...UInt8(ascii: "f") ~= $0
            }
    }

    private static func isNumber(_ text: Substring) -> Bool {
        !text.isEmpty && text.utf8.allSatisfy { UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }
    }
}
