extension Language {
    /// The language that a text seems to be written in; nil where that cannot be told, as of a few words.
    ///
    /// The script decides where one language of ``all`` is written in it. Between those in Latin, Cyrillic, Arabic and
    /// Devanagari letters the most frequent words do: the one of whose function words the text has most. A text in a language
    /// that is not known has few of any, and none is given.
    /// - Complexity: linear in the text, of which the first 8,192 bytes are looked at.
    public static func detected(in text: String) -> Language? {
        let counts = LanguageEvidence(text)
        return counts.best.flatMap { Language($0) }
    }
}

/// What the beginning of a text shows about its language.
private struct LanguageEvidence {
    private enum Script: CaseIterable {
        case latin, cyrillic, arabic, devanagari, greek, hebrew, armenian, tamil, thai, hangul, kana, han
    }

    /// More says little more.
    private static let bytes = 8192
    /// A text of fewer words says too little.
    private static let leastWords = 4
    /// Of a text in a language, so many words are at least among its function words.
    private static let leastShare = 0.12

    private var letters: [Script: Int] = [:]
    /// How often each letter beyond ASCII occurs, in small letters.
    private var scalars: [Unicode.Scalar: Int] = [:]
    private var words: [String] = []

    init(_ text: String) {
        let beginning = String(decoding: Array(text.utf8.prefix(Self.bytes)), as: UTF8.self)
        for scalar in beginning.unicodeScalars {
            guard let script = Self.script(of: scalar.value) else { continue }
            letters[script, default: 0] += 1
            if scalar.isASCII { continue }
            for small in String(scalar).lowercased().unicodeScalars { scalars[small, default: 0] += 1 }
        }
        words = Analyzer.standard.analyze(beginning).map(\.term).filter { $0.contains(where: \.isLetter) }
    }

    var best: String? {
        let total = letters.values.reduce(0, +)
        guard let most = letters.max(by: { ($0.value, "\($1.key)") < ($1.value, "\($0.key)") })?.key, total > 0 else {
            return nil
        }
        switch most {
        case .greek: return "el"
        case .armenian: return "hy"
        case .tamil: return "ta"
        case .thai: return "th"
        case .hangul: return "ko"
        case .kana: return "ja"
        // Japanese has kana between its ideographs, and Chinese has none.
        case .han: return (letters[.kana] ?? 0) * 20 > (letters[.han] ?? 0) ? "ja" : "zh"
        case .hebrew: return byWords(["yi"]) ?? "he"
        case .devanagari: return byWords(["hi", "ne"])
        case .arabic: return has("پچژگ") ? byWords(["fa"]) : "ar"
        case .cyrillic:
            if has("јљњђћџ") { return "sr" }
            if has("іїєґ") { return "uk" }
            return byWords(["ru"])
        case .latin:
            // No other of the languages writes these, but in names.
            if has("ğı") { return "tr" }
            if has("ơưạảấầẩậắằặẹẻẽếềểễệịọỏốồổỗộớờởợụủứừửữựỳỵỷỹ") { return "vi" }
            return byWords(FunctionWords.latin)
        }
    }

    /// Whether more than one letter in a hundred is one of these.
    private func has(_ some: String) -> Bool {
        some.unicodeScalars.reduce(0) { $0 + (scalars[$1] ?? 0) } * 100 > letters.values.reduce(0, +)
    }

    /// The language with the most function words among the words.
    private func byWords(_ codes: [String]) -> String? {
        guard words.count >= Self.leastWords else { return nil }
        var best: (code: String, count: Int)?
        for code in codes {
            let own = FunctionWords.of(code)
            let count = words.count { own.contains($0) }
            if count > best?.count ?? 0 { best = (code, count) }
        }
        guard let best, Double(best.count) >= Self.leastShare * Double(words.count) else { return nil }
        return best.code
    }

    private static func script(of value: UInt32) -> Script? {
        switch value {
        case 0x41...0x5A, 0x61...0x7A, 0xC0...0xD6, 0xD8...0xF6, 0xF8...0x24F, 0x1E00...0x1EFF: .latin
        case 0x370...0x3FF, 0x1F00...0x1FFF: .greek
        case 0x400...0x52F: .cyrillic
        case 0x531...0x58A: .armenian
        case 0x591...0x5F4: .hebrew
        case 0x620...0x6D3, 0x750...0x77F, 0xFB50...0xFDFF, 0xFE70...0xFEFC: .arabic
        case 0x900...0x963, 0x970...0x97F: .devanagari
        case 0xB80...0xBFF: .tamil
        case 0xE01...0xE4E: .thai
        case 0x1100...0x11FF, 0x3131...0x318E, 0xAC00...0xD7A3: .hangul
        case 0x3041...0x30FF, 0x31F0...0x31FF, 0xFF66...0xFF9D: .kana
        case 0x3400...0x9FFF, 0xF900...0xFAFF, 0x20000...0x3FFFF: .han
        default: nil
        }
    }
}

/// The function words by which languages of one script are told from each other.
enum FunctionWords {
    /// The languages in Latin letters, by code.
    static let latin = Language.all.map(\.code).filter { !others.contains($0) }

    private static let others: Set<String> = [
        "ar", "el", "fa", "he", "hi", "hy", "ja", "ko", "ne", "ru", "sr", "ta", "th", "uk", "vi", "yi", "zh",
    ]

    /// Where Snowball has no list of stop words.
    private static let own: [String: String] = [
        "ca": "el la els les i de del dels que en un una per amb és són al als no més com es va ha han seva seu aquest "
            + "aquesta però entre també o si quan on molt fou ser estat",
        "cs":
            "a v na se je že o s z do i to k ve po pro jako by za ale které který jsou byl bylo byla nebo od při jeho "
            + "také až jen podle však není",
        "et":
            "ja on ei et see oli mis kui ka aga oma ta seda või need kes ning pole nii välja siis olid tema nagu juba veel",
        "eu":
            "eta da ez zen ere du bat dira izan baina hau edo zuen bere dute bi beste horrek dela ziren baino oso gabe",
        "fa": "و در به از که این را با است برای آن یک خود تا بر بود شد می ها های",
        "hi": "के में है की का से को और पर ने यह एक था कि हैं भी इस थे लिए किया जो हो थी या तो अपने नहीं साथ गया",
        "lt":
            "ir kad yra buvo su iš į tai kaip bet ar jo jos už apie po nuo iki tik taip pat dėl jų šis ši kuris kurie bei",
        "ne": "र छ को मा का ले लाई यो पनि एक हो भएको थियो गर्न भने तथा गरेको हुन् छन् अनि",
        "pl":
            "w i na z się do że nie jest o to od po jak za przez dla ale był była było które który są oraz przy tym jego "
            + "jej lub",
        "ro": "și în de la cu pe care este nu sunt din pentru că a al ale mai fost au ca prin o un fi sau său sa acest "
            + "această dar între lui cel cea după până era fiind",
        "tr":
            "ve bir bu için ile de da olarak olan çok daha gibi kadar ise ne o her ya en sonra göre ancak veya olduğu oldu "
            + "tarafından ilk iki büyük",
        "yi": "די און אין איז דער אַז פֿון מיט נישט האָט אויף דאָס צו אַ זיי ער וואָס זענען זיך פון",
    ]

    private static let words: [String: Set<String>] = {
        var found: [String: Set<String>] = [:]
        for language in Language.all {
            if let list = own[language.code] {
                found[language.code] = Set(list.split(separator: " ").map(String.init))
            } else if let terms = StopWords.terms(language.name) {
                found[language.code] = Set(terms.map { String(decoding: $0, as: UTF8.self) })
            }
        }
        return found
    }()

    static func of(_ code: String) -> Set<String> { words[code] ?? [] }
}
