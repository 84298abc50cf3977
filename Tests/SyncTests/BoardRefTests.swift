import Foundation
import Sync
import Testing
import WireProtocol

/// What boards are called.
struct BoardRefTests {
    @Test(arguments: [("acme/ap-invoices", 1), ("acme/ap-invoices/2", 2), ("acme/ap-invoices/10", 10)])
    func `a name is read as it is written`(text: String, volume: Int) throws {
        let ref = try #require(BoardRef(text: text))
        #expect(ref == BoardRef(connection: "acme", kind: .apInvoice, volume: volume) && ref.text == text)
        #expect(try JSONDecoder().decode(BoardRef.self, from: JSONEncoder().encode(ref)) == ref)
    }

    @Test(arguments: [
        "acme", "acme/invoices", "/ap-invoices", "acme/ap-invoices/", "acme/ap-invoices/1", "acme/ap-invoices/0",
        "acme/ap-invoices/-2", "acme/ap-invoices/02", "acme/ap-invoices/2/3", "acme/ap-invoices/x",
    ])
    func `anything else names no board`(text: String) {
        #expect(BoardRef(text: text) == nil)
    }

    @Test func `what was written before there were several boards of a kind is read`() throws {
        let kind = String(decoding: try JSONEncoder().encode(RecordKind.apInvoice), as: UTF8.self)
        let ref = try JSONDecoder().decode(BoardRef.self, from: Data(#"{"connection":"acme","kind":\#(kind)}"#.utf8))
        #expect(ref.text == "acme/ap-invoices")
    }
}
