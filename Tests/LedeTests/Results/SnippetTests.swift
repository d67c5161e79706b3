import Lede
import Testing

@Suite struct SnippetTests {
    @Test func `Matches get their marks`() {
        let snippet = Snippet(text: "Oil fell, oil rose.", matches: [0..<3, 10..<13])
        #expect(snippet.highlighted(before: "[", after: "]") == "[Oil] fell, [oil] rose.")
        #expect(Snippet(text: "Oil fell.").highlighted(before: "[", after: "]") == "Oil fell.")
    }

    @Test func `HTML of the text is escaped, that of the marks is not`() {
        let snippet = Snippet(text: "<b>R&D</b> \"it's\"", matches: [3..<6])
        let html = snippet.highlighted(before: "<em>", after: "</em>", escapingHTML: true)
        #expect(html == "&lt;b&gt;<em>R&amp;D</em>&lt;/b&gt; &quot;it&#39;s&quot;")
    }

    @Test func `Matches outside the text or before the last one are left out`() {
        let snippet = Snippet(text: "abc", matches: [1..<2, 0..<1, 2..<2, 2..<9])
        #expect(snippet.highlighted(before: "[", after: "]") == "a[b]c")
    }

    @Test func `Offsets count UTF-8`() {
        #expect(Snippet(text: "é é", matches: [3..<5]).highlighted(before: "[", after: "]") == "é [é]")
    }
}
