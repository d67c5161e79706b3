/// What the term dictionary holds of a term.
package struct TermEntry: Sendable, Equatable {
    /// In how many documents of the segment it occurs, deleted ones included. At least 1.
    package var documentFrequency: Int
    /// How often it occurs in all; for keyword fields the document frequency.
    package var totalFrequency: Int
    /// Where its postings start in the section `POST`, unless they are in the entry.
    package var offset: Int = 0
    /// For a term of one document: that document.
    package var singleDocument: UInt32 = 0
    /// For a term that occurs once in all: its position.
    package var singlePosition: UInt32 = 0

    /// Whether section `POST` holds something of the term.
    package func hasPostings(_ hasPositions: Bool) -> Bool {
        documentFrequency > 1 || (hasPositions && totalFrequency > 1)
    }
}
