/// The last documents of a list, fewer than 128: gaps less one as a ``RiceTail``, and, where it is flagged, frequencies less one
/// as another; else all frequencies are 1.
///
/// Before format 0.5, a varint each: the gap less one, shifted by one bit that says whether the frequency is 1; otherwise the
/// frequency less two follows. Lists without frequencies left the bit out.
package enum TailBlock {
    /// Encodes `count` documents, at least one.
    /// - Parameters:
    ///   - gaps: gets the gaps, then the frequencies less one.
    package static func encode(
        _ documents: FixedBuffer<UInt32>, _ frequencies: FixedBuffer<UInt32>, count: Int, before: UInt32,
        hasFrequencies: Bool, gaps: FixedBuffer<UInt32>, to output: inout ByteWriter
    ) {
        var earlier = before
        var areAllOne = true
        for index in 0..<count {
            gaps[index] = documents[index] &- earlier &- 1
            earlier = documents[index]
            if hasFrequencies, frequencies[index] != 1 { areAllOne = false }
        }
        RiceTail.encode(gaps, count: count, isFlagged: !areAllOne, to: &output)
        if areAllOne { return }
        for index in 0..<count { gaps[index] = frequencies[index] - 1 }
        RiceTail.encode(gaps, count: count, to: &output)
    }

    /// Decodes `count` documents, each below `limit`.
    /// - Parameter areVarints: whether they were written before format 0.5.
    /// - Returns: the number of bytes read.
    package static func decode(
        _ bytes: UnsafeRawBufferPointer, count: Int, before: UInt32, limit: UInt32, hasFrequencies: Bool,
        areVarints: Bool, documents: FixedBuffer<UInt32>, frequencies: FixedBuffer<UInt32>
    ) throws(BlockError) -> Int {
        guard count <= blockSize, count <= documents.count, count <= frequencies.count else { throw .malformed }
        let used =
            areVarints
            ? try decodeVarints(
                bytes, count: count, hasFrequencies: hasFrequencies, gaps: documents, frequencies: frequencies)
            : try decodeTails(
                bytes, count: count, hasFrequencies: hasFrequencies, gaps: documents, frequencies: frequencies)
        var next = UInt64(before &+ 1)
        for index in 0..<count {
            next &+= UInt64(documents[index])
            guard next < UInt64(limit) else { throw .malformed }
            documents[index] = UInt32(truncatingIfNeeded: next)
            next &+= 1
        }
        return used
    }

    private static func decodeTails(
        _ bytes: UnsafeRawBufferPointer, count: Int, hasFrequencies: Bool, gaps: FixedBuffer<UInt32>,
        frequencies: FixedBuffer<UInt32>
    ) throws(BlockError) -> Int {
        let used = try RiceTail.decode(bytes, count: count, into: gaps)
        guard bytes[0] & RiceTail.flag != 0 else {
            frequencies.fill(0..<count, with: 1)
            return used
        }
        guard hasFrequencies else { throw .malformed }
        let rest = try RiceTail.decode(
            UnsafeRawBufferPointer(rebasing: bytes[used...]), count: count, into: frequencies)
        for index in 0..<count {
            // No document has 2^31 terms.
            guard frequencies[index] < 1 << 31 else { throw .malformed }
            frequencies[index] &+= 1
        }
        return used + rest
    }

    private static func decodeVarints(
        _ bytes: UnsafeRawBufferPointer, count: Int, hasFrequencies: Bool, gaps: FixedBuffer<UInt32>,
        frequencies: FixedBuffer<UInt32>
    ) throws(BlockError) -> Int {
        var position = 0
        for index in 0..<count {
            var code: UInt64 = 0
            var shift: UInt64 = 0
            while true {
                guard position < bytes.count, shift < 42 else { throw .malformed }
                let byte = bytes[position]
                position &+= 1
                code |= UInt64(byte & 0x7f) &<< shift
                if byte < 0x80 { break }
                shift &+= 7
            }
            var frequency: UInt32 = 1
            if hasFrequencies {
                if code & 1 == 0 {
                    let more = try VarInt.decode(bytes, at: &position)
                    guard more < UInt32.max - 2 else { throw .malformed }
                    frequency = more + 2
                }
                code >>= 1
            }
            guard code <= UInt64(UInt32.max) else { throw .malformed }
            gaps[index] = UInt32(truncatingIfNeeded: code)
            frequencies[index] = frequency
        }
        return position
    }
}
