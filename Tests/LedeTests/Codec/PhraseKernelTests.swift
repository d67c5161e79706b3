internal import CLedeKernels
import Testing

@testable import Lede

/// The kernels for phrases beside plain ones.
@Suite("Phrase kernels")
struct PhraseKernelTests {
    /// The positions of a word in some documents, those of each ascending.
    private struct Word {
        var positions: [[UInt32]]
        var ends: [UInt32] { positions.reduce(into: []) { $0.append(($0.last ?? 0) + UInt32($1.count)) } }
        /// All of them, and what may be read behind them, which looks like positions.
        var padded: [UInt32] {
            let all = positions.flatMap(\.self)
            return all + (0..<32).map { (all.last ?? 0) + 1 + $0 }
        }

        init(documents: Int, _ random: inout SeededText) {
            let most = [1, 3, 20, 80].randomElement(using: &random) ?? 1
            positions = (0..<documents).map { _ in
                let limit = UInt32.random(in: 100...400, using: &random)
                let count = Int.random(in: 1...most, using: &random)
                return Set((0..<count).map { _ in UInt32.random(in: 0..<limit, using: &random) }).sorted()
            }
        }
    }

    /// What is left of documents: which, and their starts.
    private struct Left: Equatable {
        var order: [UInt32] = []
        var starts: [[UInt32]] = []

        init(_ starts: [[UInt32]], order: [UInt32]) {
            for (number, own) in zip(order, starts) where !own.isEmpty {
                self.order.append(number)
                self.starts.append(own)
            }
        }

        init(count: Int, order: [UInt32], counts: [UInt32], starts: [UInt32]) {
            self.order = Array(order.prefix(count))
            var first = 0
            for own in counts.prefix(count) {
                self.starts.append(Array(starts[first..<(first + Int(own))]))
                first += Int(own)
            }
        }
    }

    @Test("A phrase begins where its words stand side by side", arguments: 1...60 as ClosedRange<UInt64>)
    func phrase(seed: UInt64) {
        var random = SeededText(seed: seed)
        let documents = Int.random(in: 1...60, using: &random)
        let first = Word(documents: documents, &random)
        let place = UInt32.random(in: 0...6, using: &random)
        var order = (0..<UInt32(documents)).map { 3 * $0 }
        var counts = [UInt32](repeating: 0, count: documents)
        var starts = [UInt32](repeating: 0, count: first.padded.count)
        var kept = lede_begin_phrase(first.padded, first.ends, place, documents, &order, &counts, &starts)
        var expected = Left(
            first.positions.map { $0.filter { $0 >= place }.map { $0 - place } },
            order: (0..<UInt32(documents)).map { 3 * $0 })
        #expect(Left(count: kept, order: order, counts: counts, starts: starts) == expected)

        let second = Word(documents: kept, &random)
        let other = UInt32.random(in: 0...6, using: &random)
        kept = lede_continue_phrase(second.padded, second.ends, other, kept, &order, &counts, &starts)
        let both = zip(expected.starts, second.positions).map { starts, positions in
            starts.filter { positions.contains($0 + other) }
        }
        expected = Left(both, order: expected.order)
        #expect(Left(count: kept, order: order, counts: counts, starts: starts) == expected)
    }

    @Test("Occurrences are located and their positions taken", arguments: 1...40 as ClosedRange<UInt64>)
    func positions(seed: UInt64) {
        var random = SeededText(seed: seed)
        let most = UInt32([1, 3, 40, 200][Int(seed % 4)])
        let frequencies = (0..<blockSize).map { _ in UInt32.random(in: 1...most, using: &random) }
        let start = UInt32.random(in: 0..<128, using: &random)
        let chosen = Set((0..<60).map { _ in UInt32.random(in: 0..<128, using: &random) }).sorted()
        // The last one is in another block.
        let count = chosen.count
        let order = (0..<UInt32(count)).map(\.self)
        let blocks = order.map { $0 + 1 < count ? 7 : 8 as UInt32 }
        var firsts = chosen
        var found = [UInt32](repeating: 0, count: count)
        var least = order.map { $0 % 5 + 1 }
        let before = least
        var total: UInt64 = 1000
        let bytes: [UInt8] = [0]
        let past = bytes.withUnsafeBufferPointer { bytes in
            var positions = lede_position_bytes(start: bytes.baseAddress, mean: 100)
            return located(order, blocks, &firsts, &found, &least) { occurrences in
                lede_locate_occurrences(frequencies, start, &positions, occurrences, 0, count, &total)
            }
        }
        #expect(past == count - 1)
        for (index, place) in chosen.enumerated().dropLast() {
            #expect(firsts[index] == start + frequencies.prefix(Int(place)).reduce(0, +))
            #expect(found[index] == frequencies[Int(place)])
            #expect(least[index] == min(before[index], found[index]))
        }
        #expect(total == 1000 + found.dropLast().reduce(0) { $0 + UInt64($1) })

        // A block of gaps somewhere among them.
        let gaps = (0..<160).map { _ in UInt32.random(in: 1...9, using: &random) }
        let first = Int.random(in: 0..<max(1, count - 1), using: &random)
        let behind = firsts[first] - min(firsts[first], UInt32.random(in: 0..<20, using: &random))
        var taken = [UInt32](repeating: 0, count: 200 * count + 64)
        var ends = [UInt32](repeating: 0, count: count)
        let end = gaps.withUnsafeBufferPointer { gaps in
            var known = lede_gaps(values: gaps.baseAddress, block: 7, before: behind, count: 128)
            return located(order, blocks, &firsts, &found, &least) { occurrences in
                lede_take_positions(&known, occurrences, first, count, 5, &taken, &ends)
            }
        }
        var used = 5
        var expectedEnd = first
        while expectedEnd < count - 1, firsts[expectedEnd] - behind + found[expectedEnd] <= 128 {
            var position: UInt32 = 0
            for gap in 0..<Int(found[expectedEnd]) {
                position += gaps[Int(firsts[expectedEnd] - behind) + gap]
                #expect(taken[used + gap] == position)
            }
            used += Int(found[expectedEnd])
            #expect(ends[expectedEnd] == used)
            expectedEnd += 1
        }
        #expect(end == expectedEnd)
    }

    private func located(
        _ order: [UInt32], _ blocks: [UInt32], _ firsts: inout [UInt32], _ frequencies: inout [UInt32],
        _ least: inout [UInt32], _ body: (UnsafePointer<lede_occurrences>) -> Int
    ) -> Int {
        order.withUnsafeBufferPointer { order in
            blocks.withUnsafeBufferPointer { blocks in
                firsts.withUnsafeMutableBufferPointer { firsts in
                    frequencies.withUnsafeMutableBufferPointer { frequencies in
                        least.withUnsafeMutableBufferPointer { least in
                            var all = lede_occurrences(
                                order: order.baseAddress, blocks: blocks.baseAddress, firsts: firsts.baseAddress,
                                frequencies: frequencies.baseAddress, least: least.baseAddress)
                            return body(&all)
                        }
                    }
                }
            }
        }
    }

    @Test("Documents that were found are moved to the front", arguments: 1...30 as ClosedRange<UInt64>)
    func found(seed: UInt64) {
        var random = SeededText(seed: seed)
        let all = (0..<200).map { UInt32(7 * $0) }
        let base = Int.random(in: 0...70, using: &random)
        let sought = Set(
            (0..<Int.random(in: 1...100, using: &random)).map { _ in UInt32.random(in: 0..<128, using: &random) }
        )
        .sorted()
        let places = sought.map { _ in UInt8.random(in: 0..<128, using: &random) }
        let left = Int.random(in: 0...base, using: &random)
        var documents = all
        var (kept, blocks, firsts) = (all, all, all)
        sought.withUnsafeBufferPointer { sought in
            places.withUnsafeBufferPointer { places in
                var found = lede_found(
                    in_sought: sought.baseAddress, in_block: places.baseAddress, count: sought.count, base: base,
                    block: 9)
                lede_keep_found(&found, &documents, left, &kept, &blocks, &firsts)
            }
        }
        let range = left..<(left + sought.count)
        #expect(Array(documents[range]) == sought.map { all[base + Int($0)] })
        #expect(Array(kept[range]) == sought.map { UInt32(base) + $0 })
        #expect(Array(firsts[range]) == places.map(UInt32.init))
        #expect(blocks[range].allSatisfy { $0 == 9 })
        // Nothing else was written.
        for list in [documents, kept, blocks, firsts] {
            #expect(list[..<left] == all[..<left] && list[range.upperBound...] == all[range.upperBound...])
        }
    }
}
