extension TextInverter {
    /// Writes norms, postings, terms, forms, pairs and ends. Nothing is added afterwards.
    /// - Parameter spareBytes: how much memory there is beside what ``byteCount`` says; with more of it the log is gone
    ///   through less often.
    package mutating func write(
        field: Int, pairs: PairOptions = PairOptions(), spareBytes: Int = 0, to file: inout SectionedFileWriter
    ) throws(LedeError) {
        vocabulary.forgetWords()
        let average = documentsWithField > 0 ? Float(totalLength) / Float(documentsWithField) : 1
        let logsTerms = vocabulary.logsTerms
        var wordCounts = log.frequencies(words: vocabulary.strings.count)
        if !logsTerms {
            vocabulary.rememberAll(wordCounts)
            wordCounts = wordCounts.grown(to: vocabulary.strings.count, repeating: 0)
        }
        vocabulary.forgetSlots()
        let forms = vocabulary.hasForms ? GatheredForms(vocabulary, wordCounts: wordCounts) : nil
        defer { forms?.deallocate() }
        let logged = LoggedTerms(wordCounts, wordTerms: logsTerms ? nil : vocabulary.wordTerms, forms)
        defer { logged.deallocate() }
        let order = vocabulary.strings.sortedOrdinals { logged.counts[$0] > 0 }
        let documents = DocumentPlaces(starts: starts, end: log.next + 1)
        defer { documents.deallocate() }
        var frequent = FrequentWords(pairs, documentsWithField: documentsWithField)
        let sortingBytes = log.byteCount * Self.sortingShare + spareBytes
        try writeTerms(
            field: field, average, order, logged, forms, documents, &frequent, sortingBytes: sortingBytes, to: &file)
        try PairListsWriter(frequent, pairs)?.write(
            field: field, norms: norms, averageLength: average, documentsWithField: documentsWithField, to: &file
        ) { words in
            let ranks = logged.ranks(words.map { find($0.term, among: order) })
            return LoggedPairs(log, documents, ranks: ranks, wordCount: words.count)
        }
        try ends.write(
            field: field, norms: norms, averageLength: average, documentsWithField: documentsWithField, to: &file)
    }

    /// The ordinal of a term that was written, `order` being their order.
    private func find(_ term: [UInt8], among order: [UInt32]) -> Int? {
        let strings = vocabulary.strings
        return term.withBytes { bytes in
            var (low, high) = (0, order.count)
            while low < high {
                let middle = (low + high) / 2
                let comparison = compareBytes(strings.bytes(of: Int(order[middle])), bytes)
                if comparison == 0 { return Int(order[middle]) }
                if comparison < 0 { low = middle + 1 } else { high = middle }
            }
            return nil
        }
    }

    /// Asks for what is known of terms that will be written soon: in the order of the terms, each lies somewhere else.
    @inline(__always)
    private func prefetch(_ order: [UInt32], behind index: Int, _ logged: LoggedTerms, _ forms: GatheredForms?) {
        let (soon, later) = (index &+ 8, index &+ 16)
        if later >= order.count { return }
        let strings = vocabulary.strings
        strings.prefetch(ordinal: Int(order[later]))
        logged.counts.prefetch(Int(order[later]))
        strings.prefetchBytes(of: Int(order[soon]))
        if let forms {
            forms.prefetch(term: Int(order[later]))
            forms.prefetchForms(of: Int(order[soon]))
        }
    }

    private func writeTerms(
        field: Int, _ average: Float, _ order: [UInt32], _ logged: LoggedTerms, _ forms: GatheredForms?,
        _ documents: DocumentPlaces, _ frequent: inout FrequentWords, sortingBytes: Int,
        to file: inout SectionedFileWriter
    ) throws(LedeError) {
        let strings = vocabulary.strings
        var writer = try FieldPostingsWriter(
            field: field, documentCount: norms.count, norms: norms, averageLength: average, to: &file)
        let formWriter = forms.map { _ in FormListsWriter(file.scratch) }
        // The labels of one list lie aside.
        let longest = logged.longest
        let labels = log.labelLayout(most: forms?.greatestNumber)
        let placesAtOnce = (sortingBytes - (forms == nil ? 0 : 4 * longest)) / (4 * labels.width)
        let groups = logged.groups(order, placesAtOnce: max(1 << 16, placesAtOnce))
        let sorted = SortedPlaces(
            log, targets: logged.targets, labels, counts: logged.counts,
            capacity: (groups.map(\.places).max() ?? 0, longest))
        defer { sorted.deallocate() }
        for group in groups {
            sorted.gather(order[group.range])
            var start = 0
            for index in group.range {
                prefetch(order, behind: index, logged, forms)
                let ordinal = Int(order[index])
                let past = start + Int(logged.counts[ordinal])
                let list = sorted.split(start..<past, by: documents)
                writer.encoder.add(
                    documents.documents, documents.frequencies, count: list.count, gaps: list.gaps, from: list.start)
                let term = strings.bytes(of: ordinal)
                if let entry = try writer.finishTerm(term, to: &file) {
                    frequent.note(term, entry)
                    if let forms, let formWriter {
                        try forms.write(ordinal, entry, to: formWriter) {
                            formWriter.add(
                                frequencies: documents.frequencies, count: list.count, forms: list.labels, from: 0)
                        }
                    }
                }
                start = past
            }
        }
        try writer.finish(documentsWithField: documentsWithField, to: &file)
        try formWriter?.finish(field: field, to: &file)
    }
}
