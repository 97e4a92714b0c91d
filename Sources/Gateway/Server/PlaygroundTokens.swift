import Bytes
import HTTP
import JSON
import JWT
import Planner

/// What the pages request of the gateway: the graph's roles, the questions of the gallery, and a token for a role.
///
/// Tokens are signed with the private development key, which only a gateway over its private database has.
struct PlaygroundTokens {
    /// The development key; `nil` if tokens come from elsewhere.
    let secret: [UInt8]?
    let roles: [Role]
    /// The questions of the gallery, a JSON array.
    let questions: JSONValue

    /// - Parameters:
    ///   - secret: the development key; `nil` if tokens come from elsewhere.
    ///   - files: those of the pages; each `gallery/*.graphql` is a question.
    init(secret: [UInt8]?, roles: [Role], files: [StaticFiles] = []) {
        self.secret = secret
        self.roles = roles
        let folder = "/gallery/"
        let ending = ".graphql"
        questions = .array(
            files.flatMap { files in
                files.paths.compactMap { path in
                    guard path.hasPrefix(folder), path.hasSuffix(ending), let text = files.text(at: path)
                    else {
                        return nil
                    }
                    var question = JSONValue.Object()
                    question.set(
                        "name",
                        to: .string(String(path.dropFirst(folder.count).dropLast(ending.count)))
                    )
                    question.set("text", to: .string(text))
                    return .object(question)
                }
            }
        )
    }

    /// The address of the graph, the roles that a token can be had for, and the questions of the gallery.
    func configuration() -> Response {
        let named = secret == nil ? [] : roles.filter { !$0.isAnonymous }
        var configuration = JSONValue.Object()
        configuration.set("endpoint", to: .string("/graphql"))
        configuration.set("roles", to: .array(named.map { .string($0.name) }))
        configuration.set("questions", to: questions)
        return json(.object(configuration))
    }

    /// A token for the role that the query names, as `role`, and for the person that it names, as `sub`.
    ///
    /// The person is a raw key or a global id. Only a page of this gateway at a local address gets a token.
    func token(_ request: borrowing Request) -> Response {
        guard let secret else {
            return Response(status: 404, text: "This gateway signs no tokens; ask the issuer for one.")
        }
        guard !CrossSite.isRefused(request, cors: nil), isLocal(request.headerText("host")) else {
            return Response(status: 403, text: "Only this gateway's own page gets a token.")
        }
        let parameters = request.queryParameters ?? []
        let name = parameters.first { $0.name == "role" }?.value ?? ""
        let subject = parameters.first { $0.name == "sub" }.map { DevelopmentToken.key(of: $0.value) }
        guard let role = roles.first(where: { $0.name == name && !$0.isAnonymous }) else {
            return Response(status: 404, text: "There is no such role.")
        }
        do throws(KeySetError) {
            let token = try DevelopmentToken.text(
                role: role.name,
                claims: subject.map { [("sub", .string($0))] } ?? [],
                secret: secret,
                lifetime: .seconds(3600)
            )
            var answer = JSONValue.Object()
            answer.set("token", to: .string(token))
            return json(.object(answer))
        } catch {
            return Response(status: 500, text: "The token could not be signed.")
        }
    }

    /// Whether `host` names this machine; another name that leads here is an attack by DNS rebinding.
    private func isLocal(_ host: String?) -> Bool {
        let name = host.map { $0.hasPrefix("[") ? $0.prefix { $0 != "]" } + "]" : $0.prefix { $0 != ":" } }
        return ["localhost", "127.0.0.1", "[::1]"].contains(name)
    }

    /// A response that no cache keeps.
    private func json(_ value: JSONValue) -> Response {
        var body = ByteBuffer(capacity: 256)
        JSONWriter.write(value, into: &body)
        return Response(
            status: 200,
            contentType: "application/json; charset=utf-8",
            headers: [ResponseHeader("Cache-Control", "no-store")],
            body: body
        )
    }
}
