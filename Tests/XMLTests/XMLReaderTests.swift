import Foundation
import Testing
import XML

struct XMLReaderTests {
    @Test func elementsAttributesAndTextComeWithTheirNamespaces() throws {
        let root = try XMLReader.read(
            Data(
                """
                <?xml version="1.0" encoding="utf-8"?>
                <a:list xmlns:a="urn:a" xmlns="urn:b" n="1" a:m="&lt;2">
                  <item>x &amp; <![CDATA[<y>]]>&#233;</item><item/><none xmlns=""/>
                </a:list>
                """.utf8))
        #expect(root.name == QualifiedName("urn:a", "list"))
        #expect(root["n"] == "1")
        #expect(root[QualifiedName("urn:a", "m")] == "<2")
        #expect(root.children(QualifiedName("urn:b", "item")).map(\.text) == ["x & <y>é", ""])
        #expect(root.child(QualifiedName(nil, "none"))?.line == 3)
        #expect(root.children[0].resolve(" a:z ") == QualifiedName("urn:a", "z"))
        #expect(root.children[0].resolve("z") == QualifiedName("urn:b", "z"))
        #expect(root.children[2].resolve("z") == QualifiedName(nil, "z"))
        #expect(root.resolve("c:z") == nil)
        #expect(root.resolve("a:b:z") == nil)
    }

    @Test(arguments: [
        "", "   ", "<a>", "<a></b>", "<a/><b/>", "<a", "<a x='1' x='2'/>", "<a>&nbsp;</a>", "<p:a/>", "<a>&#0;</a>",
        "<a x='<'/>", "text", "<a>\u{1}</a>", "{\"a\":1}",
    ])
    func whatIsNotWellFormedIsRefused(_ text: String) {
        #expect(throws: XMLError.self) { try XMLReader.read(Data(text.utf8)) }
    }

    @Test(arguments: [
        #"<!DOCTYPE a><a/>"#,
        #"<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>"#,
        #"<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>"#,
        #"<!DOCTYPE a SYSTEM "http://127.0.0.1:1/a.dtd"><a/>"#,
        #"<!DOCTYPE a [<!ENTITY % p SYSTEM "http://127.0.0.1:1/p"> %p;]><a/>"#,
    ])
    func aDocumentTypeIsRefusedBeforeAnythingInItIsRead(_ text: String) {
        #expect(code(text) == .documentType)
    }

    @Test func entitiesThatGrowIntoGigabytesAreRefused() {
        var text = #"<!DOCTYPE a [<!ENTITY e0 "ha">"#
        for level in 1...30 { text += "<!ENTITY e\(level) \"&e\(level - 1);&e\(level - 1);\">" }
        #expect(code(text + "]><a>&e30;</a>") == .documentType)
    }

    @Test func eachLimitHoldsExactly() {
        var limits = XMLLimits()
        limits.depth = 3
        #expect(code("<a><a><a/></a></a>", limits) == nil)
        #expect(code("<a><a><a><a/></a></a></a>", limits) == .limit)
        limits = XMLLimits()
        limits.elements = 3
        #expect(code("<a><b/><b/></a>", limits) == nil)
        #expect(code("<a><b/><b/><b/></a>", limits) == .limit)
        limits = XMLLimits()
        limits.attributes = 1
        #expect(code("<a x='1' xmlns:p='urn:p'/>", limits) == nil)
        #expect(code("<a x='1' y='2'/>", limits) == .limit)
        #expect(code("<a xmlns:p='urn:p' xmlns:q='urn:q'/>", limits) == .limit)
        limits = XMLLimits()
        limits.attributeBytes = 4
        #expect(code("<a x='1234'/>", limits) == nil)
        #expect(code("<a x='12345'/>", limits) == .limit)
        #expect(code("<a xmlns='12345'/>", limits) == .limit)
        limits = XMLLimits()
        limits.textBytes = 4
        #expect(code("<a>12&amp;4</a>", limits) == nil)
        #expect(code("<a>12345</a>", limits) == .limit)
        #expect(code("<a>12<b/>345</a>", limits) == .limit)
        limits = XMLLimits()
        limits.bytes = 4
        #expect(code("<a/>", limits) == nil)
        #expect(code("<aa/>", limits) == .limit)
    }

    @Test func aMillionLevelsAreRefusedByTheirDepth() {
        #expect(code(String(repeating: "<a>", count: 1_000_000)) == .limit)
    }

    @Test func onlyUTF8AndUTF16AreTaken() throws {
        let sixteen = try #require("<a>é</a>".data(using: .utf16))
        #expect(try XMLReader.read(sixteen).text == "é")
        #expect(code(#"<?xml version="1.0" encoding="UTF-8"?><a/>"#) == nil)
        for name in ["ISO-8859-1", "UTF-7", "UTF-32", "EBCDIC-CP-US", "windows-1252"] {
            #expect(code("<?xml version='1.0' encoding='\(name)'?><a/>") == .encoding)
        }
        #expect(code(Data([0x3C, 0x61, 0x3E, 0xE9, 0x3C, 0x2F, 0x61, 0x3E])) == .encoding)
        #expect(code(try #require("<a/>".data(using: .utf32))) == .encoding)
        #expect(code(Data([0x4C, 0x6F, 0xA7, 0x94, 0x93])) == .encoding)
    }

    @Test func everyBeginningOfADocumentIsRefused() throws {
        let whole = Data(#"<?xml version="1.0"?><a x="1"><b>t</b></a>"#.utf8)
        #expect(throws: Never.self) { try XMLReader.read(whole) }
        for count in 0..<whole.count {
            #expect(throws: XMLError.self) { try XMLReader.read(whole.prefix(count)) }
        }
    }

    private func code(_ text: String, _ limits: XMLLimits = XMLLimits()) -> XMLError.Code? {
        code(Data(text.utf8), limits)
    }

    private func code(_ bytes: Data, _ limits: XMLLimits = XMLLimits()) -> XMLError.Code? {
        do {
            _ = try XMLReader.read(bytes, limits: limits)
            return nil
        } catch {
            return error.code
        }
    }
}
