import Bytes
import Testing

@Suite("SHA-256")
struct SHA256Tests {
    /// The examples of FIPS 180-4's companion, and the document of *GraphQL over HTTP*, "SHA256 Hex Document Identifier".
    @Test(arguments: [
        ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        (
            "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
        ),
        (
            "query ($id: ID!) {\n  user(id: $id) {\n    name\n  }\n}",
            "7dba4bd717b41f10434822356a93c32b1fb4907b983e854300ad839f84cdcd6e"
        ),
        (
            String(repeating: "a", count: 1_000_000),
            "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"
        ),
    ])
    func `hashes are those of the standard's examples`(text: String, hash: String) {
        #expect(SHA256.hexadecimal(of: text.utf8) == hash)
    }

    @Test func `every length around a block's end is padded`() {
        let hashes = (50...70).map { SHA256.hexadecimal(of: Array(repeating: 97, count: $0)) }
        #expect(Set(hashes).count == 21)
        // By coreutils' sha256sum.
        #expect(hashes[5] == "9f4390f8d30c2dd92ec9f095b65e2b9ae9b0a925a5258e241c9f1e910f734318")
        #expect(hashes[6] == "b35439a4ac6f0948b6d6f9e3c6af0f5f590ce20f1bde7090ef7970686ec6738a")
        #expect(hashes[14] == "ffe054fe7ae0cb6dc65c3af9b61d5209f439851db43d0ba5997337df154668eb")
    }
}
