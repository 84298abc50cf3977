import Foundation
import Testing
import XML

struct XMLWriterTests {
    private let root = ElementNode(
        QualifiedName("urn:a", "list"), attributes: [.init(QualifiedName("urn:i", "nil"), "a \"<&\t")],
        children: [
            ElementNode(QualifiedName("urn:b", "item"), text: "<x> & \r\n é", children: []),
            ElementNode(QualifiedName(nil, "plain")),
        ])

    @Test func whatIsWrittenIsReadAgain() throws {
        let bytes = try XMLWriter.write(root, prefixes: ["urn:a": "a", "urn:i": "i"])
        let read = try XMLReader.read(bytes)
        #expect(read.name == root.name)
        #expect(read.attributes == root.attributes)
        #expect(read.children.map(\.name) == root.children.map(\.name))
        #expect(read.children[0].text == root.children[0].text)
    }

    @Test func theFormIsTheOneThatIsExpected() throws {
        let bytes = try XMLWriter.write(root, prefixes: ["urn:a": "a", "urn:i": "i"])
        #expect(
            String(decoding: bytes, as: UTF8.self) == """
                <?xml version="1.0" encoding="UTF-8"?>
                <a:list xmlns:a="urn:a" xmlns:i="urn:i" i:nil="a &quot;&lt;&amp;&#9;"><item xmlns="urn:b">\
                &lt;x&gt; &amp; &#13;
                 é</item><plain/></a:list>

                """)
    }

    @Test(arguments: ["\0", "\u{8}", "a\u{1F}b", "\u{FFFE}", "\u{FFFF}"])
    func aTextThatXMLCannotHoldIsRefused(_ text: String) {
        #expect(throws: XMLError.self) { try XMLWriter.write(ElementNode(QualifiedName(nil, "a"), text: text)) }
    }

    @Test(arguments: ["", "a b", "1a", "a:b", "a>", "a\0b"])
    func aNameThatIsNoneIsRefused(_ name: String) {
        #expect(throws: XMLError.self) { try XMLWriter.write(ElementNode(QualifiedName(nil, name))) }
    }

    @Test func anAttributeWhoseNamespaceHasNoPrefixIsRefused() {
        #expect(throws: XMLError.self) { try XMLWriter.write(root, prefixes: ["urn:a": "a"]) }
    }
}
