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
/// Broken pages are repaired, nothing is loaded from elsewhere, and nothing is printed.
/// - Invariant: a tree lives only within ``read(_:encoding:visit:)``, and no pointer into it leaves the function.
enum HTMLDocument {
    private static let isReady: Bool = {
        xmlInitParser()
        return true
    }()

    /// Walks through a page.
    ///
    /// - Parameters:
    ///   - encoding: the name of the bytes' encoding, or nil to let the parser find out.
    ///   - visit: called with every element and text. The walk keeps no stack, so depth costs nothing.
    /// - Returns: false when not even an empty page could be made of the bytes.
    /// - Throws: ``RecordError`` where bytes are not text of the encoding: the parser would pass over all that follows.
    static func read(
        _ bytes: [UInt8], encoding: String?, visit: (HTMLEvent) -> Void
    ) throws(RecordError) -> Bool {
        guard isReady, let count = Int32(exactly: bytes.count) else { return false }
        let options =
            HTML_PARSE_RECOVER.rawValue | HTML_PARSE_NOERROR.rawValue | HTML_PARSE_NOWARNING.rawValue
            | HTML_PARSE_NONET.rawValue
        var isCut = false
        let tree = withUnsafeMutablePointer(to: &isCut) { isCut in
            // Without a handler, which is the thread's own, errors of encodings are printed whatever the options say.
            xmlSetStructuredErrorFunc(isCut) { isCut, error in
                let codes = [XML_I18N_CONV_FAILED, XML_IO_ENCODER].map { Int32($0.rawValue) }
                if let error, codes.contains(error.pointee.code) {
                    isCut?.assumingMemoryBound(to: Bool.self).pointee = true
                }
            }
            defer { xmlSetStructuredErrorFunc(nil, nil) }
            return bytes.withUnsafeBytes {
                htmlReadMemory(
                    $0.bindMemory(to: CChar.self).baseAddress, count, nil, encoding, Int32(bitPattern: options))
            }
        }
        guard let tree else { return false }
        defer { xmlFreeDoc(tree) }
        if isCut {
            throw RecordError(reason: "is not in the encoding that it declares\(encoding.map { ", \($0)" } ?? "")")
        }
        var current = xmlDocGetRootElement(tree)
        while let node = current {
            if node.pointee.type == XML_ELEMENT_NODE {
                visit(.open(name: name(node.pointee.name), attributes: attributes(node)))
                if let child = node.pointee.children {
                    current = child
                    continue
                }
                visit(.close(name: name(node.pointee.name)))
            } else if node.pointee.type == XML_TEXT_NODE || node.pointee.type == XML_CDATA_SECTION_NODE,
                let content = node.pointee.content
            {
                visit(.text(string(content)))
            }
            current = following(node, visit)
        }
        return true
    }

    /// The node behind a node and its children; elements that end on the way are closed.
    private static func following(_ node: xmlNodePtr, _ visit: (HTMLEvent) -> Void) -> xmlNodePtr? {
        var node = node
        while true {
            if let next = node.pointee.next { return next }
            guard let parent = node.pointee.parent, parent.pointee.type == XML_ELEMENT_NODE else { return nil }
            visit(.close(name: name(parent.pointee.name)))
            node = parent
        }
    }

    private static func attributes(_ node: xmlNodePtr) -> [String: String] {
        var attributes: [String: String] = [:]
        var next = node.pointee.properties
        while let attribute = next {
            // The parser puts each value into one text node.
            let value = attribute.pointee.children?.pointee.content
            attributes[name(attribute.pointee.name)] = value.map { string($0) } ?? ""
            next = attribute.pointee.next
        }
        return attributes
    }

    private static func name(_ text: UnsafePointer<xmlChar>?) -> String {
        text.map { string($0).lowercased() } ?? ""
    }

    private static func string(_ text: UnsafePointer<xmlChar>) -> String { String(cString: text) }
}
