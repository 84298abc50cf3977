/// The namespaces of the specifications that a contract and its messages are written in.
enum SOAPNamespace {
    /// SOAP 1.1, section 4.
    static let envelope = "http://schemas.xmlsoap.org/soap/envelope/"
    /// SOAP 1.2, whose envelopes are not taken.
    static let envelope12 = "http://www.w3.org/2003/05/soap-envelope"
    /// WSDL 1.1, section 2.
    static let wsdl = "http://schemas.xmlsoap.org/wsdl/"
    /// WSDL 1.1, section 3: the binding to SOAP 1.1.
    static let binding = "http://schemas.xmlsoap.org/wsdl/soap/"
    /// The transport of ``binding``.
    static let http = "http://schemas.xmlsoap.org/soap/http"
    static let schema = "http://www.w3.org/2001/XMLSchema"
    static let instance = "http://www.w3.org/2001/XMLSchema-instance"
    /// References between objects, as .NET's DataContractSerializer writes them where a type asks for it.
    static let serialization = "http://schemas.microsoft.com/2003/10/Serialization/"
}
