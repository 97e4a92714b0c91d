import Bytes

extension RequestHead {
    /// What can be read of the head of a refused request, for its answer: the method, and the complete fields.
    ///
    /// `bytes` may end anywhere and hold anything. What is malformed is left out.
    convenience init(refused bytes: [UInt8], limits: HTTPLimits) {
        var line = Line()
        line.method = Method(bytes.prefix { CharacterClass.token.contains($0) })
        self.init(
            bytes: bytes,
            line: line,
            fields: Self.completeFields(of: bytes, limits: limits),
            framing: .length(0),
            isKeptAlive: false,
            expectsContinue: false
        )
    }

    private static func completeFields(of bytes: [UInt8], limits: HTTPLimits) -> [Field] {
        var fields: [Field] = []
        var start = bytes.firstIndex(of: 0x0A).map { $0 + 1 } ?? bytes.count
        while fields.count < limits.headerCount, let end = bytes[start...].firstIndex(of: 0x0A) {
            defer { start = end + 1 }
            let line = bytes[start..<end].dropLast(while: { $0 == 0x0D || $0 == 0x20 || $0 == 0x09 })
            let name = line.prefix { CharacterClass.token.contains($0) }
            guard !name.isEmpty, line[name.endIndex...].first == UInt8(ascii: ":") else { continue }
            let value = line[(name.endIndex + 1)...].drop { $0 == 0x20 || $0 == 0x09 }
            guard !value.contains(where: { $0 < 0x20 && $0 != 0x09 || $0 == 0x7F }) else { continue }
            fields.append(Field(name: Part(name.indices), value: Part(value.indices)))
        }
        return fields
    }
}

extension RequestHead.Part {
    fileprivate init(_ range: Range<Int>) {
        self.init(start: UInt32(range.lowerBound), end: UInt32(range.upperBound))
    }
}

extension ArraySlice<UInt8> {
    fileprivate func dropLast(while isDropped: (UInt8) -> Bool) -> ArraySlice<UInt8> {
        var rest = self
        while let last = rest.last, isDropped(last) { rest.removeLast() }
        return rest
    }
}
