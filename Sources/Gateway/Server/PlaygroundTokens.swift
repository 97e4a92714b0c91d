import Bytes
import HTTP
import JWT
import Planner

/// What the playground asks the gateway for: the graph's roles, and a token for one of them.
///
/// Tokens are signed with the private development key, which only a gateway over its private database has.
struct PlaygroundTokens {
    /// The development key; `nil` if tokens come from elsewhere.
    let secret: [UInt8]?
    let roles: [Role]

    /// The address of the graph, and the roles that a token can be had for.
    func configuration() -> Response {
        let named = secret == nil ? [] : roles.filter { !$0.isAnonymous }
        let names = named.map { "\"\($0.name)\"" }.joined(separator: ",")
        return json("{\"endpoint\":\"/graphql\",\"roles\":[\(names)]}")
    }

    /// A token for the role that the query names: only for a page of this gateway, at a local address.
    func token(_ request: borrowing Request) -> Response {
        guard let secret else {
            return Response(status: 404, text: "This gateway signs no tokens; ask the issuer for one.")
        }
        guard !CrossSite.isRefused(request, cors: nil), isLocal(request.headerText("host")) else {
            return Response(status: 403, text: "Only this gateway's own page gets a token.")
        }
        let name = request.queryParameters?.first { $0.name == "role" }?.value ?? ""
        guard let role = roles.first(where: { $0.name == name && !$0.isAnonymous }) else {
            return Response(status: 404, text: "There is no such role.")
        }
        do throws(KeySetError) {
            let token = try DevelopmentToken.text(role: role.name, secret: secret, lifetime: .seconds(3600))
            return json("{\"token\":\"\(token)\"}", headers: [ResponseHeader("Cache-Control", "no-store")])
        } catch {
            return Response(status: 500, text: "The token could not be signed.")
        }
    }

    /// Whether `host` names this machine; another name that leads here is an attack by DNS rebinding.
    private func isLocal(_ host: String?) -> Bool {
        let name = host.map { $0.hasPrefix("[") ? $0.prefix { $0 != "]" } + "]" : $0.prefix { $0 != ":" } }
        return ["localhost", "127.0.0.1", "[::1]"].contains(name)
    }

    private func json(_ text: String, headers: [ResponseHeader] = []) -> Response {
        var body = ByteBuffer(capacity: text.utf8.count)
        body.append(text)
        return Response(
            status: 200,
            contentType: "application/json; charset=utf-8",
            headers: headers,
            body: body
        )
    }
}
