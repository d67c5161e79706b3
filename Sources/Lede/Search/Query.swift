/// What to look for: a value that is put together in code or read from text by ``QueryParser``.
///
/// Words and phrases are given as a person types them; they go through the analyzer of each field they are looked
/// for in when the query is bound to an index. A nil field means the schema's default fields, ranked as one.
public indirect enum Query: Sendable {
    /// Every document; the score is 1.
    case all
    /// One word as typed, in whatever form where the field is stemmed. Where the analyzer takes diacritics away and the word
    /// has some (`résumé`), documents that have it as it is typed come before those that have it without them (as for
    /// ``phrase(_:field:slop:)``). A word that its analyzer splits (`e-mail`) is matched as a phrase. On a keyword field the
    /// whole value is compared, on a date field the period (`2017-02` is that month), on a number the value.
    case term(String, field: String? = nil)
    /// These words side by side in this order, within one field. No word is dropped. Where the field's words are stemmed,
    /// documents that have the very words come before all that have others with the same stems only: by BM25 they score the
    /// weight of the words more, which no score by stems exceeds, unless no word of the phrase stands in another form anywhere.
    ///
    /// With a `slop` the words may be moved by so many places in all: `"a b"` with slop 1 matches `a x b`, with slop 2
    /// also `b a`. Nearer ones count more.
    case phrase(String, field: String? = nil, slop: Int = 0)
    /// These words side by side exactly as they are typed, within one field: not stemmed, but in any case and
    /// composition, with whatever punctuation between them. On other fields than text the same as a term.
    case exact(String, field: String? = nil)
    /// Words that begin with this; a value that does on a keyword field.
    ///
    /// A pattern (this one, ``wildcard(_:field:)``, ``regexp(_:field:)``) is held against the terms of the index: in
    /// small letters, and stems where the field is stemmed. All words it stands for count as one to the ranking.
    case prefix(String, field: String? = nil)
    /// Words of a pattern: `?` is one character, `*` any text, a backslash takes the meaning from what follows.
    case wildcard(String, field: String? = nil)
    /// Words that a regular expression matches as a whole: `a|b`, `(…)`, `[a-z]`, `.`, `* + ? {2,5}`, `\d \w \s`.
    case regexp(String, field: String? = nil)
    /// Words within a number of edits of a word: letters put in, left out, replaced, or swapped with a neighbour.
    ///
    /// The word is analysed first. The distance is 0 to 2; nil is by the length of the term: none for one or two
    /// letters, 1 up to five, else 2. Words count less the more they differ.
    case fuzzy(String, distance: Int? = nil, field: String? = nil)
    /// Words that count as one to the ranking; of several words one is a phrase, which matches beside them.
    case synonyms([String], field: String? = nil)
    /// The parts near each other within one field, none of them farther than so many words from the passage of those
    /// before it; ordered, each begins behind those before it. Nearer ones count more.
    ///
    /// A part is a word, a phrase, a boolean query of only `should`, or another of this kind.
    case near([Query], within: Int, isOrdered: Bool = false)
    /// The parts in one sentence of one field; parts as those of ``near(_:within:isOrdered:)``.
    ///
    /// A sentence ends at a full stop, question or exclamation mark that a capital letter or digit follows, and with
    /// its paragraph; not after common abbreviations and initials.
    case sameSentence([Query])
    /// The parts in one paragraph of one field: what no empty line parts. Each value of a field is a paragraph at least.
    case sameParagraph([Query])
    /// Values between two bounds: dates, numbers or keywords. Does not change the score.
    case range(field: String, lower: RangeBound, upper: RangeBound)
    /// Several queries as one.
    case boolean(BooleanQuery)
    /// A query whose score is multiplied by a factor greater than zero. Factors within each other multiply; what they
    /// make lies between 1e-30 and 1e30.
    case boost(Query, Double)
    /// The documents of a query, each with this score, zero or more, instead of its own.
    case constant(Query, Double)
    /// A query whose words and phrases without a field are looked for in these text fields, ranked as one, instead of
    /// the schema's default fields. Inside each other the innermost fields hold.
    case fields([WeightedField], Query)

    /// One end of a range, its value as text: `2017`, `2017-02-13`, `42`, `politics`.
    public enum RangeBound: Sendable, Equatable {
        case unbounded
        case inclusive(String)
        case exclusive(String)
    }
}

/// Queries that must, should, must not match.
///
/// A document matches when every `must` and `filter` matches, no `mustNot` does, and, where there is no `must` and
/// no `filter`, at least one `should` does; with ``minimumShouldMatch`` at least so many. A query of only `mustNot` matches every other document. The score is
/// the sum over matching `must` and `should`.
///
/// A part in which the analyzer finds no word (`!!!`), and one without any part, is passed over as if it were not
/// there. A query of which no part is left matches nothing; where `must`, `should` and `filter` had parts and none of
/// them is left, it is not taken for one of only `mustNot`, and none is left of it either. Where fewer of `should` are
/// left than have to match, all of them have to.
public struct BooleanQuery: Sendable, Equatable {
    /// All of these match.
    public var must: [Query]
    /// These add to the score; where nothing is required, at least one of them matches.
    public var should: [Query]
    /// None of these matches.
    public var mustNot: [Query]
    /// As `must`, without a part in the score.
    public var filter: [Query]
    /// How many of ``should`` have to match, beside all of `must` and `filter`. With 0, and less, none has to where
    /// something is required, and else one. With more than there are, nothing matches.
    public var minimumShouldMatch: Int

    /// Makes a query of several.
    public init(
        must: [Query] = [], should: [Query] = [], mustNot: [Query] = [], filter: [Query] = [],
        minimumShouldMatch: Int = 0
    ) {
        self.must = must
        self.should = should
        self.mustNot = mustNot
        self.filter = filter
        self.minimumShouldMatch = minimumShouldMatch
    }
}
