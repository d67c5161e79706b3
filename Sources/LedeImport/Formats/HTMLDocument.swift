internal import CXML2

/// A part of a page, in the order of its source.
enum HTMLEvent {
    /// An element begins. Names of elements and attributes are in small letters.
    case open(name: String, attributes: [String: String])
    case text(String)
    case close(name: String)
}

/// libxml2's HTML parser behind a safe face; the only file that holds its pointers.
///
/// Broken pages are repaired, nothing is loaded from elsewhere, and nothing is printed. The parser calls for each part as
/// it comes upon it and makes no tree, which would take forty times the bytes of the page.
/// - Invariant: no pointer that the parser gives leaves the call that it was given to.
enum HTMLDocument {
    private static let isReady: Bool = {
        xmlInitParser()
        return true
    }()

    /// What the parser's calls lead to, one page long.
    private struct Reading {
        let visit: (HTMLEvent) -> Void
        /// Whether bytes were met that are not text of the encoding.
        var isCut = false
    }

    /// Walks through a page.
    ///
    /// - Parameters:
    ///   - encoding: the name of the bytes' encoding, or nil to let the parser find out.
    ///   - visit: called with every element and text, a text in one or several pieces.
    /// - Returns: false when nothing can be made of the bytes.
    /// - Throws: ``RecordError`` where bytes are not text of the encoding: the parser would pass over all that follows.
    static func read(
        _ bytes: [UInt8], encoding: String?, visit: (HTMLEvent) -> Void
    ) throws(RecordError) -> Bool {
        if hasTooManyAttributes(bytes) {
            throw RecordError(reason: "has a tag of more than \(maximumAttributes) attributes")
        }
        guard isReady, let count = Int32(exactly: bytes.count), let parser = htmlNewParserCtxt() else { return false }
        defer { htmlFreeParserCtxt(parser) }
        let isCut = withoutActuallyEscaping(visit) { visit in
            var reading = Reading(visit: visit)
            withUnsafeMutablePointer(to: &reading) { reading in
                // Without a handler, which is the thread's own, errors of encodings are printed whatever the options say.
                xmlSetStructuredErrorFunc(reading) { reading, error in
                    let codes = [XML_I18N_CONV_FAILED, XML_IO_ENCODER].map { Int32($0.rawValue) }
                    if let error, codes.contains(error.pointee.code) {
                        HTMLDocument.reading(reading)?.pointee.isCut = true
                    }
                }
                defer { xmlSetStructuredErrorFunc(nil, nil) }
                parser.pointee.userData = UnsafeMutableRawPointer(reading)
                setCalls(of: parser.pointee.sax)
                let options =
                    HTML_PARSE_RECOVER.rawValue | HTML_PARSE_NOERROR.rawValue | HTML_PARSE_NOWARNING.rawValue
                    | HTML_PARSE_NONET.rawValue
                bytes.withUnsafeBytes {
                    let tree = htmlCtxtReadMemory(
                        parser, $0.bindMemory(to: CChar.self).baseAddress, count, nil, encoding,
                        Int32(bitPattern: options))
                    if let tree { xmlFreeDoc(tree) }
                }
            }
            return reading.isCut
        }
        if isCut {
            throw RecordError(reason: "is not in the encoding that it declares\(encoding.map { ", \($0)" } ?? "")")
        }
        return true
    }

    /// The parser compares each attribute of a tag with all before it, so that its time would grow with their square.
    private static let maximumAttributes = 1000

    /// Whether one tag has more attributes than are read. Zeroes, as in UTF-16, are passed over.
    private static func hasTooManyAttributes(_ bytes: [UInt8]) -> Bool {
        var isInTag = false
        var quote: UInt8?
        var previous: UInt8 = 0
        var words = 0
        for byte in bytes where byte != 0 {
            defer { if byte > 0x20 || previous != UInt8(ascii: "=") { previous = byte } }
            if let open = quote {
                if byte == open { quote = nil }
            } else if !isInTag {
                let isLetter = UInt8(ascii: "a")...UInt8(ascii: "z") ~= byte | 0x20
                isInTag = previous == UInt8(ascii: "<") && isLetter
                words = 0
            } else if byte == UInt8(ascii: ">") {
                isInTag = false
            } else if previous == UInt8(ascii: "="), byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") {
                quote = byte
            } else if byte <= 0x20 || byte == UInt8(ascii: "/") || byte == UInt8(ascii: "=") {
                // An attribute has a space, a slash or the end of a value before it, and at most an equals sign within.
                if previous > 0x20, byte != UInt8(ascii: "=") { words += 1 }
                if words > maximumAttributes { return true }
            } else if previous == UInt8(ascii: "\"") || previous == UInt8(ascii: "'") {
                words += 1
                if words > maximumAttributes { return true }
            }
        }
        return false
    }

    /// Has the parser tell of elements and text, and of nothing else.
    private static func setCalls(of calls: UnsafeMutablePointer<htmlSAXHandler>?) {
        guard let calls else { return }
        calls.pointee = htmlSAXHandler()
        calls.pointee.startElement = { reading, name, attributes in
            HTMLDocument.reading(reading)?.pointee.visit(
                .open(name: HTMLDocument.name(name), attributes: HTMLDocument.attributes(attributes)))
        }
        calls.pointee.endElement = { reading, name in
            HTMLDocument.reading(reading)?.pointee.visit(.close(name: HTMLDocument.name(name)))
        }
        let text: charactersSAXFunc = { reading, start, count in
            guard let start, count > 0 else { return }
            let bytes = UnsafeBufferPointer(start: start, count: Int(count))
            HTMLDocument.reading(reading)?.pointee.visit(.text(String(decoding: bytes, as: UTF8.self)))
        }
        calls.pointee.characters = text
        calls.pointee.ignorableWhitespace = text
        calls.pointee.cdataBlock = text
    }

    private static func reading(_ data: UnsafeMutableRawPointer?) -> UnsafeMutablePointer<Reading>? {
        data?.assumingMemoryBound(to: Reading.self)
    }

    /// Names and values by turns, ended by a null; an attribute without a value has a null in its place.
    private static func attributes(
        _ list: UnsafeMutablePointer<UnsafePointer<xmlChar>?>?
    ) -> [String: String] {
        var attributes: [String: String] = [:]
        guard var next = list else { return attributes }
        while let name = next.pointee {
            let known = attributes.updateValue(next[1].map { String(cString: $0) } ?? "", forKey: self.name(name))
            // Of two the first counts, as in a browser.
            if let known { attributes[self.name(name)] = known }
            next += 2
        }
        return attributes
    }

    private static func name(_ text: UnsafePointer<xmlChar>?) -> String {
        text.map { String(cString: $0).lowercased() } ?? ""
    }
}
