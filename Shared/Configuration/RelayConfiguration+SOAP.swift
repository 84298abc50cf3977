extension RelayConfiguration.SOAP {
    init(_ section: Section) {
        place = section.place
        let text = section.required("url", ValueType<String>.serverURL)
        let allowance = SageServerURL.Allowance(
            plainHTTP: section.value("allow-http", .bool, default: "false"),
            privateAddresses: section.value("allow-private-addresses", .bool, default: "false"))
        let pin = section.optional("pin", .text("sha256// and base64", maximum: 64))
        credentials = section.required("credentials", .secret)
        certificateBundle = section.optional("certificate-bundle", .file, otherwise: "the system's")
        deadline = section.value("deadline", .duration(.seconds(1) ... .seconds(600)), default: "60s")
        contacts = section.value("contacts", .bool, default: "true")
        guard !text.isEmpty else { return }
        do throws(SageServerURL.Fault) {
            url = try SageServerURL(text, allowing: allowance, pin: pin)
        } catch {
            section.conflict(at: error.isAboutPin ? "pin" : "url", error.problem, expected: error.expected)
        }
    }
}

extension ValueType<String> {
    /// A URL of Sage's; what it must be depends on the keys beside it.
    fileprivate static var serverURL: Self { .text("URL, https://host[:port]/path", maximum: 1000) }
}
