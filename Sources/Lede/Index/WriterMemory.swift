/// How the memory of a writer is divided, so that all of it together stays within what was given.
struct WriterMemory {
    /// What a process takes before it has indexed anything, the program, its libraries and tables, measured at 29 MB on Linux;
    /// and some pages of the files that are read.
    private static let processBytes = 36 << 20
    /// For each thread: a batch of the input that is being taken apart.
    private static let inputBytes = 3 << 20
    /// Buffers smaller than this would be little more than their empty tables.
    private static let leastBufferBytes = 2 << 20
    /// So much a thread needs for its segments not to be tiny.
    private static let leastThreadBytes = 14 << 20

    /// What is left for documents and for what becomes of them.
    private let bytes: Int
    let threads: Int

    /// Of the whole process.
    private let memoryBytes: Int

    init(_ memoryBytes: Int, threads: Int) {
        self.threads = threads
        self.memoryBytes = memoryBytes
        bytes = max(threads << 22, memoryBytes - Self.processBytes - threads * Self.inputBytes)
    }

    /// How many threads there is memory for: those that are wanted, or fewer.
    static func threads(fitting memoryBytes: Int, atMost threads: Int) -> Int {
        max(1, min(threads, (memoryBytes - processBytes) / leastThreadBytes))
    }

    /// For the ids since the last commit.
    var pendingBytes: Int { max(1 << 20, bytes / 8) }

    /// For what was read for threads that are not done with what they have.
    var waitingBytes: Int { threads > 1 ? bytes / 16 : 0 }

    /// For the documents that a thread buffers.
    var bufferBytes: Int { max(Self.leastBufferBytes, threadBytes - writingBytes) }

    /// For writing them, beside the buffer.
    var writingBytes: Int { min(threadBytes / 3, 48 << 20) }

    private var threadBytes: Int { (bytes - pendingBytes - waitingBytes) / threads }

    /// For each thread that writes what it buffered while nobody adds: nothing waits then, and ids may take less than they might.
    func spareBytes(pending: Int) -> Int { (waitingBytes + max(0, pendingBytes - pending)) / threads }

    /// For a merge: nothing is buffered then.
    var mergeBytes: Int { bytes }

    /// How many segments are merged at once at most: of each, pages of several sections are in memory side by side.
    var mergedSegments: Int { max(MergePolicy.factor, (residentBytes - Self.processBytes - (4 << 20)) / (512 << 10)) }

    /// How much of the files may be looked at before it is found out how much memory they take.
    var leastReleaseBytes: Int { max(8 << 20, memoryBytes / 8) }

    /// Where the process takes more, the pages of files that were looked at are let go of.
    var residentBytes: Int { memoryBytes - memoryBytes / 8 }

    /// For a document that is taken apart and indexed while so much is buffered by all threads together.
    func hasRoom(forDocument byteCount: Int, buffered: Int) -> Bool {
        buffered + byteCount * WriterOptions.memoryPerByte <= bytes - pendingBytes - writingBytes
    }
}
