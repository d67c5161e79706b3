/// Which documents of an index are near-duplicates: the copies of one article, as agencies' articles are printed by
/// many papers, lightly edited or shortened.
///
/// Documents are taken by length, the longest first. One that is much like an earlier one that leads a group joins that
/// group, the one that it is most like; otherwise it leads a group of its own. So all members of a group are like one
/// document, its longest, and no chain of small differences joins articles that have little in common.
///
/// Only leaders that agree with a document in a band of their signatures are compared with it (locality-sensitive
/// hashing: Indyk and Motwani 1998): one of a resemblance of a half is found in 99 of 100 cases. Unless the signatures are
/// equal, the stored texts are compared (``DistinctiveWords``). Where very many leaders have a band in common, as forms have
/// that were filled in, those next in length are looked at; equal signatures are always found.
///
/// - Complexity: linear in the documents: each is compared with at most `LeaderBands.leadersOfChain` signatures for each of
///   16 bands, and `textsOfDocument` texts. 60,000 documents take some 20 milliseconds, a million some seconds.
struct DuplicateGroups: Sendable {
    /// For each document, all segments one behind the other, the leader of its group; `none` where it is alone.
    private let leaders: [UInt32]
    /// The members of each group of two or more by their leader, which is the first; the others ascend.
    private let members: [UInt32: [UInt32]]
    private let signatures: [DocumentSignature]
    private let lengths: [UInt32]

    private static let none = UInt32.max

    /// How much like its leader a member is.
    struct Likeness {
        var resemblance: Double
        var containment: Double
    }

    /// The leader of a document's group; nil where it is alone.
    func leader(of document: Int) -> UInt32? {
        let leader = leaders[document]
        return leader == Self.none ? nil : leader
    }

    /// The members of the group of a leader.
    func members(of leader: UInt32) -> [UInt32] { members[leader] ?? [] }

    /// How much a document is like another.
    func likeness(of document: UInt32, to other: UInt32) -> Likeness {
        Self.likeness(
            signatures[Int(document)].agreement(with: signatures[Int(other)]), lengths[Int(document)],
            lengths[Int(other)])
    }

    // MARK: What is alike

    /// In so many slots near-duplicates agree at least: a resemblance of a half.
    private static let leastAgreement = 16
    /// In so many at least those of which one is a part of the other, and how much of it.
    private static let leastAgreementOfParts = 12
    private static let leastContainment = 0.85
    /// Shorter documents, in words, are often forms that were filled in, such as notices of dividends: these agree in so
    /// many slots at least.
    private static let shortLength = 60
    private static let leastAgreementOfShort = 26
    /// What agrees in fewer slots is compared by its text, where that is stored (``DistinctiveWords``).
    private static let undoubtedAgreement = DocumentSignature.slotCount

    /// - Parameters:
    ///   - agreement: of the signatures.
    ///   - a: the length of one document in words; of the other `b`.
    private static func likeness(_ agreement: Int, _ a: UInt32, _ b: UInt32) -> Likeness {
        let resemblance = DocumentSignature.resemblance(agreement: agreement)
        let shared = resemblance / (1 + resemblance) * Double(a + b)
        return Likeness(resemblance: resemblance, containment: min(1, shared / Double(max(1, min(a, b)))))
    }

    private static func areAlike(_ agreement: Int, _ a: UInt32, _ b: UInt32) -> Bool {
        if min(a, b) < shortLength { return agreement >= leastAgreementOfShort }
        return agreement >= leastAgreement
            || agreement >= leastAgreementOfParts && likeness(agreement, a, b).containment >= leastContainment
    }

    // MARK: Finding them

    /// Groups the live documents of some segments.
    ///
    /// - Parameters:
    ///   - fields: the text fields whose lengths are those of the documents.
    ///   - words: compares texts, where they are stored.
    ///   - check: called from time to time; it may end the search by an error.
    /// - Throws: ``LedeError/invalidQuery(_:)`` where a segment has no signatures.
    static func find(
        in segments: [SegmentSnapshot], fields: [String], _ words: DistinctiveWords?,
        check: () throws(LedeError) -> Void
    ) throws(LedeError) -> DuplicateGroups {
        var signatures: [DocumentSignature] = []
        var lengths: [UInt32] = []
        for segment in segments {
            let count = segment.reader.documentCount
            guard let column = segment.reader.signatures else {
                throw .invalidQuery(
                    "near-duplicates are not known: a part of the index (\(segment.reader.name).seg) was written before "
                        + "format 0.4, or with \"signatures\": false in the schema; index the articles into a new folder"
                )
            }
            try column.verify()
            var own = [UInt32](repeating: 0, count: count)
            for field in fields {
                guard let norms = try segment.reader.field(field)?.norms else { continue }
                for document in 0..<count { own[document] += UInt32(SmallFloat.decode(norms[document])) }
            }
            lengths += own
            for document in 0..<count {
                let isLive = segment.live?.contains(document) ?? true
                signatures.append(isLive ? column[document] : DocumentSignature(words: .zero))
            }
        }
        return try group(signatures, lengths, words, check)
    }

    private static let documentsForCheck = 1024
    /// With the texts of so many leaders a document is compared at most.
    private static let textsOfDocument = 16

    private static func group(
        _ signatures: [DocumentSignature], _ lengths: [UInt32], _ words: DistinctiveWords?,
        _ check: () throws(LedeError) -> Void
    ) throws(LedeError) -> DuplicateGroups {
        // The longest first, of equal ones the first.
        var order: [UInt64] = []
        for document in signatures.indices where !signatures[document].isEmpty {
            order.append(UInt64(UInt32.max - lengths[document]) << 32 | UInt64(document))
        }
        order.sort()
        var leaders = [UInt32](repeating: none, count: signatures.count)
        var members: [UInt32: [UInt32]] = [:]
        var bands = LeaderBands(documentCount: signatures.count)
        defer { bands.deallocate() }
        for (count, key) in order.enumerated() {
            if count % documentsForCheck == 0 { try check() }
            let document = UInt32(truncatingIfNeeded: key)
            let signature = signatures[Int(document)]
            var best: (leader: UInt32, agreement: Int) = (none, 0)
            var texts = 0
            try bands.forEachLeader(near: signature) { (leader) throws(LedeError) in
                let agreement = signature.agreement(with: signatures[Int(leader)])
                let isBetter = agreement > best.agreement || agreement == best.agreement && leader < best.leader
                guard isBetter, areAlike(agreement, lengths[Int(document)], lengths[Int(leader)]) else { return true }
                if agreement < undoubtedAgreement, let words {
                    if texts == textsOfDocument { return true }
                    try check()
                    texts += 1
                    if try !words.areShared(by: Int(document), Int(leader)) { return true }
                }
                best = (leader, agreement)
                return best.agreement < DocumentSignature.slotCount
            }
            if best.leader == none {
                bands.add(document, signature)
            } else {
                leaders[Int(best.leader)] = best.leader
                leaders[Int(document)] = best.leader
                members[best.leader, default: []].append(document)
            }
        }
        for leader in members.keys { members[leader] = [leader] + (members[leader] ?? []).sorted() }
        return DuplicateGroups(leaders: leaders, members: members, signatures: signatures, lengths: lengths)
    }
}

/// The leaders of groups by their signatures, as a whole and by each band: a table of chains for each.
private struct LeaderBands {
    /// For each band and each value of it the last leader that has it; behind them for each hash of a whole signature.
    private let heads: FixedBuffer<UInt32>
    /// For each leader and table the one before it in the chain.
    private let nexts: FixedBuffer<UInt32>
    private let wholeBits: Int

    private static let none = UInt32.max
    /// The bands, and the whole.
    private static let tableCount = DocumentSignature.bandCount + 1
    /// So many leaders of a chain are looked at, the last ones: those nearest in length. Of a million documents that are not
    /// alike 15 have a band in common.
    static let leadersOfChain = 256

    init(documentCount: Int) {
        wholeBits = max(1, Int.bitWidth - documentCount.leadingZeroBitCount)
        let slotCount = DocumentSignature.bandCount << Int(DocumentSignature.bandBits) + 1 << wholeBits
        heads = .allocate(slotCount, repeating: Self.none)
        nexts = .uninitialized(documentCount * Self.tableCount)
    }

    func deallocate() {
        heads.deallocate()
        nexts.deallocate()
    }

    @inline(__always)
    private func slot(_ table: Int, of signature: DocumentSignature) -> Int {
        let start = table << Int(DocumentSignature.bandBits)
        return table == DocumentSignature.bandCount
            ? start + Int(truncatingIfNeeded: signature.hash >> UInt64(UInt64.bitWidth - wholeBits))
            : start | signature.band(table)
    }

    mutating func add(_ leader: UInt32, _ signature: DocumentSignature) {
        for table in 0..<Self.tableCount {
            let slot = slot(table, of: signature)
            nexts[Int(leader) * Self.tableCount + table] = heads[slot]
            heads[slot] = leader
        }
    }

    /// Calls `body` with the leaders that have the whole signature, and then with the last ones that agree in a band, some
    /// more than once, until it says that it is enough.
    @inline(__always)
    func forEachLeader(
        near signature: DocumentSignature, _ body: (UInt32) throws(LedeError) -> Bool
    ) throws(LedeError) {
        var table = DocumentSignature.bandCount
        while table >= 0 {
            var leader = heads[slot(table, of: signature)]
            var count = 0
            while leader != Self.none, count < Self.leadersOfChain {
                if try !body(leader) { return }
                count &+= 1
                leader = nexts[Int(leader) * Self.tableCount + table]
            }
            table -= 1
        }
    }
}
