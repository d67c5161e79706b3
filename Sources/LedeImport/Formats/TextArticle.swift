enum TextArticle { static func fields(_ b: String) -> [RawField] { [] } }
