import Testing

@testable import Lede

@Suite("Checksums")
struct ChecksumTests {
    private func crc(_ text: String) -> UInt32 { text.withBytes { crc32(of: $0) } }

    @Test("CRC-32 gives the known values")
    func knownValues() {
        #expect(crc("") == 0)
        #expect(crc("123456789") == 0xCBF4_3926)
        #expect(crc("The quick brown fox jumps over the lazy dog") == 0x414F_A339)
    }

    @Test("A checksum can be continued at any place", arguments: [3, 17, 91])
    func continued(seed: UInt64) {
        var random = SeededText(seed: seed)
        let bytes = random.bytes(200)
        let whole = bytes.withBytes { crc32(of: $0) }
        for cut in 0...bytes.count {
            let first = Array(bytes[..<cut]).withBytes { crc32(of: $0) }
            #expect(Array(bytes[cut...]).withBytes { crc32(of: $0, continuing: first) } == whole)
        }
    }

    @Test(
        "CRC-32 is what its definition gives, bit by bit",
        arguments: [0, 1, 15, 63, 64, 65, 127, 128, 200, 1000, 8192])
    func definition(count: Int) {
        var random = SeededText(seed: UInt64(count))
        let bytes = random.bytes(count)
        var sum = UInt32.max
        for byte in bytes {
            sum ^= UInt32(byte)
            for _ in 0..<8 { sum = sum >> 1 ^ (sum & 1 == 1 ? 0xEDB8_8320 : 0) }
        }
        #expect(bytes.withBytes { crc32(of: $0) } == ~sum)
    }

    @Test("FNV-1a gives the known values")
    func fnv() {
        var hash = FNV1a()
        #expect(hash.value == 0xCBF2_9CE4_8422_2325)
        Array("foobar".utf8).withBytes { hash.update($0) }
        #expect(hash.value == 0x8594_4171_F739_67E8)
    }

    @Test("Contents that differ in one bit, in length or in the cut have different hashes")
    func contents() {
        func hash(_ texts: String...) -> UInt64 {
            var hash = ContentHash()
            for text in texts { hash.update(text) }
            return hash.value
        }
        let texts = ["", "a", "b", "aa", "a\0", "abcdefgh", "abcdefg", "abcdefghi", "abcdefghabcdefgh", "Abcdefgh"]
        var seen: Set<UInt64> = []
        for text in texts { #expect(seen.insert(hash(text)).inserted, "\(text)") }
        #expect(hash("ab", "c") != hash("a", "bc"))
        #expect(hash("abcdefgh", "i") != hash("abcdefghi"))
        #expect(hash("same text") == hash("same text"))
    }

    @Test("Hexadecimal numbers keep their leading zeroes")
    func hexadecimal() {
        #expect(hex(UInt32(0x1F)) == "0000001f")
        #expect(hex(UInt32.max) == "ffffffff")
        #expect(hex(UInt64(0)) == "0000000000000000")
        #expect(hex(UInt64.max) == "ffffffffffffffff")
    }
}
