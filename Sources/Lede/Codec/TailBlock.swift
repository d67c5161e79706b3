/// The last documents of a list, fewer than 128, as varints: gap less one, shifted by one bit that says whether the
/// frequency is 1; otherwise the frequency less two follows. Lists without frequencies leave the bit out.
package enum TailBlock {
    package static func encode(
        _ documents: FixedBuffer<UInt32>, _ frequencies: FixedBuffer<UInt32>, count: Int, before: UInt32,
        hasFrequencies: Bool, to output: inout ByteWriter
    ) {
        var earlier = before
        for index in 0..<count {
            let gap = UInt64(documents[index] &- earlier &- 1)
            earlier = documents[index]
            guard hasFrequencies else {
                output.append(varint: gap)
                continue
            }
            let frequency = frequencies[index]
            output.append(varint: gap << 1 | (frequency == 1 ? 1 : 0))
            if frequency != 1 { output.append(varint: UInt64(frequency - 2)) }
        }
    }

    /// Decodes `count` documents, each below `limit`.
    package static func decode(
        _ bytes: UnsafeRawBufferPointer, count: Int, before: UInt32, limit: UInt32, hasFrequencies: Bool,
        documents: FixedBuffer<UInt32>, frequencies: FixedBuffer<UInt32>
    ) throws(BlockError) -> Int {
        guard count <= blockSize else { throw .malformed }
        var position = 0
        var next = UInt64(before &+ 1)
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
            next &+= code
            guard next < UInt64(limit) else { throw .malformed }
            documents[index] = UInt32(truncatingIfNeeded: next)
            frequencies[index] = frequency
            next &+= 1
        }
        return position
    }
}
