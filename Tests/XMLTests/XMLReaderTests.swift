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
        limits.nodes = 3
        #expect(code("<a><b/><b/></a>", limits) == nil)
        #expect(code("<a><b c=''/></a>", limits) == nil)
        #expect(code("<a><b/><b/><b/></a>", limits) == .limit)
        #expect(code("<a><b c=''/><b/></a>", limits) == .limit)
        limits = XMLLimits()
        limits.attributes = 1
        #expect(code("<a x='1' xmlns:p='urn:p'/>", limits) == nil)
        #expect(code("<a x='1' y='2'/>", limits) == .limit)
        #expect(code("<a xmlns:p='urn:p' xmlns:q='urn:q'/>", limits) == .limit)
        limits = XMLLimits()
        limits.attributeBytes = 4
        #expect(code("<a x='1234'/>", limits) == nil)
        #expect(code("<a x='12345'/>", limits) == .limit)
        limits = XMLLimits()
        limits.namespaceBytes = 4
        #expect(code("<a xmlns='1234'/>", limits) == nil)
        #expect(code("<a xmlns='12345'/>", limits) == .limit)
        limits = XMLLimits()
        limits.declarations = 3
        #expect(code("<a xmlns:b='b' xmlns:c='c'><a xmlns:d='d'/><a xmlns:d='d'/></a>", limits) == nil)
        #expect(code("<a xmlns:b='b' xmlns:c='c'><a xmlns:d='d' xmlns:e='e'/></a>", limits) == .limit)
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

    @Test func attributesWithoutEndAreRefusedBeforeTheParserComparesThem() {
        // libxml2 alone takes minutes for it.
        var text = "<a"
        for number in 0..<850_000 { text += " a\(number)=''" }
        #expect(code(text + "/>") == .limit)
        #expect(code("<a \(text.dropFirst(2).replacing("a", with: "xmlns:a"))/>") == .limit)
    }

    @Test(arguments: [
        "<a b='\"' c='>' d=\"'=='\"/>", "<a><!-- <b c= = = = --><![CDATA[<b = = = =>]]><?p <b = = = ?>= = = =</a>",
        "<a b = '1'>= = = = = =</a>",
    ])
    func equalsSignsOfOthersAreNoAttributes(_ text: String) {
        var limits = XMLLimits()
        limits.attributes = 3
        #expect(code(text, limits) == nil)
    }

    @Test func namespacesOfManyElementsAreKeptOnce() throws {
        let before = try peakMemory()
        let long = String(repeating: "n", count: 1024)
        let many = "<a xmlns='\(long)'>" + String(repeating: "<b/>", count: 190_000) + "</a>"
        #expect(try XMLReader.read(Data(many.utf8)).children.count == 190_000)
        var declaring = ""
        for number in 0..<60 { declaring += " xmlns:n\(number)='urn:\(number)'" }
        let nested =
            "<a\(declaring)>" + String(repeating: "<b xmlns='c'/>", count: 90_000) + "</a>"
        #expect(try XMLReader.read(Data(nested.utf8)).children.count == 90_000)
        // With the name, or the namespaces in scope, at each element it would be hundreds of MiB.
        #expect(try peakMemory() - before < 250 * 1024)
    }

    /// KiB.
    private func peakMemory() throws -> Int {
        let status = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
        return try #require(status.firstMatch(of: /VmHWM:\s+(\d+) kB/).flatMap { Int($0.1) })
    }

    @Test func manyThreadsMayReadFirst() async throws {
        let texts = try await withThrowingTaskGroup(of: String.self) { group in
            for number in 0..<16 {
                group.addTask { try XMLReader.read(Data("<a>\(number)</a>".utf8)).text }
            }
            return try await group.reduce(into: Set<String>()) { $0.insert($1) }
        }
        #expect(texts.count == 16)
    }

    @Test func anEncodingIsFoundWhereverTheDeclarationHasIt() throws {
        let blanks = String(repeating: " ", count: 300)
        #expect(code("<?xml version='1.0'\(blanks)encoding='ISO-8859-1'?><a/>") == .encoding)
        #expect(code("<?xml version='1.0'\(blanks)encoding='UTF-8'?><a/>") == nil)
        #expect(code("<?xml version='1.0'" + String(repeating: " ", count: 1024) + "?><a/>") == .malformed)
        #expect(code("<?xml version='1.1'?><a/>") == .malformed)
        for (name, expected) in [("UTF-16", nil), ("UTF-7", XMLError.Code.encoding), ("UTF-8", .encoding)] {
            let sixteen = try #require("<?xml version='1.0' encoding='\(name)'?><a>é</a>".data(using: .utf16))
            #expect(code(sixteen) == expected)
        }
        #expect(code("<?xml version='1.0' encoding='UTF-16'?><a/>") == .encoding)
    }

    @Test func brokenUTF16IsRefusedInBothOrders() throws {
        #expect(try XMLReader.read(Data([0xFE, 0xFF, 0, 0x3C, 0, 0x61, 0, 0x2F, 0, 0x3E])).name.local == "a")
        #expect(code(Data([0xFE, 0xFF, 0, 0x3C, 0, 0x61, 0, 0x3E, 0xD8, 0, 0, 0x7A])) == .encoding)
        #expect(code(Data([0xFF, 0xFE, 0x3C, 0, 0x61, 0, 0x2F, 0, 0x3E])) == .encoding)
    }

    @Test func anErrorQuotesNoText() throws {
        do {
            _ = try XMLReader.read(Data("<a><b>secret-51</b><c>&#0;secret-52</c>".utf8))
        } catch {
            #expect(!error.description.contains("secret"))
        }
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
