import XML

/// The vocabulary of WSDL 1.1 (https://www.w3.org/TR/2001/NOTE-wsdl-20010315) and of what WCF adds to it.
enum WSDL {
    static let namespace = "http://schemas.xmlsoap.org/wsdl/"
    static let soap = "http://schemas.xmlsoap.org/wsdl/soap/"
    static let actions = "http://www.w3.org/2006/05/addressing/wsdl"
    static let policy = "http://schemas.xmlsoap.org/ws/2004/09/policy"
    static let security = "http://schemas.xmlsoap.org/ws/2005/07/securitypolicy"
    static let utility = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd"

    /// An element of WSDL.
    static func element(
        _ name: String, _ attributes: KeyValuePairs<String, String> = [:], _ children: [ElementNode] = []
    ) -> ElementNode {
        ElementNode(
            QualifiedName(namespace, name), attributes: attributes.map { .init(QualifiedName(nil, $0.key), $0.value) },
            children: children)
    }

    /// An element of its binding to SOAP 1.1.
    static func soapElement(_ name: String, _ attributes: KeyValuePairs<String, String>) -> ElementNode {
        ElementNode(
            QualifiedName(soap, name), attributes: attributes.map { .init(QualifiedName(nil, $0.key), $0.value) })
    }
}
