import Testing

@testable import CommandLine

@Test func `placeholder`() { #expect(Bool(true)) }
