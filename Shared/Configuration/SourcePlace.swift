/// A place in a configuration file.
package struct SourcePlace: Hashable, Sendable, CustomStringConvertible {
    /// The file's path, as it was given.
    package var file: String
    /// The line, from 1; 0 where the fault is the file itself.
    package var line: Int
    /// The column in Unicode scalars, from 1; 0 where the fault is the file itself.
    package var column: Int

    package init(file: String, line: Int = 0, column: Int = 0) {
        self.file = file
        self.line = line
        self.column = column
    }

    /// `file:line:column`, or the file alone.
    package var description: String {
        line == 0 ? file : "\(file):\(line):\(column)"
    }
}
