/// A frame as a client sends it; by default final, masked, and with its length in the shortest form.
struct ClientFrame {
    var first: UInt8
    var payload: [UInt8]
    var mask: [UInt8]? = [0x37, 0xFA, 0x21, 0x3D]
    var lengthBytes: Int?

    static func text(_ text: String, isFinal: Bool = true) -> ClientFrame {
        ClientFrame(first: (isFinal ? 0x80 : 0) | 0x1, payload: Array(text.utf8))
    }
    static func continuation(_ payload: [UInt8], isFinal: Bool = true) -> ClientFrame {
        ClientFrame(first: isFinal ? 0x80 : 0, payload: payload)
    }
    static func close(_ payload: [UInt8]) -> ClientFrame { ClientFrame(first: 0x88, payload: payload) }
    static func ping(_ payload: [UInt8]) -> ClientFrame { ClientFrame(first: 0x89, payload: payload) }

    var bytes: [UInt8] {
        let count = payload.count
        let lengthBytes = lengthBytes ?? (count < 126 ? 0 : count < 65_536 ? 2 : 8)
        let short = lengthBytes == 0 ? UInt8(count) : lengthBytes == 2 ? 126 : 127
        let length = (0..<lengthBytes).reversed().map { UInt8(count >> ($0 * 8) & 0xFF) }
        let masked = payload.enumerated().map { index, byte in byte ^ (mask.map { $0[index & 3] } ?? 0) }
        return [first, short | (mask == nil ? 0 : 0x80)] + length + (mask ?? []) + masked
    }
}
