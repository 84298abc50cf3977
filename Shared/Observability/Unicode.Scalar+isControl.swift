extension Unicode.Scalar {
    /// Whether it ends a line or acts on a terminal instead of being shown: C0, DEL, C1, and Unicode's own separators
    /// of lines and paragraphs.
    var isControl: Bool {
        switch properties.generalCategory {
        case .control, .lineSeparator, .paragraphSeparator: true
        default: false
        }
    }
}
