import Configuration
import Cryptography
import Foundation

/// The content of a store: names in clear, values under data keys, data keys under the key-encryption key.
struct StoreFile: Codable, Hashable {
    static let format = "sage-secrets-1"
    /// The longest store, 16 MiB.
    ///
    /// That is a thousand secrets of 10 KiB. What is longer is no store, and would only fill the memory.
    static let byteLimit = 16 << 20
    /// What no count and no time of a store comes near.
    static let most = 1 << 53

    var format = Self.format
    /// Random, 32 hexadecimal digits: rows of another store are not taken.
    var store: String
    /// Counts the changes.
    var revision = 0
    var key: Key
    /// In the order of their names.
    var rows: [Row] = []
    /// Sealed nothing, bound to all of the above: no row can be taken away, added, or put back to an older version.
    var seal: Sealed

    /// Which key-encryption key the store is under.
    struct Key: Codable, Hashable {
        var id: String
        /// How it is made of a passphrase; `nil` for a key that is random itself.
        var passphrase: Passphrase?

        struct Passphrase: Codable, Hashable {
            var salt: Data
            var cost: Int
            var blockSize: Int
            var parallelism: Int

            var scrypt: Scrypt { Scrypt(cost: cost, blockSize: blockSize, parallelism: parallelism) }

            init(_ scrypt: Scrypt) throws(CryptographyError) {
                salt = Data(try randomBytes(16))
                cost = scrypt.cost
                blockSize = scrypt.blockSize
                parallelism = scrypt.parallelism
            }
        }
    }

    /// One secret.
    struct Row: Codable, Hashable {
        var name: String
        var kind: String
        /// From 1, counted anew for a name that was removed.
        var version: Int
        /// When this version came, in milliseconds since 1970.
        var created: Int64
        /// The data key, under the key-encryption key.
        var dataKey: Sealed
        /// The value, under the data key.
        var value: Sealed

        /// Whether the fields in clear can be those of a row: what is shown, or counted with, before it is proved.
        var isInForm: Bool {
            NameRule.secret.allows(name) && NameRule.secret.allows(kind) && (1..<StoreFile.most).contains(version)
                && (0..<Int64(StoreFile.most)).contains(created)
        }
    }

    /// A box, in base64.
    struct Sealed: Codable, Hashable {
        var nonce: Data
        var sealed: Data

        init(_ box: AuthenticatedEncryption.Box) {
            nonce = Data(box.nonce)
            sealed = Data(box.sealed)
        }

        var box: AuthenticatedEncryption.Box {
            AuthenticatedEncryption.Box(nonce: Array(nonce), sealed: Array(sealed))
        }
    }

    // MARK: What is bound to what

    func valueContext(_ row: Row) -> [UInt8] {
        BoundContext("sage-secrets value 1", store, row.name, row.kind, "\(row.version)").bytes
    }

    func dataKeyContext(_ row: Row) -> [UInt8] {
        BoundContext("sage-secrets data key 1", store, row.name, row.kind, "\(row.version)", key.id).bytes
    }

    var sealContext: [UInt8] {
        var context = BoundContext("sage-secrets seal 1", format, store, "\(revision)", key.id)
        if let made = key.passphrase {
            for number in [made.cost, made.blockSize, made.parallelism] { context.append("\(number)") }
            context.append(Array(made.salt))
        }
        context.append("\(rows.count)")
        for row in rows {
            for field in [row.name, row.kind, "\(row.version)", "\(row.created)"] { context.append(field) }
            for box in [row.dataKey.box, row.value.box] {
                context.append(box.nonce)
                context.append(box.sealed)
            }
        }
        return context.bytes
    }

    // MARK: As bytes

    /// Reads the bytes of a store.
    ///
    /// - Parameters:
    ///   - bytes: the whole file.
    ///   - path: where it is, for the error.
    /// - Throws: ``SecretStoreError`` with the code `damaged` or `newerFormat`.
    init(_ bytes: SecretBytes, path: String) throws(SecretStoreError) {
        struct Head: Decodable { var format: String }
        let data = bytes.withUnsafeBytes { Data($0) }
        let damaged = SecretStoreError(
            .damaged,
            "The store \(path) is cut off or damaged, and was left as it is. Put a copy of it in its place, or move it "
                + "away and begin anew with `secrets init` and `secrets set`.")
        guard let head = try? JSONDecoder().decode(Head.self, from: data) else { throw damaged }
        guard head.format == Self.format else {
            let isFormat = head.format.utf8.count <= 32 && NameRule.secret.allows(head.format)
            guard isFormat, head.format.hasPrefix("sage-secrets-") else { throw damaged }
            throw SecretStoreError(
                .newerFormat,
                "The store \(path) has the format \(head.format), and this version reads \(Self.format). Use the newer "
                    + "version.")
        }
        guard let file = try? JSONDecoder().decode(Self.self, from: data) else { throw damaged }
        let names = file.rows.map(\.name)
        guard Set(names).count == names.count, file.rows.allSatisfy(\.isInForm),
            (0..<Self.most).contains(file.revision),
            Self.isHexadecimal(file.store, 32), Self.isHexadecimal(file.key.id, 16),
            file.key.passphrase?.scrypt.isAllowed != false
        else { throw damaged }
        self = file
    }

    private static func isHexadecimal(_ text: String, _ count: Int) -> Bool {
        text.utf8.count == count
            && text.utf8.allSatisfy {
                (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0)
                    || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains($0)
            }
    }

    /// The store as bytes.
    ///
    /// - Throws: ``SecretStoreError`` with the code `tooLarge`.
    func bytes() throws(SecretStoreError) -> SecretBytes {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes, .prettyPrinted]
        guard let data = try? encoder.encode(self), data.count < Self.byteLimit else {
            throw SecretStoreError(
                .tooLarge,
                "The store would be longer than \(Self.byteLimit >> 20) MiB. Remove secrets that nobody needs.")
        }
        return SecretBytes(Array(data) + [UInt8(ascii: "\n")])
    }

    init(store: String, key: Key, seal: Sealed) {
        self.store = store
        self.key = key
        self.seal = seal
    }
}
