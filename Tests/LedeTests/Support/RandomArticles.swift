@testable import Lede

/// Documents and queries for them, made at random from few words, the common ones far more often than the rare (Zipf),
/// so that phrases, long lists and equal scores occur.
struct RandomArticles {
    var random: SeededText
    private let words: [String]
    /// For each word the sum of the chances up to it.
    private var chances: [Double] = []

    init(seed: UInt64, wordCount: Int = 40) {
        random = SeededText(seed: seed)
        let known = ["the", "of", "School", "school", "schools", "e-mail", "mail", "don't", "U.S.", "Café"]
        words = known + (known.count..<max(known.count, wordCount)).map { "w\($0)" }
        var sum = 0.0
        for index in words.indices {
            sum += 1 / Double(index + 1)
            chances.append(sum)
        }
    }

    mutating func number(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &random) }

    mutating func isLucky(oneIn count: Int) -> Bool { number(1...count) == 1 }

    private mutating func choice<T>(_ values: [T]) -> T { values[number(0...values.count - 1)] }

    // MARK: Documents

    static let sections = ["Politics", "politics ", "World News", "sports", "Ärzte", "z"]

    /// The fields of the documents; titles are split at spaces, bodies into English words.
    static func schema(title: Double = 1, body: Double = 1) throws -> Schema {
        try Schema(fields: [
            Field("title", .text, analyzer: "plain", weight: title, isDefault: true),
            Field("body", .text, analyzer: "english", weight: body, isDefault: true),
            Field("section", .keyword), Field("date", .date), Field("count", .integer),
            Field("note", .text, analyzer: "standard"), Field("price", .double),
        ])
    }

    /// The same before the last two fields were added.
    static func olderSchema() throws -> Schema { try Schema(fields: Array(try schema().fields.dropLast(2))) }

    mutating func word() -> String {
        let place = Double.random(in: 0..<(chances.last ?? 1), using: &random)
        return words[chances.firstIndex { place < $0 } ?? 0]
    }

    private mutating func words(_ count: Int) -> String {
        (0..<count).map { _ in word() }.joined(separator: " ")
    }

    mutating func text(_ count: ClosedRange<Int>) -> String {
        (0..<number(count)).map { _ in word() }.joined(separator: isLucky(oneIn: 4) ? ", " : " ")
    }

    /// Words with commas, full stops and empty lines between them.
    private mutating func prose(_ count: ClosedRange<Int>) -> String {
        (0..<number(count)).map { _ in word() + choice([" ", " ", " ", " ", ", ", ". ", "! ", "\n\n", "\n"]) }.joined()
    }

    private mutating func date() -> String {
        let month = "201\(number(5...8))-0\(number(1...4))"
        switch number(1...8) {
        case 1: return String(month.prefix(4))
        case 2: return month
        case 3: return month + "-1\(number(0...2))T1\(number(0...1)):00:0\(number(0...1))"
        default: return month + "-1\(number(0...2))"
        }
    }

    private mutating func double() -> String { "\(number(-6...6)).\(choice(["0", "5", "25"]))" }

    mutating func article(_ id: String) -> Document {
        var document = Document(id: id)
        func add(_ name: String, _ text: String) { document.add(name, .string(text)) }
        if !isLucky(oneIn: 10) { add("title", text(0...8)) }
        for _ in 0..<number(0...3) { add("body", prose(0...(isLucky(oneIn: 6) ? 100 : 20))) }
        for _ in 0..<max(0, number(-2...2)) { add("section", choice(Self.sections)) }
        if !isLucky(oneIn: 5) { add("date", date()) }
        if !isLucky(oneIn: 5) { document.add("count", .integer(Int64(number(-20...20)))) }
        if isLucky(oneIn: 2) { add("note", text(0...5)) }
        if isLucky(oneIn: 2) { add("price", double()) }
        return document
    }

    mutating func articles(_ count: Int, from first: Int = 0) -> [Document] {
        (first..<first + count).map { article("d\($0)") }
    }

    /// A document of a few words in titles and bodies of one analyzer, cheap to make and to index.
    mutating func shortArticle(_ id: String) -> Document {
        let title = words(number(0...3))
        let count = isLucky(oneIn: 300) ? number(50...300) : number(0...9)
        let body = isLucky(oneIn: 500) ? word() + String(repeating: " the", count: number(20...90)) : words(count)
        return Document(
            id: id, ["title": title, "body": body, "section": choice(Self.sections), "count": String(number(0...99))])
    }

    // MARK: Queries

    private mutating func field() -> String? { choice([nil, nil, nil, "title", "body", "note"]) }

    private mutating func typed() -> String {
        switch number(1...24) {
        case 1: return choice(["", "!!!", " "])
        case 2: return "unheard"
        case 3: return text(1...2) + " unheard"
        default: return word()
        }
    }

    private mutating func bound(_ text: String) -> Query.RangeBound {
        choice([.inclusive(text), .inclusive(text), .exclusive(text), .unbounded])
    }

    private mutating func range() -> Query {
        switch number(1...5) {
        case 1: return .range(field: "date", lower: bound(date()), upper: bound(date()))
        case 2: return .range(field: "count", lower: bound("\(number(-25...10))"), upper: bound("\(number(-10...25))"))
        case 3: return .range(field: "price", lower: bound(double()), upper: bound(double()))
        case 4:
            let (lower, upper) = (bound(choice(Self.sections)), bound(choice(Self.sections)))
            return .range(field: "section", lower: lower, upper: upper)
        default:
            let name = choice(["id", "title", "body", "section", "date", "count", "note", "price"])
            return .range(field: name, lower: .unbounded, upper: .unbounded)
        }
    }

    /// A word with a letter changed, swapped, put in or left out.
    private mutating func misspelled() -> String {
        var letters = Array(word())
        let place = number(0...letters.count - 1)
        switch number(1...5) {
        case 1: letters[place] = "x"
        case 2: letters.insert("1", at: place)
        case 3: letters.swapAt(place, number(0...letters.count - 1))
        case 4 where letters.count > 1: letters.remove(at: place)
        default: break
        }
        return String(letters)
    }

    /// A query for what stands for several words.
    private mutating func pattern() -> Query {
        let name = choice([nil, nil, "title", "body", "note", "section"])
        switch number(1...5) {
        case 1: return .prefix(String(choice([word(), "Pol"]).prefix(number(0...3))), field: name)
        case 2:
            return .wildcard(choice(["*", "s*", "*l", "w?", "?h*", "W1?", "*o*", "S?hool*", "", "e*"]), field: name)
        case 3:
            return .regexp(choice(["w1[0-9]", "(s|m).*", "the|of", "", ".{2,3}", "[^w]*", "(ab?c|w3+)*"]), field: name)
        case 4: return .fuzzy(choice([misspelled(), "Politics", "!!"]), distance: choice([nil, 0, 1, 2]), field: name)
        default:
            let texts = (0..<number(1...3)).map { _ in choice([word(), word(), text(1...2), "unheard", "!"]) }
            return .synonyms(texts, field: choice([nil, nil, "title", "body", "note"]))
        }
    }

    /// Words near each other in a field.
    mutating func near(depth: Int, _ field: String?) -> Query {
        func part() -> Query {
            switch number(1...12) {
            case 1: return .phrase(text(2...3), field: field)
            case 2: return .phrase(text(2...3), field: field, slop: number(1...4))
            case 3, 4:
                return .boolean(BooleanQuery(should: (0..<number(1...3)).map { _ in .term(typed(), field: field) }))
            case 5, 6, 7: return depth > 0 ? near(depth: depth - 1, field) : .term(word(), field: field)
            default: return .term(typed(), field: field)
            }
        }
        let parts = (0..<number(2...3)).map { _ in part() }
        if isLucky(oneIn: 4) { return isLucky(oneIn: 2) ? .sameSentence(parts) : .sameParagraph(parts) }
        return .near(parts, within: choice([0, 1, 3, 10, 150]), isOrdered: isLucky(oneIn: 3))
    }

    /// A query that is no boolean.
    mutating func leaf() -> Query {
        switch number(1...29) {
        case 21, 22: return .phrase(text(2...4), field: field(), slop: number(1...6))
        case 23, 24: return near(depth: 2, field())
        case 25...29: return pattern()
        case 1: return .all
        case 2...4: return range()
        case 5: return .term(choice(Self.sections + ["absent", ""]), field: "section")
        case 6: return .term(date(), field: "date")
        case 7: return .term(String(number(-20...20)), field: "count")
        case 8: return .term(double(), field: "price")
        case 9: return .term("d\(number(0...300))", field: "id")
        case 10...12: return .phrase(text(1...3), field: field())
        case 13: return .exact(text(1...3), field: field())
        default: return .term(typed(), field: field())
        }
    }

    /// Some text fields, some of them with weights of their own.
    private mutating func fields() -> [WeightedField] {
        var fields: [WeightedField] = []
        for name in ["body", "note", "title"] where isLucky(oneIn: 2) {
            fields.append(WeightedField(name, weight: choice([nil, 0.5, 1, 3])))
        }
        return fields.isEmpty ? [WeightedField("note", weight: 2)] : fields
    }

    /// A query of any kind, nested up to a depth.
    mutating func query(depth: Int) -> Query {
        if isLucky(oneIn: 8) { return .boost(query(depth: depth), choice([0.25, 2, 7.5])) }
        if isLucky(oneIn: 12) { return .constant(query(depth: depth), choice([0, 0.5, 3])) }
        if isLucky(oneIn: 10) { return .fields(fields(), query(depth: depth)) }
        guard depth > 0, !isLucky(oneIn: 4) else { return leaf() }
        func clauses(_ count: ClosedRange<Int>) -> [Query] {
            (0..<max(0, number(count))).map { _ in query(depth: depth - 1) }
        }
        return .boolean(
            BooleanQuery(
                must: clauses(-1...2), should: clauses(-1...4), mustNot: clauses(-2...1), filter: clauses(-3...1),
                minimumShouldMatch: isLucky(oneIn: 3) ? number(0...4) : 0))
    }

    /// A query of a few words or phrases in the default fields, as people ask: any, all, or some of them required.
    mutating func plainQuery() -> Query {
        func clauses(_ count: ClosedRange<Int>) -> [Query] {
            (0..<number(count)).map { _ in isLucky(oneIn: 4) ? .phrase(text(2...2)) : .term(word()) }
        }
        switch number(1...5) {
        case 1: return .boolean(BooleanQuery(should: clauses(2...6)))
        case 5: return .boolean(BooleanQuery(should: clauses(3...7), minimumShouldMatch: number(2...3)))
        case 2: return .boolean(BooleanQuery(must: clauses(2...3)))
        case 3: return .boolean(BooleanQuery(must: clauses(1...2), should: clauses(1...4), mustNot: clauses(0...1)))
        default: return clauses(1...1)[0]
        }
    }
}
