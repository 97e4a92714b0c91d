/// Where a running private cluster is met, as libpq connection strings for each of its logins.
///
/// None of the strings holds a secret: the socket's directory is closed to other users.
package struct ConnectionInfo: Sendable, Equatable {
    /// The logins of a private cluster; migrations create the gateway's.
    package enum Login: String, Sendable, CaseIterable {
        /// Owns the databases, migrates and seeds; may create roles, and is no superuser.
        case owner = "concierge_owner"
        /// Serves: what it may do comes from the migrations, which create it.
        case gateway = "concierge_gateway"
        /// Reads the logical replication slot, and nothing else.
        case feed = "concierge_feed"
        /// The cluster's superuser, for extensions and for tests.
        case superuser = "concierge_superuser"
    }

    /// The directory of the Unix socket: libpq's `host`.
    package let socketDirectory: String
    /// The number in the socket's name, libpq's `port`; nothing listens on TCP.
    package let port: Int
    /// The database's name.
    package let database: String

    /// The connection string of the login that migrates and seeds.
    package var owner: String { connectionString(as: .owner) }
    /// The connection string of the login that serves.
    package var gateway: String { connectionString(as: .gateway) }
    /// The connection string of the login that follows the changes.
    package var feed: String { connectionString(as: .feed) }
    /// The connection string of the superuser.
    package var superuser: String { connectionString(as: .superuser) }

    /// Returns the libpq connection string of a login.
    package func connectionString(as login: Login) -> String {
        "host=\(quoted(socketDirectory)) port=\(port) dbname=\(quoted(database)) user=\(login.rawValue)"
    }

    /// Quotes a value as libpq reads it (*Keyword/Value Connection Strings*, §34.1.1.1).
    private func quoted(_ value: String) -> String {
        let plain = value.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
            case UInt8(ascii: "0")...UInt8(ascii: "9"): true
            default: byte == UInt8(ascii: "/") || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_")
            }
        }
        guard !plain || value.isEmpty else { return value }
        var text = "'"
        for character in value.unicodeScalars {
            if character == "'" || character == "\\" { text.unicodeScalars.append("\\") }
            text.unicodeScalars.append(character)
        }
        return text + "'"
    }
}
