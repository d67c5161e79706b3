import Testing

@testable import Lede

@Suite("How memory is divided")
struct WriterMemoryTests {
    @Test("The parts and the program are no more than the whole", arguments: [64, 100, 128, 512, 4096])
    func parts(megabytes: Int) {
        let whole = megabytes << 20
        for wanted in [1, 2, 8, 64] {
            let threads = WriterOptions.threads(fitting: whole, atMost: wanted)
            #expect(1...wanted ~= threads)
            let memory = WriterMemory(whole, threads: threads)
            let buffered =
                threads * (memory.bufferBytes + memory.writingBytes) + memory.pendingBytes + memory.waitingBytes
            #expect(buffered + (36 << 20) <= whole, "\(threads) threads")
            #expect(memory.mergeBytes + (36 << 20) <= whole)
            #expect(memory.bufferBytes >= 4 << 20)
            // One thread waits for no other.
            #expect((memory.waitingBytes == 0) == (threads == 1))
        }
    }

    @Test("There is room for a document where less is buffered")
    func room() {
        let memory = WriterMemory(512 << 20, threads: 2)
        #expect(memory.hasRoom(forDocument: 8 << 20, buffered: 0))
        #expect(!memory.hasRoom(forDocument: 8 << 20, buffered: 128 << 20))
        #expect(memory.hasRoom(forDocument: 1 << 20, buffered: 128 << 20))
    }
}
