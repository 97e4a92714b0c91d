import GraphQL
import JWT
import TestSupport
import Testing

@testable import Gateway

@Suite("The table of errors")
struct ErrorTableTests {
    @Test func `docs/errors.md is the table`() throws {
        let file = GatewayProcess.folder + "/docs/errors.md"
        #expect(try Golden.matches(ErrorTable.markdown, file: file), "write it by ./dev goldens")
    }

    @Test func `every code has a status, and sentences that say when it comes and what to do`() {
        for code in GraphQLError.Code.allCases {
            #expect(
                !code.entry.statuses.isEmpty && code.entry.statuses.allSatisfy { (400...599).contains($0) }
            )
            for sentence in [code.entry.when, code.entry.action] {
                #expect(sentence.hasSuffix(".") && !sentence.contains("|"), "\(code)")
            }
        }
    }

    @Test func `every reason of a token that is not accepted is in the table`() {
        let reasons = Set(ErrorTable.tokenReasons.map(\.reason))
        let errors: [TokenError] = [
            .tooLarge, .malformed, .headerRefused, .algorithmRefused, .keyUnknown, .signatureWrong, .expired,
            .notYetValid, .issuerWrong, .audienceWrong, .claimWrong(.role),
        ]
        for error in errors { #expect(reasons.contains(error.code)) }
        #expect(reasons.count == ErrorTable.tokenReasons.count)
    }
}
