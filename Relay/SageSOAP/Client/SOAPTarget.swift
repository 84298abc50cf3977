import Configuration
import WireProtocol

/// Where a call goes: a checked address, and a company that is served there.
package struct SOAPTarget: Hashable, Sendable {
    package let url: SageServerURL
    package let company: ServedCompany

    package init(url: SageServerURL, company: ServedCompany) {
        self.url = url
        self.company = company
    }
}
