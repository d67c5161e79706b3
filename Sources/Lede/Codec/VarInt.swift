/// LEB128 integers of 32 bits in block data.
package enum VarInt {
    @inline(__always)
    package static func decode(_ bytes: UnsafeRawBufferPointer, at position: inout Int) throws(BlockError) -> UInt32 {
        var value: UInt32 = 0
        var shift: UInt32 = 0
        while true {
            guard position < bytes.count, shift < 35 else { throw .malformed }
            let byte = bytes[position]
            position &+= 1
            value |= UInt32(byte & 0x7f) &<< shift
            if byte < 0x80 { return value }
            shift &+= 7
        }
    }
}
