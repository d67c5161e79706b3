/// What a document says, in 32 bytes by which near-duplicates are known: a MinHash of its runs of three words.
///
/// Of each run of three neighbouring words (a *shingle*: Broder, *On the resemblance and containment of documents*, 1997)
/// a hash is taken. Its upper five bits say which of 32 slots it falls into, and each slot keeps the least hash that fell
/// into it (one permutation hashing: Li, Owen and Zhang 2012). A slot that nothing fell into takes over the next one's in
/// a direction of its own (Shrivastava and Li, *Improved densification of one permutation hashing*, 2014). Of each only
/// the low 8 bits are stored (b-bit minwise hashing: Li and König 2010).
///
/// The part of slots in which two signatures agree is then about their *resemblance*: how many of the shingles that
/// either document has are in both. It is off by 0.09 or less in two of three cases where half of them are.
///
/// All bytes are zero for a document without words.
package struct DocumentSignature: Equatable, BitwiseCopyable, Sendable {
    /// Slots 0 to 7 in the first word, the first in the lowest byte, and so on.
    let words: SIMD4<UInt64>

    package static let slotCount = 32
    /// Two slots side by side are a band: documents that are alike agree in at least one of them, mostly.
    static let bandCount = 16
    static let bandBits: UInt64 = 16

    init(words: SIMD4<UInt64>) { self.words = words }

    /// Whether the document has no words.
    @inline(__always)
    var isEmpty: Bool { words == .zero }

    /// The slots of a band as one number.
    @inline(__always)
    func band(_ index: Int) -> Int {
        let shift = UInt64(truncatingIfNeeded: index & 3) &* Self.bandBits
        return Int(truncatingIfNeeded: words[index >> 2] &>> shift & 0xffff)
    }

    /// A hash of all slots, whose highest bits are the best.
    @inline(__always)
    var hash: UInt64 {
        var hash: UInt64 = 0
        for index in 0..<4 { hash = (hash ^ words[index] ^ hash >> 29) &* 0x9e37_79b9_7f4a_7c15 }
        return hash
    }

    /// In how many slots two signatures agree, 0 to 32.
    @inline(__always)
    func agreement(with other: DocumentSignature) -> Int {
        let low = SIMD4<UInt64>(repeating: 0x7f7f_7f7f_7f7f_7f7f)
        let difference = words ^ other.words
        // The high bit of a byte, where all bits of the byte are zero.
        let zero = ~(((difference & low) &+ low) | difference | low)
        return Int(truncatingIfNeeded: zero[0].nonzeroBitCount) &+ zero[1].nonzeroBitCount
            &+ zero[2].nonzeroBitCount &+ zero[3].nonzeroBitCount
    }

    /// The resemblance that an agreement tells of, 0 to 1. Slots that differ agree by chance once in 256.
    static func resemblance(agreement: Int) -> Double {
        let chance = 1.0 / 256
        return max(0, (Double(agreement) / Double(slotCount) - chance) / (1 - chance))
    }
}

/// Makes the signature of one document after another from the hashes of its words.
///
/// Words are hashed as they stand in the text (``ByteTable/hash(_:)``). A run of words does not reach from one value
/// into the next; its first two words make runs with nothing before them, so that a single word has a signature too.
final class SignatureMaker {
    private let least = FixedBuffer<UInt64>.allocate(DocumentSignature.slotCount, repeating: .max)
    private var before: (UInt64, UInt64) = (0, 0)
    private var hasWords = false

    /// A bit for each slot: whether it is filled from the slots after it or from those before.
    private static let directions: UInt32 = 0x9c5a_3e71
    private static let (first, second, third): (UInt64, UInt64, UInt64) = (
        0x9e37_79b9_7f4a_7c15, 0xc2b2_ae3d_27d4_eb4f, 0x1656_67b1_9e37_79f9
    )

    deinit { least.deallocate() }

    /// Begins a value of the document.
    func beginValue() { before = (0, 0) }

    /// Adds the next words of the value.
    @inline(__always)
    func add(_ hashes: FixedBuffer<UInt64>, count: Int) {
        if count == 0 { return }
        let least = least
        var (a, b) = before
        for index in 0..<count {
            let c = hashes[index]
            let shingle = mixed((a &* Self.first) ^ (b &* Self.second) ^ (c &* Self.third))
            let slot = Int(truncatingIfNeeded: shingle &>> 59)
            let rest = shingle &<< 5
            if rest < least[slot] { least[slot] = rest }
            (a, b) = (b, c)
        }
        before = (a, b)
        hasWords = true
    }

    /// The signature of what was added since the last one.
    func finish() -> DocumentSignature {
        guard hasWords else { return DocumentSignature(words: .zero) }
        var words = SIMD4<UInt64>.zero
        for slot in 0..<DocumentSignature.slotCount {
            let step = Self.directions >> UInt32(slot) & 1 == 0 ? 1 : DocumentSignature.slotCount - 1
            var (source, distance) = (slot, UInt64(0))
            while least[source] == .max, distance < UInt64(DocumentSignature.slotCount) {
                source = (source + step) % DocumentSignature.slotCount
                distance += 1
            }
            let code = mixed(least[source] &+ distance &* Self.second) & 0xff
            words[slot / 8] |= code << UInt64(slot % 8 * 8)
        }
        least.fill(0..<DocumentSignature.slotCount, with: .max)
        hasWords = false
        return DocumentSignature(words: words)
    }
}
