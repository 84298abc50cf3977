import Foundation
import Testing

@testable import Cryptography

struct AuthenticatedEncryptionTests {
    private let key = SecretBytes(Array(0..<32))
    private let text = SecretBytes("a secret")
    private let context = Array("place 1".utf8)

    private func bytes(_ hexadecimal: String) -> [UInt8] {
        var rest = Substring(hexadecimal)
        var bytes: [UInt8] = []
        while !rest.isEmpty {
            bytes.append(UInt8(rest.prefix(2), radix: 16) ?? 0)
            rest = rest.dropFirst(2)
        }
        return bytes
    }

    private func array(_ secret: SecretBytes) -> [UInt8] { secret.withUnsafeBytes { Array($0) } }

    /// McGrew and Viega, "The Galois/Counter Mode of Operation", appendix B, cases 13, 14 and 16.
    @Test(arguments: [
        (
            "0000000000000000000000000000000000000000000000000000000000000000", "000000000000000000000000", "", "",
            "", "530f8afbc74536b9a963b4f1c4cb738b"
        ),
        (
            "0000000000000000000000000000000000000000000000000000000000000000", "000000000000000000000000",
            "00000000000000000000000000000000", "", "cea7403d4d606b6e074ec5d3baf39d18",
            "d0d1c8a799996bf0265b98b5d48ab919"
        ),
        (
            "feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308", "cafebabefacedbaddecaf888",
            "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e2449a6b525"
                + "b16aedf5aa0de657ba637b39", "feedfacedeadbeeffeedfacedeadbeefabaddad2",
            "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa8cb08e48590dbb3da7b08b1056828838"
                + "c5f61e6393ba7a0abcc9f662", "76fc6ece0f4e1768cddf8853bb2d551b"
        ),
    ])
    func `known answers come out`(
        key: String, nonce: String, text: String, context: String, cipher: String, tag: String
    ) throws {
        let key = SecretBytes(bytes(key))
        let box = try AuthenticatedEncryption.seal(
            SecretBytes(bytes(text)), key: key, context: bytes(context), nonce: bytes(nonce))
        #expect(box.sealed == bytes(cipher + tag))
        #expect(array(try AuthenticatedEncryption.open(box, key: key, context: bytes(context))) == bytes(text))
    }

    @Test func `a box opens with its key in its place, and no two are alike`() throws {
        let first = try AuthenticatedEncryption.seal(text, key: key, context: context)
        let second = try AuthenticatedEncryption.seal(text, key: key, context: context)
        #expect(first.nonce != second.nonce && first.sealed != second.sealed)
        #expect(try AuthenticatedEncryption.open(first, key: key, context: context).isEqual(to: text))
    }

    @Test func `another key, place, nonce, or any changed byte is refused`() throws {
        let box = try AuthenticatedEncryption.seal(text, key: key, context: context)
        func code(_ box: AuthenticatedEncryption.Box, _ key: SecretBytes, _ context: [UInt8]) -> CryptographyError.Code?
        {
            #expect(throws: CryptographyError.self) {
                try AuthenticatedEncryption.open(box, key: key, context: context)
            }?.code
        }
        #expect(code(box, try AuthenticatedEncryption.makeKey(), context) == .notAuthentic)
        #expect(code(box, key, Array("place 2".utf8)) == .notAuthentic)
        #expect(code(box, key, []) == .notAuthentic)
        for index in box.sealed.indices {
            var changed = box
            changed.sealed[index] ^= 1
            #expect(code(changed, key, context) == .notAuthentic)
        }
        for index in box.nonce.indices {
            var changed = box
            changed.nonce[index] ^= 0x80
            #expect(code(changed, key, context) == .notAuthentic)
        }
        for count in 0..<box.sealed.count {
            var cut = box
            cut.sealed.removeLast(box.sealed.count - count)
            #expect(code(cut, key, context) == .notAuthentic)
        }
        var short = box
        short.nonce.removeLast()
        #expect(code(short, key, context) == .notAuthentic)
    }
}

struct ScryptTests {
    /// RFC 7914, section 12, the second and third vectors.
    @Test(arguments: [
        (
            "password", "NaCl", Scrypt(cost: 1024, blockSize: 8, parallelism: 16),
            "fdbabe1c9d3472007856e7190d01e9fe7c6ad7cbc8237830e77376634b3731622eaf30d92e22a3886ff109279d9830da"
                + "c727afb94a83ee6d8360cbdfa2cc0640"
        ),
        (
            "pleaseletmein", "SodiumChloride", Scrypt(cost: 16384, blockSize: 8, parallelism: 1),
            "7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2d5432955613f0fcf62d49705242a9af9"
                + "e61e85dc0d651e40dfcf017b45575887"
        ),
    ])
    func `known answers come out`(passphrase: String, salt: String, scrypt: Scrypt, key: String) throws {
        let found = try scrypt.key(of: SecretBytes(passphrase), salt: Array(salt.utf8), byteCount: 64)
        #expect(found.withUnsafeBytes { Array($0).hexadecimal } == key)
    }

    @Test(arguments: [
        Scrypt(cost: 0, blockSize: 8, parallelism: 1), Scrypt(cost: 1, blockSize: 8, parallelism: 1),
        Scrypt(cost: 1000, blockSize: 8, parallelism: 1), Scrypt(cost: -1024, blockSize: 8, parallelism: 1),
        Scrypt(cost: 1024, blockSize: 0, parallelism: 1), Scrypt(cost: 1024, blockSize: 8, parallelism: 0),
        Scrypt(cost: 1 << 24, blockSize: 8, parallelism: 1), Scrypt(cost: .max, blockSize: .max, parallelism: .max),
    ])
    func `parameters out of bounds are refused before memory is taken`(scrypt: Scrypt) {
        let error = #expect(throws: CryptographyError.self) {
            try scrypt.key(of: SecretBytes("x"), salt: [1])
        }
        #expect(error?.code == .configurationInvalid)
    }

    @Test func `the usual parameters are allowed`() { #expect(Scrypt.usual.isAllowed) }
}

struct SecretBytesTests {
    @Test func `secret bytes do not show themselves`() {
        let secret = SecretBytes("sensitive")
        var dumped = ""
        dump(secret, to: &dumped)
        for shown in ["\(secret)", String(reflecting: secret), "\([secret])", dumped] {
            #expect(!shown.contains("sensitive") && !shown.contains("115"))
        }
    }

    @Test func `only what was written counts, and equal bytes are equal`() {
        let part = SecretBytes(capacity: 64) { buffer in
            buffer[0] = 7
            return 1
        }
        #expect(part.count == 1)
        #expect(part.isEqual(to: SecretBytes([7])))
        #expect(!part.isEqual(to: SecretBytes([7, 0])))
        #expect(!part.isEqual(to: SecretBytes([8])))
        #expect(SecretBytes("").count == 0)
    }

    @Test func `an error while it is written comes through`() {
        struct Failure: Error {}
        #expect(throws: Failure.self) {
            try SecretBytes(capacity: 4) { (_) throws(Failure) -> Int in throw Failure() }
        }
    }
}
