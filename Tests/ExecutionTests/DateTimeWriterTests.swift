import TestSupport
import Testing

@testable import Execution
@testable import Planner

@Suite("Moments")
struct DateTimeWriterTests {
    private static func pad(_ value: Int, _ width: Int) -> String {
        String(repeating: "0", count: max(0, width - "\(value)".count)) + "\(value)"
    }

    @Test func `every day of the years 1 to 9999 is the one that counting gives`() {
        var day = -730_119
        var mistakes = 0
        for year in 1...9999 {
            let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
            for (month, length) in [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31].enumerated()
            {
                // The ends of months are where calendars go wrong; every day between them would take a while.
                for date in [1, 2, 15, length - 1, length] {
                    let text = "\"\(Self.pad(year, 4))-\(Self.pad(month + 1, 2))-\(Self.pad(date, 2))\""
                    if written(bigEndian(Int32(day + date - 1)), as: .date) != text { mistakes += 1 }
                }
                day += length
            }
        }
        #expect(mistakes == 0)
        #expect(day == 2_921_940)
    }

    @Test(arguments: [-730_120, 2_921_940, Int32.max, Int32.min])
    func `a day that RFC 3339 cannot write is refused`(day: Int32) {
        #expect(written(bigEndian(day), as: .date) == nil)
    }

    @Test func `moments are a day and a time of it, before 2000 too`() {
        var generator = Generator(seed: 5)
        for _ in 0..<3000 {
            let day = Int.random(in: -730_119...2_921_939, using: &generator)
            let second = Int.random(in: 0..<86_400, using: &generator)
            let fraction = generator.chance(50) ? 0 : Int.random(in: 0..<1_000_000, using: &generator)
            var digits = Self.pad(fraction, 6)
            while digits.hasSuffix("0") { digits.removeLast() }
            let time =
                "\(Self.pad(second / 3600, 2)):\(Self.pad(second / 60 % 60, 2)):\(Self.pad(second % 60, 2))"
                + (fraction == 0 ? "" : "." + digits)
            let date = written(bigEndian(Int32(day)), as: .date)?.dropFirst().dropLast() ?? ""
            let value = Int64(day) * 86_400_000_000 + Int64(second) * 1_000_000 + Int64(fraction)
            #expect(written(bigEndian(value), as: .timestamp(hasTimeZone: true)) == "\"\(date)T\(time)Z\"")
            #expect(written(bigEndian(value), as: .timestamp(hasTimeZone: false)) == "\"\(date)T\(time)\"")
            #expect(
                written(bigEndian(Int64(second) * 1_000_000 + Int64(fraction)), as: .time) == "\"\(time)\""
            )
        }
        for edge in [Int64.max, .min, 252_455_616_000_000_000] {
            #expect(written(bigEndian(edge), as: .timestamp(hasTimeZone: true)) == nil)
        }
    }

    @Test(
        arguments: [
            (0, 0, 0, "PT0S"), (0, 0, 1_500_000, "PT1.5S"), (14, 3, 3_723_000_000, "P1Y2M3DT1H2M3S"),
            (0, 1, 0, "P1D"),
            (-1, -2, -3_600_000_000, "P-1M-2DT-1H"), (0, 0, -500_000, "PT-0.5S"),
            (12, 0, 60_000_000, "P1YT1M"),
            (0, 0, 86_400_000_000, "PT24H"), (0, 0, 1, "PT0.000001S"), (-14, 0, 0, "P-1Y-2M"),
        ] as [(Int32, Int32, Int64, String)]
    )
    func `lengths of time are ISO 8601's`(months: Int32, days: Int32, microseconds: Int64, text: String) {
        #expect(
            written(bigEndian(microseconds) + bigEndian(days) + bigEndian(months), as: .interval)
                == "\"\(text)\""
        )
    }
}
