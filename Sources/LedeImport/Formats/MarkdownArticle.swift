enum MarkdownArticle { static func fields(_ b: String) throws(RecordError) -> [RawField] { [] } }
