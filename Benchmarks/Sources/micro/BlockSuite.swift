internal import Benchmark
internal import CLedeKernels

@testable internal import Lede

/// Blocks of 128 integers: the documents, frequencies and positions of postings.
///
/// The kernels are no product of Lede; a build finds their module because Lede depends on it.
func blockSuite() throws -> BenchmarkSuite {
    let suite = BenchmarkSuite(name: "blocks")
    let values = FixedBuffer<UInt32>.block()
    for bits in [4, 7, 11] {
        let blocks = BlockFixture.packed(bits: bits)
        suite.measure("kernel, unpack \(bits) bits", blocks.work) {
            blocks.decodeAll { bytes, _ in
                lede_unpack128(bytes.baseAddress, values.base, UInt32(bits))
                return 16 * bits
            }
        }
    }
    for bits in [4, 7, 11] {
        let blocks = BlockFixture.packed(bits: bits)
        suite.measure("kernel, documents of gaps of \(bits) bits", blocks.work) {
            blocks.decodeAll { bytes, _ in
                lede_unpack_documents(bytes.baseAddress, UInt32(bits), 7, values.base)
                return 16 * bits
            }
        }
    }
    for bits in [4, 7, 11] {
        let blocks = BlockFixture.packed(bits: bits)
        suite.measure("packed, \(bits) bits, decode", blocks.work) {
            try blocks.decodeAll { bytes, _ in try PackedBlock.decode(bytes, bits: bits, into: values) }
        }
    }
    let patched = BlockFixture.patched()
    suite.measure("patched, decode", patched.work) {
        try patched.decodeAll { bytes, _ in try PatchedBlock.decode(bytes, into: values) }
    }
    let frequencies = BlockFixture.frequencies()
    suite.measure("frequencies, decode", frequencies.work) {
        try frequencies.decodeAll { bytes, _ in
            try FrequencyBlock.decode(bytes, into: values)
            return Int(values[0])
        }
    }
    let positions = BlockFixture.rice()
    suite.measure("gaps of positions, decode", positions.work) {
        try positions.decodeAll { bytes, _ in try GapBlock.decode(bytes, into: values) }
    }
    for kind in DocumentKind.allCases {
        let blocks = BlockFixture.documents(kind)
        suite.measure("documents, \(kind.rawValue), decode", blocks.work) {
            try blocks.decodeAll { bytes, block in
                try DocumentBlock.decode(bytes, before: block.before, last: block.last, into: values)
            }
        }
    }
    return suite
}
