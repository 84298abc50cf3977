import Foundation

/// A CA of its own in a folder of its own, made with the `openssl` program.
final class TestAuthority {
    private let folder: URL

    init() throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "authority-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try ServerProcess.run(
            ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=Test CA"]
                + ["-keyout", path("ca.key"), "-out", certificate])
    }

    deinit {
        try? FileManager.default.removeItem(at: folder)
    }

    var certificate: String { path("ca.pem") }

    /// Issues a server certificate.
    ///
    /// - Parameters:
    ///   - name: a subject alternative name, as in `DNS:localhost`.
    ///   - days: until it expires; negative for one that has.
    /// - Returns: the paths of key and certificate.
    /// - Throws: when `openssl` fails.
    func issue(_ name: String, days: Int = 1) throws -> (key: String, certificate: String) {
        let (key, request, leaf) = (path("leaf.key"), path("leaf.csr"), path("leaf.pem"))
        try "subjectAltName=\(name)".write(toFile: path("leaf.ext"), atomically: false, encoding: .utf8)
        try ServerProcess.run(
            ["openssl", "req", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=server", "-keyout", key, "-out", request])
        try ServerProcess.run(
            [
                "openssl", "x509", "-req", "-in", request, "-CA", certificate, "-CAkey", path("ca.key"),
                "-CAcreateserial",
            ]
                + ["-days", "\(days)", "-extfile", path("leaf.ext"), "-out", leaf])
        return (key, leaf)
    }

    private func path(_ name: String) -> String {
        folder.appending(path: name).path
    }
}
