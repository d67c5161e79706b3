internal import CLedeKernels

/// How the terms of a dictionary lie in its bytes, which `TermDictionaryWriter` describes: the same for all of them.
package struct TermLayout: Sendable {
    /// What is known of each term.
    package enum Kind: Sendable {
        /// Documents, frequencies and positions.
        case text
        /// Documents.
        case keyword
        /// One document.
        case unique
    }

    let hasPositions: Bool
    /// Whether each term is in one document, and no number says so.
    let isUnique: Bool
    /// How many bytes the number of a document takes, 1 to 4.
    let documentBytes: Int
    /// Whether blocks have their first terms, and all numbers are varints, as before format 0.7.
    let isOld: Bool
    /// The same for the kernel.
    let kernelLayout: lede_term_layout

    /// - Parameters:
    ///   - documentLimit: all documents are below it: the number of those of the segment.
    ///   - minor: the minor version of the format.
    package init(_ kind: Kind, documentLimit: Int, minor: UInt16 = FormatVersion.minor) {
        isOld = minor < 7
        hasPositions = kind == .text
        isUnique = kind == .unique && !isOld
        documentBytes = max(1, (PackedIntegers.width(of: UInt64(max(1, documentLimit) - 1)) + 7) / 8)
        kernelLayout = lede_term_layout(
            document_ends: 0x80_8080_8000 & (1 << UInt64(8 * (documentBytes + 1)) - 1),
            document_bytes: UInt8(truncatingIfNeeded: documentBytes), has_positions: hasPositions ? 1 : 0,
            is_unique: isUnique ? 1 : 0)
    }
}
