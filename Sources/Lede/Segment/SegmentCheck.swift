/// Reads a whole segment and compares its structures with each other. The checksums are not looked at.
struct SegmentCheck {
    struct Counts {
        var terms = 0
        var postings = 0
        var positions = 0
    }

    private let segment: SegmentReader

    init(_ segment: SegmentReader) { self.segment = segment }

    /// - Throws: ``LedeError/corrupt(path:section:offset:reason:)`` for the first thing that is wrong.
    func run() throws(LedeError) -> Counts {
        var counts = Counts()
        for field in segment.fields {
            if let terms = field.terms { try check(terms, of: field, &counts) }
            if let pairs = field.pairs { try check(pairs, of: field, &counts) }
            if let ends = field.ends { try check(ends, of: field, &counts) }
            try checkColumns(of: field)
        }
        try checkDocuments()
        return counts
    }

    private func require(_ isTrue: Bool, _ region: ByteRegion, _ reason: @autoclosure () -> String) throws(LedeError) {
        if !isTrue { throw region.corrupt(reason()) }
    }

    // MARK: Terms and postings

    private func check(_ terms: TermDictionary, of field: FieldReader, _ counts: inout Counts) throws(LedeError) {
        var cursor = try TermCursor(terms)
        var walked = 0
        var (formBytes, formCount) = (0, 0)
        var total = 0
        /// For each document the sum of the hashes of its terms, to be compared with those of the column.
        var sums = [UInt64](repeating: 0, count: try field.keywords == nil ? 0 : segment.documentCount)
        /// The length of each document in the field, as the postings have it.
        var lengths = [Int](repeating: 0, count: segment.documentCount)
        while try cursor.advance() {
            if walked % TermDictionaryWriter.termsPerBlock == 0 {
                let key = try terms.key(walked / TermDictionaryWriter.termsPerBlock).bytes(from: 0)
                try require(
                    key.elementsEqual(cursor.term), terms.region,
                    "the sparse index has another term than the one at \(walked)")
            }
            walked += 1
            total += cursor.entry.totalFrequency
            guard let postings = try field.postings(cursor.entry) else { continue }
            let hash = cursor.term.withBytes { ByteTable.hash($0) }
            try check(postings, of: field, &lengths, &counts) { if !sums.isEmpty { sums[$0] &+= hash } }
            if let forms = try field.forms?.forms(of: cursor.place, cursor.term, cursor.entry) {
                try check(forms, of: postings, terms.region)
                formBytes += forms.recordBytes
                formCount += forms.forms.count
                try check(forms, in: field, place: cursor.place)
            }
        }
        if !sums.isEmpty { try compare(sums, withColumnOf: field) }
        try field.forms?.requireComplete(recordBytes: formBytes, formCount: formCount)
        counts.terms += walked
        try require(walked == terms.termCount, terms.region, "\(walked) terms, \(terms.termCount) were announced")
        try require(
            total == terms.totalFrequency, terms.region,
            "the terms occur \(total) times, \(terms.totalFrequency) were announced")
        let present = lengths.count { $0 > 0 }
        try require(
            present == terms.documentCount, terms.region,
            "\(present) documents have the field, \(terms.documentCount) were announced")
        if let norms = try field.norms {
            for (document, length) in lengths.enumerated() where norms[document] != SmallFloat.encode(length) {
                throw terms.region.corrupt(
                    "document \(document) has \(length) words in \(field.field.name), its norm differs")
            }
        }
    }

    private func check(
        _ postings: PostingsCursor, of field: FieldReader, _ lengths: inout [Int], _ counts: inout Counts,
        _ each: (Int) -> Void = { _ in }
    ) throws(LedeError) {
        let positions = postings.section.hasFrequencies ? PositionsReader(postings) : nil
        let norms = try field.norms
        var documents = 0
        var total = 0
        for block in 0..<postings.blockCount {
            try postings.load(block)
            try postings.loadFrequencies()
            documents += postings.count
            for index in 0..<postings.count {
                let (document, frequency) = (Int(postings.documents[index]), postings.frequencies[index])
                total += Int(frequency)
                each(document)
                lengths[document] += Int(frequency)
                if let norms, postings.isLong {
                    let norm = norms[document]
                    try require(
                        postings.isDominated(frequency: frequency, norm: norm, in: block), postings.section.region,
                        "document \(document) is better than the bounds of its block")
                }
                guard let positions else { continue }
                try positions.read(documentAt: index)
                counts.positions += positions.count
                for place in 1..<max(1, positions.count)
                where positions.positions[place] <= positions.positions[place - 1] {
                    throw postings.section.region.corrupt("the positions of document \(document) do not ascend")
                }
            }
        }
        counts.postings += documents
        let entry = postings.entry
        try require(
            documents == entry.documentFrequency, postings.section.region,
            "a term is in \(documents) documents, not in \(entry.documentFrequency)")
        try require(
            total == entry.totalFrequency || !postings.section.hasFrequencies, postings.section.region,
            "a term occurs \(total) times, not \(entry.totalFrequency)")
    }

    /// Looks the forms of a term up among all forms.
    private func check(_ forms: TermForms, in field: FieldReader, place: Int) throws(LedeError) {
        guard let lists = field.forms else { return }
        for form in forms.forms {
            let entry = try form.withBytes { (bytes) throws(LedeError) in try lists.dictionary.find(bytes) }
            guard let entry, try lists.place(of: entry) == place else {
                throw lists.dictionary.region.corrupt("a form of term \(place) is missing")
            }
        }
    }

    /// Reads the forms of all occurrences, and counts them.
    private func check(_ forms: TermForms, of postings: PostingsCursor, _ region: ByteRegion) throws(LedeError) {
        var counts = [Int](repeating: 0, count: forms.forms.count)
        for block in 0..<postings.blockCount {
            try postings.load(block)
            try postings.loadFrequencies()
            for index in 0..<postings.count {
                try forms.read(postings, documentAt: index)
                for place in 0..<forms.count { counts[Int(forms.occurrences[place])] += 1 }
            }
        }
        for place in counts.indices where counts[place] == 0 || place > 0 && counts[place] > counts[place - 1] {
            throw region.corrupt("the forms of a term are not in the order of their frequencies")
        }
    }

    // MARK: Pairs

    /// Finds the pairs anew among the positions of the words, and compares.
    private func check(_ pairs: PairLists, of field: FieldReader, _ counts: inout Counts) throws(LedeError) {
        var totals: [Int] = []
        for word in pairs.words {
            let entry = try word.withBytes { (bytes) throws(LedeError) in try field.terms?.find(bytes) }
            guard let entry else {
                throw pairs.terms.region.corrupt("a frequent word is no term of \(field.field.name)")
            }
            totals.append(entry.totalFrequency)
        }
        var cursor = try TermCursor(pairs.terms)
        var isMore = try cursor.advance()
        /// Not used: what the words of a document add up to is checked with the terms.
        var lengths = [Int](repeating: 0, count: segment.documentCount)
        let groups = PairGatherer.groups(totals, occurrencesAtOnce: PairOptions().occurrencesAtOnce)
        for group in groups {
            var gatherer = PairGatherer(wordCount: pairs.words.count, firsts: group)
            defer { gatherer.deallocate() }
            try gatherer.add(try field.streams(of: pairs.words)) { $0 }
            for first in group {
                for second in pairs.words.indices {
                    guard let reader = gatherer.reader(of: first, second) else { continue }
                    try require(
                        isMore && cursor.term == PairLists.key(first, second), pairs.terms.region,
                        "the list of the pair \(first), \(second) is missing, or one that occurs nowhere is there")
                    let postings = try pairs.postings(cursor.entry)
                    try check(postings, of: field, &lengths, &counts)
                    try compare(postings, reader)
                    isMore = try cursor.advance()
                }
            }
        }
        try require(!isMore, pairs.terms.region, "there is a list of a pair that occurs nowhere")
        counts.terms += pairs.terms.termCount
    }

    private func compare(_ postings: PostingsCursor, _ truth: GatheredPostings.Reader) throws(LedeError) {
        var truth = truth
        let positions = PositionsReader(postings)
        for block in 0..<postings.blockCount {
            try postings.load(block)
            try postings.loadFrequencies()
            for index in 0..<postings.count {
                try positions.read(documentAt: index)
                var isSame =
                    truth.advance() && truth.document == postings.documents[index]
                    && Int(truth.frequency) == positions.count
                for place in 0..<(isSame ? positions.count : 0) where truth.position() != positions.positions[place] {
                    isSame = false
                }
                try require(
                    isSame, postings.section.region,
                    "a pair is not where its words stand side by side, in or before document "
                        + "\(postings.documents[index])")
            }
        }
        try require(!truth.advance(), postings.section.region, "a pair is in more documents than its list has")
    }

    // MARK: Ends

    private func check(_ ends: EndLists, of field: FieldReader, _ counts: inout Counts) throws(LedeError) {
        var cursor = try TermCursor(ends.terms)
        var lengths = [Int](repeating: 0, count: segment.documentCount)
        while try cursor.advance() {
            try require(
                cursor.term == EndLists.term(ofParagraphs: true) || cursor.term == EndLists.term(ofParagraphs: false),
                ends.terms.region, "there are ends of neither sentences nor paragraphs")
            try check(try ends.postings(cursor.entry), of: field, &lengths, &counts)
            counts.terms += 1
        }
    }

    // MARK: Columns and documents

    /// Compares the values of each document with its terms, which are the values folded, each once.
    private func compare(_ sums: [UInt64], withColumnOf field: FieldReader) throws(LedeError) {
        guard let keywords = try field.keywords else { return }
        let chain = Analyzer.keyword.makeTokenFilterChain()
        var term: [UInt8] = []
        var hashes: [UInt64] = []
        for ordinal in 0..<keywords.distinctCount {
            try keywords.valueBytes(ordinal).withUnsafeBytes { chain.term(for: $0, into: &term) }
            hashes.append(term.withBytes { ByteTable.hash($0) })
        }
        for document in 0..<segment.documentCount {
            var seen: Set<UInt64> = []
            var sum: UInt64 = 0
            for ordinal in try keywords.ordinals(of: document) {
                try require(ordinal < hashes.count, keywords.region, "value \(ordinal) of \(hashes.count)")
                if seen.insert(hashes[ordinal]).inserted { sum &+= hashes[ordinal] }
            }
            try require(
                sum == sums[document], keywords.region,
                "document \(document) has other values in the column of \(field.field.name) than it has terms")
        }
    }

    private func checkColumns(of field: FieldReader) throws(LedeError) {
        if let numbers = try field.numbers {
            for document in 0..<segment.documentCount {
                guard let number = numbers[document] else { continue }
                try require(
                    number >= numbers.least && number <= numbers.greatest, segment.file.file.bytes,
                    "document \(document) has \(number) in \(field.field.name), outside of the column's range")
            }
        }
    }

    private func checkDocuments() throws(LedeError) {
        let store = segment.documents
        var next = 0
        for block in 0..<store.blockCount {
            try require(
                try store.documents(of: block).lowerBound == next, segment.file.file.bytes,
                "block \(block) of the stored documents does not follow the one before")
            try store.read(block) { (document, reader) throws(LedeError) in
                let stored = try StoredDocument.decode(&reader, names: store.names)
                next += 1
                guard segment.ids.hasText(document) else { return true }
                let id = try segment.ids.text(of: document)
                try require(
                    stored.id == id, segment.file.file.bytes,
                    "document \(document) is stored as '\(stored.id)' and known as '\(id)'")
                try require(
                    try segment.document(withID: id) == document, segment.file.file.bytes,
                    "the id '\(id)' does not lead to document \(document)")
                return true
            }
        }
        try require(
            next == segment.documentCount, segment.file.file.bytes,
            "\(next) stored documents of \(segment.documentCount)")
    }
}

extension PostingsCursor {
    /// Whether one of the best pairs of a block is at least as good as a document.
    fileprivate func isDominated(frequency: UInt32, norm: UInt8, in block: Int) -> Bool {
        let pairs = impacts(of: block)
        return pairs.indices.contains { index in
            let (code, least) = pairs[index]
            return SmallFloat.decode(code) >= Int(frequency) && least <= norm
        }
    }
}
