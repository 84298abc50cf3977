import BusinessObjects
import Foundation

/// A frame of the host, as `docs/boi-host-protocol.md` has them.
///
/// Everything in it is hostile input: every field may be missing, and texts are shown only through ``Shown``.
struct HostFrame: Decodable, Sendable {
    /// What an `error` and a `fatal` frame carry.
    struct Failure: Decodable, Sendable {
        var code: String
        var message: String
        var sageText: String?
        var hresult: String?
    }

    /// The request that runs, in a `pong`.
    struct Busy: Decodable, Sendable {
        var id: Int
        var call: String?
        var callMilliseconds: Double?
    }

    var type: String
    var id: Int?
    var value: HostValue?
    var error: Failure?
    var `protocol`: Int?
    var version: String?
    var bits: Int?
    var busy: Busy?
    var ended: Bool?
    var reason: String?
}

/// What a request was answered with; each verb has some of the fields.
struct HostValue: Decodable, Sendable {
    /// One column of `columns`.
    struct Column: Decodable, Sendable {
        var name: String
        var type: String
        var length: Int?
        var scale: Int?
    }

    /// The process that Sage runs in.
    struct Server: Decodable, Sendable {
        var process: String?
        var pid: Int?
    }

    var code: Int?
    var text: String?
    var locked: Bool?
    var object: Int?
    var name: String?
    var table: String?
    var columns: [Column]?
    var values: [String]?
    var records: [[String]]?
    var next: [String]?
    var now: String?
    var zone: String?
    var server: Server?
}

extension HostFrame {
    /// Reads the content of a frame.
    ///
    /// - Parameter content: the JSON.
    /// - Throws: ``FrameReader/Fault`` where it is not one.
    init(_ content: ArraySlice<UInt8>) throws(FrameReader.Fault) {
        do {
            self = try JSONDecoder().decode(HostFrame.self, from: Data(content))
        } catch {
            throw FrameReader.Fault(reason: "a frame that is not one of the protocol")
        }
    }
}
