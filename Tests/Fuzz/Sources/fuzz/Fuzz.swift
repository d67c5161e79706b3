import Foundation

/// Something that takes arbitrary bytes. Errors are fine; a crash, a hang, memory without bound and a broken promise, on
/// which `run` ends the process, are not.
protocol FuzzTarget: Sendable {
    /// Inputs to begin with.
    func seeds() throws -> [[UInt8]]
    func run(_ bytes: [UInt8])
}

/// Ends the process where a promise is broken, with its inputs.
func require(_ holds: Bool, _ message: @autoclosure () -> String) {
    if !holds { fatalError(message()) }
}

/// The target that the environment names, for as long as the process lives.
private let target: any FuzzTarget = {
    switch ProcessInfo.processInfo.environment["LEDE_FUZZ"] {
    case "segment": SegmentTarget()
    case "manifest": ManifestTarget()
    case "query": QueryTarget()
    case "import": ImportTarget()
    case "json": JSONTarget()
    default: fatalError("LEDE_FUZZ must be segment, manifest, query, import or json")
    }
}()

/// Called by libFuzzer when it starts: puts the seeds into a corpus that is empty.
@_cdecl("LLVMFuzzerInitialize")
public func initialize(
    _ count: UnsafePointer<Int32>, _ arguments: UnsafePointer<UnsafePointer<UnsafePointer<CChar>>>
) -> Int32 {
    for index in 1..<max(1, Int(count.pointee)) {
        let folder = String(cString: arguments.pointee[index])
        guard let names = try? FileManager.default.contentsOfDirectory(atPath: folder), names.isEmpty else { continue }
        do {
            for (number, seed) in try target.seeds().enumerated() {
                try Data(seed).write(to: URL(filePath: "\(folder)/seed-\(number)"))
            }
        } catch {
            fatalError("the seeds cannot be written: \(error)")
        }
    }
    return 0
}

/// Called by libFuzzer for each input.
@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> Int32 {
    target.run(Array(UnsafeBufferPointer(start: start, count: count)))
    return 0
}
