internal import CCrypto

extension MappedFile {
    /// The SHA-256 (FIPS 180-4) of the whole file, as 64 hexadecimal digits: what `sha256sum` prints. Complexity: reads it.
    package var sha256: String {
        // The library picks the processor's own instructions where it has them.
        var state = SHA256_CTX()
        SHA256_Init(&state)
        bytes.forEachPart { SHA256_Update(&state, $0.baseAddress, $0.count) }
        var digest = [UInt8](repeating: 0, count: 32)
        SHA256_Final(&digest, &state)
        let digits = Array("0123456789abcdef".utf8)
        return String(decoding: digest.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }

    /// What is wrong when the file has other bytes than the manifest says, though all its checksums may fit; nil also where the
    /// manifest says nothing. Complexity: reads it.
    package func digestProblem(expected: String?) -> LedeError? {
        guard let expected, case let found = sha256, found != expected else { return nil }
        return bytes.corrupt("its SHA-256 is \(found), the manifest says \(expected)")
    }
}
