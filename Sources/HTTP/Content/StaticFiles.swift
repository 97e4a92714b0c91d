import Bytes
import Glibc

/// The files of a folder, read once at start.
///
/// A request names one of these files or none, so no path leads out of the folder. Hidden files are left out. `index.html`
/// also has its folder's path, and `name.html` also has the path `name`.
package struct StaticFiles: Sendable {
    private struct File {
        let contentType: StaticString
        let content: [UInt8]
        let tag: String
        /// The content compressed, if that is shorter.
        let compressed: [UInt8]?
        let cacheControl: String
    }

    private var files: [String: File] = [:]
    /// Header fields of each response, for example a content security policy.
    package let headers: [ResponseHeader]

    /// The paths that have a file, sorted.
    package var paths: [String] { files.keys.sorted() }

    /// Reads all files of `folder`, which are served below the path `prefix`.
    ///
    /// - Parameters:
    ///   - prefix: begins and ends with a slash.
    ///   - headers: header fields of each response.
    ///   - immutable: a folder below `folder` whose files have their version in their path. Browsers keep these for a
    ///     year without a further request (RFC 8246).
    /// - Throws: `StaticFilesError` if a file or folder cannot be read.
    package init(
        folder: String,
        prefix: String = "/",
        headers: [ResponseHeader] = [],
        immutable: String? = nil
    ) throws(StaticFilesError) {
        self.headers = headers
        let compressor = GzipCompressor(level: GzipCompressor.best)
        for path in try Self.list(folder) {
            let content = try Self.read("\(folder)/\(path)")
            let (type, isText) = Self.contentType(of: path)
            var body = ByteBuffer(capacity: content.count)
            body.append(content)
            let file = File(
                contentType: type,
                content: content,
                tag: Self.tag(of: content),
                compressed: isText ? compressor.compress(body)?.bytes : nil,
                cacheControl: immutable.map { path.hasPrefix($0 + "/") } == true
                    ? "public, max-age=31536000, immutable" : "no-cache"
            )
            files[prefix + path] = file
            if path == "index.html" || path.hasSuffix("/index.html") {
                files[prefix + path.dropLast("index.html".count)] = file
            } else if path.hasSuffix(".html") {
                files[prefix + path.dropLast(".html".count)] = file
            }
        }
    }

    /// The content of the file at `path`; `nil` if there is none, or if it is not UTF-8.
    package func text(at path: String) -> String? {
        files[path].flatMap { String(validating: $0.content, as: UTF8.self) }
    }

    /// The response to a request for one of the files; `nil` for any other path.
    package func response(to request: Request) -> Response? {
        guard let file = files[request.path] else { return nil }
        guard request.method == .get || request.method == .head else {
            return Response(
                status: 405,
                text: "Only GET and HEAD.",
                headers: [ResponseHeader("Allow", "GET, HEAD")]
            )
        }
        let compressed = ContentCoding.acceptsGzip(request) ? file.compressed : nil
        // Another representation is another entity (RFC 9110, §8.8.3 "ETag").
        let tag = compressed == nil ? "\"\(file.tag)\"" : "\"\(file.tag)-gzip\""
        var headers = headers
        headers.append(ResponseHeader("ETag", tag))
        headers.append(ResponseHeader("Cache-Control", file.cacheControl))
        if file.compressed != nil { headers.append(ResponseHeader("Vary", "Accept-Encoding")) }
        if let known = request.headerText("if-none-match"), Self.matches(known, tag) {
            return Response(status: 304, headers: headers)
        }
        if compressed != nil { headers.append(ResponseHeader("Content-Encoding", "gzip")) }
        let content = compressed ?? file.content
        var body = ByteBuffer(capacity: content.count)
        body.append(content)
        return Response(
            status: 200,
            contentType: file.contentType,
            headers: headers,
            body: body,
            isCompressible: false
        )
    }

    /// Whether a list of tags contains `tag`, by weak comparison (RFC 9110, §13.1.2 "If-None-Match").
    private static func matches(_ list: String, _ tag: String) -> Bool {
        list.split(separator: ",").contains { item in
            var item = item.drop { $0 == " " || $0 == "\t" }
            while item.last == " " || item.last == "\t" { item.removeLast() }
            return item == "*" || (item.hasPrefix("W/") ? item.dropFirst(2) : item) == tag
        }
    }

    /// FNV-1a of 64 bits, and the length.
    ///
    /// It distinguishes versions of one file; it is no protection.
    private static func tag(of content: [UInt8]) -> String {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in content { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
        return String(hash, radix: 16) + "-" + String(content.count, radix: 16)
    }

    private static func contentType(of path: String) -> (type: StaticString, isText: Bool) {
        let name = path.split(separator: "/").last ?? ""
        return switch name.split(separator: ".").dropFirst().last {
        case "html": ("text/html; charset=utf-8", true)
        case "js", "mjs": ("text/javascript; charset=utf-8", true)
        case "css": ("text/css; charset=utf-8", true)
        case "json", "map": ("application/json", true)
        case "svg": ("image/svg+xml", true)
        case "txt", "md", "graphql": ("text/plain; charset=utf-8", true)
        case "png": ("image/png", false)
        case "ico": ("image/x-icon", false)
        case "woff2": ("font/woff2", false)
        case "ttf": ("font/ttf", false)
        case _: ("application/octet-stream", false)
        }
    }
}

/// Why a folder cannot be served.
package struct StaticFilesError: Error, CustomStringConvertible {
    /// A sentence that names the file.
    package let description: String

    init(_ attempt: String) {
        let code = errno
        description = unsafe "\(attempt): \(String(cString: strerror(code)))."
    }
}

// Reading.
extension StaticFiles {
    /// The paths of all files below `folder`, relative to it.
    private static func list(_ folder: String) throws(StaticFilesError) -> [String] {
        var files: [String] = []
        var folders = [""]
        while let current = folders.popLast() {
            let place = current.isEmpty ? folder : "\(folder)/\(current)"
            guard let directory = unsafe opendir(place) else {
                throw StaticFilesError("Cannot read the folder \(place)")
            }
            defer { unsafe closedir(directory) }
            // SAFETY: the entry is the directory's until the next call; its name is terminated.
            while let entry = unsafe readdir(directory) {
                let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { name in
                    unsafe name.withMemoryRebound(to: CChar.self, capacity: 256) {
                        unsafe String(cString: $0)
                    }
                }
                guard !name.hasPrefix(".") else { continue }
                let path = current.isEmpty ? name : "\(current)/\(name)"
                var status = stat()
                guard unsafe stat("\(folder)/\(path)", &status) == 0 else {
                    throw StaticFilesError("Cannot read \(folder)/\(path)")
                }
                if status.st_mode & S_IFMT == S_IFDIR { folders.append(path) }
                if status.st_mode & S_IFMT == S_IFREG { files.append(path) }
            }
        }
        return files
    }

    private static func read(_ path: String) throws(StaticFilesError) -> [UInt8] {
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw StaticFilesError("Cannot read \(path)") }
        defer { _ = close(descriptor) }
        var content: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 64 * 1024)
        while true {
            // SAFETY: the system writes at most as many bytes as the buffer has.
            let count = unsafe buffer.withUnsafeMutableBytes {
                unsafe Glibc.read(descriptor, $0.baseAddress, $0.count)
            }
            guard count >= 0 else { throw StaticFilesError("Cannot read \(path)") }
            guard count > 0 else { return content }
            content += buffer[..<count]
        }
    }
}
