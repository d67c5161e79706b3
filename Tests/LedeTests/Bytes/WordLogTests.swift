import Testing

@testable import Lede

@Suite("The log of words")
struct WordLogTests {
    /// What was put into a log: words with their places, and where documents begin.
    private struct Logged {
        var log = WordLog()
        var occurrences: [(word: Int, place: UInt32)] = []
        var starts: [UInt32] = []
        let words: Int

        /// - Parameter isLayered: whether several words may share a place.
        init(seed: UInt64, words: Int, documents: Int, isLayered: Bool = false) {
            self.words = words
            var random = SeededText(seed: seed)
            let batch = FixedBuffer<UInt32>.allocate(70, repeating: 0)
            defer { batch.deallocate() }
            for _ in 0..<documents {
                log.move(to: log.next + 1)
                starts.append(log.next)
                for _ in 0..<Int.random(in: 0...40, using: &random) {
                    let count = isLayered ? 1 : Int.random(in: 0...70, using: &random)
                    for index in 0..<count {
                        // Mostly the first ones, as in texts.
                        let word = Int(random.integer(bits: 17)) % words
                        batch[index] = UInt32(word)
                        occurrences.append((word, log.next + UInt32(index)))
                    }
                    log.append(batch, count: count)
                    if random.chance(0.1) { log.move(to: log.next + 100) }
                    if isLayered, random.chance(0.5) { log.move(to: log.next - 1) }
                }
            }
        }
    }

    /// The places of a list that was taken apart, put together again.
    private func places(_ list: SortedPlaces.List, _ documents: DocumentPlaces, _ starts: [UInt32]) -> [UInt32] {
        var places: [UInt32] = []
        for index in 0..<list.count {
            var place = starts[Int(documents.documents[index])]
            for _ in 0..<documents.frequencies[index] {
                place += list.gaps[list.start + places.count]
                #expect(starts.lastIndex { $0 <= place } == Int(documents.documents[index]))
                places.append(place)
            }
        }
        return places
    }

    @Test(
        "Places are gathered list by list, in whatever groups, with labels above them or behind",
        arguments: [1, 7, 200], [false, true])
    func places(groupSize: Int, isWide: Bool) {
        let logged = Logged(seed: 3, words: 100_000, documents: 250)
        defer { logged.log.deallocate() }
        #expect(logged.log.count == logged.occurrences.count)
        // Lists of several words.
        let listCount = 200
        let targets = FixedBuffer<WordLog.Target>.allocate(logged.words, repeating: 0)
        defer { targets.deallocate() }
        func label(_ word: Int) -> UInt32 { isWide ? UInt32(word) : UInt32(word & 15) }
        for word in 0..<logged.words { targets[word] = WordLog.target(list: word % listCount, label: label(word)) }
        let layout = logged.log.labelLayout(most: isWide ? UInt32(logged.words) : 15)
        #expect(layout.width == (isWide ? 2 : 1))
        let counts = FixedBuffer<UInt32>.allocate(listCount, repeating: 0)
        defer { counts.deallocate() }
        let frequencies = logged.log.frequencies(words: logged.words)
        defer { frequencies.deallocate() }
        for word in 0..<logged.words { counts[word % listCount] += frequencies[word] }
        let sorted = SortedPlaces(
            logged.log, targets: targets, layout, counts: counts,
            capacity: (logged.occurrences.count, logged.occurrences.count))
        defer { sorted.deallocate() }
        let documents = DocumentPlaces(starts: logged.starts, end: logged.log.next + 1)
        defer { documents.deallocate() }
        let expected = Dictionary(grouping: logged.occurrences) { $0.word % listCount }
        let order = (0..<UInt32(listCount)).reversed().map { $0 }
        for first in stride(from: 0, to: listCount, by: groupSize) {
            let group = order[first..<min(first + groupSize, listCount)]
            sorted.gather(group)
            var start = 0
            for list in group {
                let expected = expected[Int(list)] ?? []
                let range = start..<start + expected.count
                #expect(Int(counts[Int(list)]) == expected.count)
                let list = sorted.split(range, by: documents)
                #expect(places(list, documents, logged.starts) == expected.map(\.place))
                #expect(expected.indices.map { list.labels[$0] } == expected.map { label($0.word) })
                start += expected.count
            }
        }
    }

    @Test("Places come apart into documents, long or short, frequencies and gaps", arguments: [false, true])
    func documents(isLayered: Bool) {
        let logged = Logged(seed: 4, words: 50, documents: 100, isLayered: isLayered)
        defer { logged.log.deallocate() }
        let counts = logged.log.frequencies(words: logged.words)
        defer { counts.deallocate() }
        let sorted = SortedPlaces(
            logged.log, targets: nil, logged.log.labelLayout(most: nil), counts: counts,
            capacity: (logged.occurrences.count, 0))
        defer { sorted.deallocate() }
        let documents = DocumentPlaces(starts: logged.starts, end: logged.log.next + 1)
        defer { documents.deallocate() }
        sorted.gather((0..<UInt32(logged.words)).map { $0 }[...])
        var start = 0
        for word in 0..<logged.words {
            let past = start + Int(counts[word])
            let list = sorted.split(start..<past, by: documents)
            let expected = logged.occurrences.filter { $0.word == word }
            #expect(places(list, documents, logged.starts) == expected.map(\.place))
            start = past
        }
    }

    @Test("Neighbours are those of the naive search, also where words share a place", arguments: [false, true])
    func pairs(isLayered: Bool) {
        let logged = Logged(seed: 5, words: 40, documents: 30, isLayered: isLayered)
        defer { logged.log.deallocate() }
        let chosen = 5
        let ranks = FixedBuffer<UInt8>.allocate(logged.words, repeating: WordLog.notChosen)
        defer { ranks.deallocate() }
        for rank in 0..<chosen { ranks[3 * rank] = UInt8(rank) }
        var expected = [[UInt32]](repeating: [], count: chosen * chosen)
        for (index, first) in logged.occurrences.enumerated() where ranks[first.word] != WordLog.notChosen {
            for second in logged.occurrences[(index + 1)...] {
                if second.place > first.place + 1 { break }
                guard second.place == first.place + 1, ranks[second.word] != WordLog.notChosen else { continue }
                expected[Int(ranks[first.word]) * chosen + Int(ranks[second.word])].append(first.place)
            }
        }
        let counts = FixedBuffer<UInt32>.allocate(chosen * chosen, repeating: 0)
        defer { counts.deallocate() }
        let found = logged.log.findPairs(ranks: ranks, chosen: chosen, counts: counts, atMost: .max)
        defer { found?.deallocate() }
        #expect((found == nil) == isLayered)
        #expect((0..<chosen * chosen).map { Int(counts[$0]) } == expected.map(\.count))
        let all = expected.joined().count
        let places = FixedBuffer<UInt32>.allocate(all + 1, repeating: 0)
        defer { places.deallocate() }
        func setCursors() {
            var start: UInt32 = 0
            for pair in 0..<chosen * chosen {
                counts[pair] = start
                start += UInt32(expected[pair].count)
            }
        }
        setCursors()
        logged.log.sortPairs(ranks: ranks, chosen: chosen, cursors: counts, spare: UInt32(all), places: places)
        #expect((0..<all).map { places[$0] } == Array(expected.joined()))
        if let found {
            setCursors()
            places.fill(0..<all, with: 0)
            found.sort(cursors: counts, spare: UInt32(all), places: places)
            #expect((0..<all).map { places[$0] } == Array(expected.joined()))
        }
        // Where they are too many, they are counted all the same.
        counts.fill(0..<counts.count, with: 0)
        #expect(logged.log.findPairs(ranks: ranks, chosen: chosen, counts: counts, atMost: all - 1) == nil)
        #expect((0..<chosen * chosen).map { Int(counts[$0]) } == expected.map(\.count))
    }
}
