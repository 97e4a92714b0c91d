import TestSupport
import Testing

@testable import HTTP

@Suite("Static files")
struct StaticFilesTests {
    private static let script = String(repeating: "export const word = 1;\n", count: 50)

    /// The response to `GET path` of a server with a page, a part and a hidden file.
    private func get(_ path: String, _ fields: String = "") throws -> Answer {
        let folder = try TestFolder([
            "index.html": "the first page", "dashboard.html": "the dashboard", ".secret": "hidden",
        ])
        _ = try ChildProcess.require(["mkdir", "-p", folder.path + "/parts/x-1"])
        try folder.write("parts/x-1/x.js", Self.script)
        let files = try StaticFiles(folder: folder.path, headers: PageHeaders.all, immutable: "parts")
        let server = try TestServer { request, exchange in
            exchange.respond(files.response(to: request) ?? Response(status: 404, text: "none"))
        }
        defer { server.stop() }
        let answers = Client(port: server.port).exchange("GET \(path) HTTP/1.1\r\nHost: x\r\n\(fields)\r\n")
        return try #require(answers.first)
    }

    @Test(arguments: [
        ("/", "the first page"), ("/index.html", "the first page"), ("/dashboard", "the dashboard"),
        ("/dashboard.html", "the dashboard"),
    ])
    func `a page has a path without .html`(path: String, text: String) throws {
        let answer = try get(path)
        #expect(answer.status == 200)
        #expect(answer.text == text)
        #expect(answer.headers["content-type"] == "text/html; charset=utf-8")
    }

    @Test(arguments: ["/.secret", "/../index.html", "/%2e%2e/index.html", "/parts", "/parts/x-1/"])
    func `only the files found at start are served`(path: String) throws {
        #expect(try get(path).status != 200)
    }

    @Test func `a part is kept for a year, a page is checked again`() throws {
        #expect(try get("/parts/x-1/x.js").headers["cache-control"] == "public, max-age=31536000, immutable")
        #expect(try get("/").headers["cache-control"] == "no-cache")
    }

    @Test func `a known file is not sent again, compressed or not`() throws {
        for fields in ["", "Accept-Encoding: gzip\r\n"] {
            let first = try get("/parts/x-1/x.js", fields)
            #expect(first.headers["content-encoding"] == (fields.isEmpty ? nil : "gzip"))
            let tag = try #require(first.headers["etag"])
            let second = try get("/parts/x-1/x.js", fields + "If-None-Match: \(tag)\r\n")
            #expect(second.status == 304)
            #expect(second.body.isEmpty)
        }
    }

    @Test func `each response has the policy that refuses inline scripts, eval and other origins`() throws {
        let policy = try #require(try get("/").headers["content-security-policy"])
        #expect(policy.contains("default-src 'none'; script-src 'self'; style-src 'self';"))
        #expect(policy.hasSuffix("require-trusted-types-for 'script'"))
        #expect(!policy.contains("unsafe-eval"))
    }
}
