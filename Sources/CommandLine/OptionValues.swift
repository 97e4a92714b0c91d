/// The value of every option, as the table of options writes it.
///
/// A command never sees it: each command has a struct of its own (``CommandSettings``), which is made of these values and
/// cannot be made without what the command needs. The values start empty and are filled from the table's defaults first,
/// so that the table is the only place that knows the defaults.
struct OptionValues: Sendable {
    /// The words after the flags: the file of `explain`.
    var operands: [String] = []

    /// By option, the file that its value was read from.
    var files: [String: String] = [:]

    var database: ConnectionString?
    var ownerDatabase: ConnectionString?
    var feedDatabase: ConnectionString?
    var databaseWait = Duration.zero
    var state = ""
    var migrations = ""

    var schema = ""
    var documents: String?
    var jwtSecret: Secret?
    var jwks: String?
    var serve = ServeOptions()

    var scale = 0
    var until: CalendarDate?
    var role: String?
    var coordinate: String?
    var databaseRole: String?
    var operation: String?
    var variables: String?
    var analyze = false
    var subject: String?
    var claims: [ClaimSetting] = []
    var lifetime = Duration.zero
    var errorsOnly = false
    var reportFormat = ReportFormat.text
}
