@testable import Lede

/// What the golden index is made of: few articles with as much of the format in them as fits.
///
/// Every number follows from the article's own, so that no generator of random numbers has a part in the bytes. What is
/// here stays as it is: a new version of the format with more to show gets articles of its own.
enum GoldenArticles {
    /// Every type of field, analyzers of each kind, a text that is not stored, weights that are not 1.
    static let fields = [
        Field("date", .date), Field("title", .text, weight: 2, isDefault: true), Field("body", .text, isDefault: true),
        Field("section", .keyword), Field("tag", .keyword), Field("pages", .integer), Field("rating", .double),
        Field("code", .text, analyzer: "plain"), Field("notes", .text, analyzer: "standard", isStored: false),
        Field("secret", .keyword, isStored: false),
    ]
    /// What the third commit adds.
    static let addedFields = [Field("place", .keyword), Field("editor", .text, analyzer: "standard", weight: 0.5)]

    /// The first segment is long enough for full blocks of each kind but one.
    static let firstCount = 420

    /// The fourth segment has documents enough for a word in few of them.
    static let shortCount = 900

    /// And documents of some length, for words that lie apart in them.
    static let longCount = 160

    /// Writes the index, four commits long.
    static func write(to directory: any Directory) throws {
        let index = try Index.create(in: directory, schema: try Schema(fields: fields))
        let first = try index.writer()
        for number in 0..<firstCount { try first.add(article(number)) }
        try first.commit()
        first.close()

        let second = try index.writer()
        for number in stride(from: 5, to: firstCount, by: 60) { try second.add(article(number, version: 2)) }
        for number in firstCount..<(firstCount + 20) { try second.add(article(number)) }
        // Replaced within one buffer: the first version is in the segment, and was never live.
        try second.add(article(firstCount + 3, version: 2))
        for number in stride(from: 7, to: firstCount, by: 35) { try second.delete(id: id(number)) }
        try second.delete(id: id(firstCount + 4))
        try second.commit()
        second.close()

        let third = try index.writer(WriterOptions(schema: try Schema(fields: fields + addedFields)))
        for number in (firstCount + 20)..<(firstCount + 30) {
            var article = article(number)
            article.add("place", .string(number % 2 == 0 ? "Łódź" : "Weldon"))
            article.add("editor", .string("Mary O’Neil"))
            try third.add(article)
        }
        try third.add(Document(id: "語/é", ["title": "東京の学校", "body": "Школы открыты. Ελλάδα, Straße, naïve café."]))
        try third.add(Document(id: "only an id"))
        try third.commit()
        third.close()

        let fourth = try index.writer()
        for number in 0..<shortCount { try fourth.add(shortDocument(number)) }
        for number in 0..<longCount { try fourth.add(longDocument(number)) }
        try fourth.commit()
        fourth.close()
    }

    static func id(_ number: Int) -> String { "article-\(number)" }

    private static let words = [
        "school", "river", "budget", "council", "snow", "the", "bus", "students", "museum", "of", "vote", "bridge",
    ]

    /// Numbers without a pattern that a gap could follow.
    private static func mix(_ number: Int, _ salt: Int) -> Int {
        (number * number * 31 + number * salt * 17 + salt) % 1009
    }

    /// "seldom" stands in one of six or so, in some of them often: a block by Elias and Fano.
    private static func shortDocument(_ number: Int) -> Document {
        var document = Document(id: "short-\(number)")
        if mix(number, 7) % 6 == 0 {
            document.add("notes", .string("Seldom" + String(repeating: " seldom", count: mix(number, 8) % 7)))
        }
        return document
    }

    /// "spread" stands once anywhere in each, and in one of ten once more: gaps by Rice's code with a header of one byte, frequencies of which
    /// few are more than one. Of "again" there are half as many documents for each one that it stands there more often: frequencies by ones
    /// alone; and of "much" for each four: frequencies by Rice's code.
    private static func longDocument(_ number: Int) -> Document {
        let (before, halves) = (mix(number, 9) % 180, (number + 1).trailingZeroBitCount)
        let words =
            [String](repeating: "word", count: before) + ["spread"] + [String](repeating: "word", count: 180 - before)
            + [String](repeating: "again", count: 1 + halves)
            + [String](repeating: "much", count: 1 + 4 * halves + mix(number, 10) % 4)
            + (number % 10 == 0 ? ["spread"] : [])
        return Document(id: "long-\(number)", ["notes": words.joined(separator: " ")])
    }

    static func article(_ number: Int, version: Int = 1) -> Document {
        var article = Document(id: id(number))
        article.add("title", .string("\(words[mix(number, 1) % 12]) \(words[mix(number, 2) % 12]) report"))
        if number % 7 != 3 {
            // A column whose values have a step, days, and one in the third segment that has seconds.
            article.add(
                "date", .string("2017-0\(1 + number % 9)-1\(number % 10)" + (number == 445 ? "T10:00:05Z" : "")))
        }
        // "daily" stands in every article: consecutive blocks. "often" in most: a bit set. "third" in each third:
        // packed. "rare" once.
        var body = "Daily"
        if mix(number, 3) % 8 > 1 { body += " often" }
        if number % 3 == 0 { body += " third" }
        if number == 100 { body += " rare" }
        // Frequencies with a few exceptions.
        body += String(repeating: " vote", count: number % 29 == 0 ? 40 : mix(number, 4) % 3)
        if version > 1 { body += " corrected" }
        article.add("body", .string(body + " \(words[mix(number, 5) % 12])."))
        if number % 5 == 0 { article.add("body", .string("Second part, the end.")) }
        if number % 4 != 0 { article.add("section", .string(["Local News", "sports", " Économie "][number % 3])) }
        for tag in 0..<(number % 4) { article.add("tag", .string("tag \((number + tag) % 6)")) }
        if number % 6 != 1 { article.add("pages", .integer(Int64(number * 12 - 600))) }
        if number % 2 == 0 { article.add("rating", .double(Double(number - 200) / 8)) }
        if number % 10 == 0 { article.add("code", .string("A-\(number % 50) b")) }
        if number % 9 == 0 { article.add("notes", .string("Don’t print \(words[number % 12])")) }
        if number % 50 == 0 { article.add("secret", .string("Source \(number)")) }
        if number % 40 == 0 {
            article.add("extra", .string("no field of the schema"))
            article.add("extra", .integer(-1))
            article.add("extra", .double(0.25))
        }
        return article
    }
}
