/// Header fields of pages, their files and their error pages.
package enum PageHeaders {
    /// The policy (Content Security Policy, Level 3) and the fields that go with it.
    ///
    /// A page runs the scripts of its own origin and no others, connects to its own origin only, and is shown in no
    /// frame. `style-src-attr` is for the editor and the charts, which position their parts by attributes. With trusted
    /// types, a text is never parsed as markup.
    package static let all = [
        ResponseHeader(
            "Content-Security-Policy",
            [
                "default-src 'none'", "script-src 'self'", "style-src 'self'",
                "style-src-attr 'unsafe-inline'",
                "img-src 'self' data:", "font-src 'self'", "connect-src 'self'", "base-uri 'none'",
                "form-action 'none'", "frame-ancestors 'none'", "require-trusted-types-for 'script'",
            ].joined(separator: "; ")
        ),
        ResponseHeader("Referrer-Policy", "no-referrer"),
        ResponseHeader("Cross-Origin-Opener-Policy", "same-origin"),
        ResponseHeader("Cross-Origin-Resource-Policy", "same-origin"),
        ResponseHeader("X-Content-Type-Options", "nosniff"),
    ]
}
