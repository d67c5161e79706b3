import Lede
import Testing

@testable import LedeImport

@Suite struct DamageTests {
    private static let samples: [(name: String, text: String)] = [
        (
            "a.jsonl",
            #"{"id":"1","title":"T\u00e9","body":"b","date":"2017-02-13","x":[1,{"y":null}]}"# + "\n{\"body\":\"c\"}\n"
        ),
        ("a.json", #"[{"id":"1","body":"a\\"},{"body":"b","n":[1.5,true]}]"#),
        ("a.csv", "id,date,body\r\n1,2017-02-13,\"a \"\"b\"\"\nc\"\r\n2,\"Feb 3, 2017\",d\r\n"),
        (
            "a.html",
            #"<html><head><meta charset="utf-8"><title>T</title><meta name="date" content="2017-02-13"></head>"#
                + #"<body><article><h1>T</h1><p>a <b>b</b>&eacute;<br>c</p></article></body></html>"#
        ),
        ("a.md", "---\ntitle: \"T\"\ntags: [a, 'b']\n---\n# T\n\n**a** [b](c) `d`\n\n```\ne\n```\n> f\n- g\n"),
        ("a.txt", " date 2017-02-13 Bridge closes Local News Bridge closes It was.\n\nTitle: x\n"),
    ]

    /// Marks that mean something to one format or another.
    private static let marks =
        Array("{}[]\",:\\\n\r\t ;<>/=-&#*_`!()'0T~|".utf8) + [0x00, 0x1B, 0x80, 0xC2, 0xEF, 0xFF]

    @Test(arguments: samples.indices, [UInt64(1), 2, 3])
    func `Damaged files give documents or problems, never a crash`(sample: Int, seed: UInt64) throws {
        var random = SplitMix(state: seed)
        let (name, text) = Self.samples[sample]
        let folder = try TemporaryFolder()
        for _ in 0..<150 {
            var bytes = Array(text.utf8)
            for _ in 0...Int.random(in: 0...4, using: &random) {
                let index = Int.random(in: bytes.indices, using: &random)
                let mark = Self.marks.randomElement(using: &random) ?? 0
                switch Int.random(in: 0...3, using: &random) {
                case 0: bytes[index] = mark
                case 1: bytes.insert(mark, at: index)
                case 2 where bytes.count > 1: bytes.remove(at: index)
                default: bytes.removeSubrange(index + (index == 0 ? 1 : 0)..<bytes.count)
                }
            }
            let result = try Imported([folder.write(name, bytes: bytes)])
            #expect(result.documents.allSatisfy { !$0.id.isEmpty && $0.entries.allSatisfy { !$0.name.isEmpty } })
            #expect(result.byteCount == bytes.count)
            for date in result.documents.compactMap({ $0["date"] }) { #expect(DateValue.seconds(date) != nil) }
        }
    }
}

/// A small generator of numbers that are the same for a seed.
private struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
