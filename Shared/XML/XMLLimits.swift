/// How large a document may be: what is read is kept in memory as a whole.
package struct XMLLimits: Hashable, Sendable {
    /// Bytes of the document.
    ///
    /// A WSDL with its schemas has some hundred KiB; a sales order of 1,000 lines 2 MiB.
    package var bytes = 8 * 1024 * 1024
    /// Elements within each other.
    ///
    /// A SOAP answer needs 8, a schema 12; each level costs stack where a tree is walked.
    package var depth = 64
    /// Elements and attributes in all: each takes some 200 bytes, so that tags alone would fill the memory.
    package var nodes = 200_000
    /// Attributes of one element, and declarations of namespaces; a WSDL has some ten.
    ///
    /// It is looked at before the parser is: libxml2 compares each attribute of an element with all before it, which takes
    /// minutes for some hundred thousand.
    package var attributes = 64
    /// Declarations of namespaces that hold at one place; each name is looked for among them.
    package var declarations = 256
    /// Bytes of one namespace's name.
    package var namespaceBytes = 1024
    /// Bytes of one attribute's value.
    package var attributeBytes = 16 * 1024
    /// Bytes of the text of one element.
    ///
    /// Sage's longest column has 2,048 characters.
    package var textBytes = 256 * 1024

    package init() {}
}
