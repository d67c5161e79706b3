/// What is gathered while a page goes by: facts from its head, and the text of its parts.
struct HTMLPage {
    private(set) var title: String?
    /// The text of the first `h1`.
    private(set) var heading: String?
    private(set) var canonical: String?
    /// The contents of scripts of JSON-LD.
    private(set) var linkedData: [String] = []
    /// The `datetime` of `<time>` elements.
    private(set) var times: [String] = []

    private var metas: [String: String] = [:]
    private var articles: [HTMLLines] = []
    private var main = HTMLLines()
    /// All of the page: where tags are left out, the parser may take the body for a part of the head.
    private var body = HTMLLines()
    private var openArticles = 0
    private var openMains = 0
    /// Elements open within one that is left out, itself included.
    private var leftOutDepth = 0
    private var captured: (name: String, text: String)?

    private static let leftOut: Set<String> = [
        "title", "script", "style", "noscript", "template", "svg", "iframe", "object", "canvas", "video", "audio",
        "nav",
        "header", "footer", "aside", "form", "button", "select", "textarea", "dialog", "menu",
    ]
    /// Elements within a line.
    private static let inline: Set<String> = [
        "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font", "i",
        "img", "ins", "kbd", "label", "mark", "q", "rp", "rt", "ruby", "s", "samp", "small", "span", "strike",
        "strong", "sub", "sup", "time", "tt", "u", "var", "wbr",
    ]

    /// The contents of those of the named `meta` elements that there are, in the order asked.
    func meta(_ names: String...) -> [String] { names.compactMap { metas[$0] } }

    /// The lines of the article.
    var bodyLines: [String] {
        let longest = articles.map(\.finished).max { $0.byteCount < $1.byteCount }
        let parts = [longest ?? HTMLLines(), main.finished, body.finished]
        return parts.first { !$0.lines.isEmpty }?.lines ?? []
    }

    mutating func take(_ event: HTMLEvent) {
        switch event {
        case .open(let name, let attributes): open(name, attributes)
        case .text(let text):
            captured?.text += text
            if leftOutDepth == 0 { eachOpenPart { $0.add(text) } }
        case .close(let name): close(name)
        }
    }

    private mutating func open(_ name: String, _ attributes: [String: String]) {
        switch name {
        case "meta": takeMeta(attributes)
        case "link":
            if attributes["rel"]?.lowercased() == "canonical", let address = attributes["href"]?.trimmed,
                !address.isEmpty
            {
                canonical = canonical ?? address
            }
        case "time":
            if let time = attributes["datetime"]?.trimmed, !time.isEmpty { times.append(time) }
        case "title" where title == nil, "h1" where heading == nil:
            if captured == nil { captured = (name, "") }
        case "script" where attributes["type"]?.lowercased() == "application/ld+json":
            captured = (name, "")
        case "article":
            openArticles += 1
            if openArticles == 1 { articles.append(HTMLLines()) }
        case "main": openMains += 1
        default: break
        }
        if leftOutDepth > 0 || Self.leftOut.contains(name) || attributes["hidden"] != nil {
            leftOutDepth += 1
        }
        if !Self.inline.contains(name) { eachOpenPart { $0.endLine() } }
    }

    private mutating func close(_ name: String) {
        if !Self.inline.contains(name) { eachOpenPart { $0.endLine() } }
        if leftOutDepth > 0 { leftOutDepth -= 1 }
        if let (element, text) = captured, element == name {
            captured = nil
            var line = HTMLLines()
            line.add(text)
            let words = line.finished.lines.first
            switch name {
            case "title": title = words
            case "h1": heading = words
            default: linkedData.append(text)
            }
        }
        switch name {
        case "article": openArticles -= 1
        case "main": openMains -= 1
        default: break
        }
    }

    private mutating func takeMeta(_ attributes: [String: String]) {
        guard let content = attributes["content"]?.trimmed, !content.isEmpty else { return }
        for key in ["property", "name", "itemprop"] {
            if let name = attributes[key]?.lowercased().trimmed, metas[name] == nil { metas[name] = content }
        }
    }

    private mutating func eachOpenPart(_ change: (inout HTMLLines) -> Void) {
        if openArticles > 0 { change(&articles[articles.count - 1]) }
        if openMains > 0 { change(&main) }
        change(&body)
    }
}

/// Text with its white space made single spaces, cut into lines where blocks end.
struct HTMLLines {
    private(set) var lines: [String] = []
    private(set) var byteCount = 0
    private var line: [UInt8] = []
    private var needsSpace = false

    /// Takes text in; spaces of ASCII and the one that does not break count as white space, as in a browser's copy.
    mutating func add(_ text: String) {
        var previous: UInt8 = 0
        for byte in text.utf8 {
            if byte <= 0x20 {
                needsSpace = !line.isEmpty
            } else if byte == 0xA0, previous == 0xC2 {
                line.removeLast()
                if line.last == 0x20 { line.removeLast() }
                needsSpace = !line.isEmpty
            } else {
                if needsSpace { line.append(0x20) }
                needsSpace = false
                line.append(byte)
            }
            previous = byte
        }
    }

    mutating func endLine() {
        needsSpace = false
        if line.isEmpty { return }
        byteCount += line.count
        lines.append(String(decoding: line, as: UTF8.self))
        line.removeAll(keepingCapacity: true)
    }

    /// The same with the last line ended.
    var finished: HTMLLines {
        var copy = self
        copy.endLine()
        return copy
    }
}
