enum HTMLArticle { static func fields(_ b: [UInt8]) throws(RecordError) -> [RawField] { [] } }
