internal import Foundation
import Lede

/// Reads a web page: its text and what it says about itself.
///
/// | field | the first of |
/// |---|---|
/// | `title` | `og:title`, the `h1` if `<title>` begins with it, `<title>`, the `h1` |
/// | `date` | `article:published_time`, `datePublished`, `date`, `dc.date`, `pubdate` and the like, JSON-LD's `datePublished`, the first `<time datetime>` |
/// | `author` | `author`, `article:author` and the like, unless it is an address |
/// | `section` | `article:section` |
/// | `source` | `og:site_name` |
/// | `url` | the canonical link, `og:url` |
/// | `body` | the longest `<article>`, else `<main>`, else `<body>` |
///
/// Of dates, the first that can be read. The body is without menus, forms, scripts, asides and the like, and
/// without a first line that repeats the title; blocks are separated by a line end.
enum HTMLArticle {
    /// - Throws: ``RecordError`` when the parser makes nothing of the bytes, or not of all.
    static func fields(_ bytes: [UInt8]) throws(RecordError) -> [RawField] {
        var page = HTMLPage()
        guard !bytes.isEmpty,
            try HTMLDocument.read(bytes, encoding: HTMLEncoding.name(of: bytes), visit: { page.take($0) })
        else { throw RecordError(reason: bytes.isEmpty ? "no text" : "is no HTML") }

        var fields: [RawField] = []
        let title = title(of: page)
        if let title { fields.append(RawField("title", title)) }
        let dates =
            page.meta(
                "article:published_time", "datepublished", "date", "dc.date", "dc.date.issued", "dcterms.date",
                "dcterms.created", "pubdate", "publishdate", "publish_date", "parsely-pub-date", "sailthru.date")
            + page.linkedData.compactMap(publishedDate) + page.times
        if let date = dates.first(where: { DateText.iso($0) != nil }) ?? dates.first {
            fields.append(RawField("date", date))
        }
        let author = page.meta("author", "article:author", "dc.creator", "byl", "parsely-author", "sailthru.author")
            .first { !$0.hasPrefix("http:") && !$0.hasPrefix("https:") }
        let facts = [
            ("author", author), ("section", page.meta("article:section").first),
            ("source", page.meta("og:site_name").first), ("url", page.canonical ?? page.meta("og:url").first),
        ]
        for (name, value) in facts {
            if let value { fields.append(RawField(name, value)) }
        }
        var lines = page.bodyLines
        if let title, lines.first == title { lines.removeFirst() }
        fields.append(RawField("body", lines.joined(separator: "\n\n")))
        return fields
    }

    private static func title(of page: HTMLPage) -> String? {
        if let title = page.meta("og:title").first { return title }
        guard let title = page.title else { return page.heading }
        if let heading = page.heading, title.hasPrefix(heading) { return heading }
        return title
    }

    /// The first `datePublished` in a script of JSON-LD, wherever it lies.
    private static func publishedDate(_ script: String) -> String? {
        guard let value = try? JSONSerialization.jsonObject(with: Data(script.utf8)) else { return nil }
        return find(value)

        func find(_ value: Any) -> String? {
            if let values = value as? [Any] { return values.lazy.compactMap(find).first }
            guard let object = value as? [String: Any] else { return nil }
            if let date = object["datePublished"] as? String { return date }
            return object.sorted { $0.key < $1.key }.lazy.compactMap { find($0.value) }.first
        }
    }
}
