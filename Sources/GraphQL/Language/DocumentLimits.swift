/// What a document may cost before it is refused, while it is read.
///
/// A parser stops at the first limit that it meets, so a document that is too large costs no more than one
/// that is just small enough.
package struct DocumentLimits: Hashable, Sendable {
    /// Bytes of the source.
    ///
    /// 256 kB is ten times what a large page's generated document has.
    package var bytes = 262_144
    /// Lexical tokens: what time and memory grow with.
    ///
    /// 15,000 tokens are about 60 kB of an indented document.
    package var tokens = 15_000
    /// How deep selection sets, or the lists and objects of a value, may nest.
    ///
    /// Honest documents stay below 20, the
    /// introspection query included; what walks a document may rely on it.
    package var depth = 64
    /// Aliases in the whole document.
    ///
    /// Code generators write some dozens; guessing passwords in one request takes thousands.
    package var aliases = 500
    /// Directives in the whole document.
    ///
    /// One on every field of a large page, twice.
    package var directives = 500

    /// Creates the default limits.
    package init() {}

    /// For documents of strangers.
    package static let `default` = DocumentLimits()

    /// For an operator's own files: schemas of several megabytes, whose every field carries directives.
    package static let trusted: DocumentLimits = {
        var limits = DocumentLimits()
        limits.bytes = 33_554_432
        limits.tokens = 8_000_000
        limits.aliases = 1_000_000
        limits.directives = 1_000_000
        return limits
    }()
}
