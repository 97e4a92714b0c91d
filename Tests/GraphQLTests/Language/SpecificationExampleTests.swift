import GraphQL
import Testing

@Suite("§2 The examples of the specification") struct SpecificationExampleTests {
    @Test(arguments: [
        "mutation { likeStory(storyID: 12345) { story { likeCount } } }", "{ field }",
        "{ id firstName lastName }",
        "{ me { id firstName lastName birthday { month day } friends { name } } }",
        "# `me` could represent the currently logged in viewer.\n{ me { name } }", "{ user(id: 4) { name } }",
        "{ user(id: 4) { id name profilePic(width: 100, height: 50) } }",
        "{ user(id: 4) { id name smallPic: profilePic(size: 64) bigPic: profilePic(size: 1024) } }",
        "{ zuck: user(id: 4) { id name } }",
        """
        query withNestedFragments { user(id: 4) { friends(first: 10) { ...friendFields } } }
        fragment friendFields on User { id name ...standardProfilePic }
        fragment standardProfilePic on User { profilePic(size: 50) }
        """,
        """
        query FragmentTyping { profiles(handles: ["zuck", "coca-cola"]) { handle ...userFragment ...pageFragment } }
        fragment userFragment on User { friends { count } }
        fragment pageFragment on Page { likers { count } }
        """,
        """
        query inlineFragmentTyping {
          profiles(handles: ["zuck", "coca-cola"]) {
            handle
            ... on User { friends { count } }
            ... on Page { likers { count } }
          }
        }
        """,
        """
        query inlineFragmentNoType($expandedInfo: Boolean) {
          user(handle: "zuck") { id name ... @include(if: $expandedInfo) { firstName lastName birthday } }
        }
        """,
        "{ field(arg: null) field }", "{ nearestThing(location: { lon: 12.43, lat: -53.211 }) }",
        """
        query getZuckProfile("The size of the profile picture to fetch." $devicePicSize: Int) {
          user(id: 4) { id name profilePic(size: $devicePicSize) }
        }
        """,
        #"""
        """
        Request the current status of a time machine and its operator.
        **Warning:** certain years may trigger an anomaly in the space-time continuum.
        """
        query GetTimeMachineStatus(
          "The unique serial number of the time machine to inspect."
          $machineId: ID!
          "The year to check the status for."
          $year: Int
        ) { timeMachine(id: $machineId) { ...TimeMachineDetails status(year: $year) } }

        "Details about a time machine and its operator."
        fragment TimeMachineDetails on TimeMachine { id model lastMaintenance operator { name licenseLevel } }
        """#,
        "query { ticket(id: \"…\") { } }",
    ])
    func `executable documents are read`(text: String) throws {
        let parsed = try document(text)
        #expect(try document(parsed.printed()).printed(.minified) == parsed.printed(.minified))
    }

    @Test func `a block string is identical to the standard string`() throws {
        let block = try document(
            "mutation {\n  sendEmail(message: \"\"\"\n    Hello,\n      World!\n\n    Yours,\n      GraphQL.\n  \"\"\")\n}"
        )
        let standard = try document(
            #"mutation { sendEmail(message: "Hello,\n  World!\n\nYours,\n  GraphQL.") }"#
        )
        #expect(block.constantValue(at: 0) == standard.constantValue(at: 0))
    }

    @Test func `the order of directives is kept`() throws {
        let text =
            "type Person @addExternalFields(source: \"profiles\") @excludeField(name: \"photo\") { name: String }"
        let document = try schemaDocument(text)
        #expect(document.directives.map { document.text($0.name) } == ["addExternalFields", "excludeField"])
    }

    @Test func `the schema of the coordinates' examples is read`() throws {
        let document = try schemaDocument(
            """
            type Query { searchBusiness(criteria: SearchCriteria!): [Business] }
            input SearchCriteria { name: String filter: SearchFilter }
            enum SearchFilter { OPEN_NOW DELIVERS_TAKEOUT VEGETARIAN_MENU }
            type Business { id: ID name: String email: String @private(scope: "loggedIn") }
            directive @private(scope: String!) on FIELD_DEFINITION
            directive @baz(a: Int) @deprecated(reason: "use @qux") on OBJECT
            extend directive @quux @deprecated(reason: "…")
            """
        )
        #expect(
            document.definitions.map(\.kind) == [
                .object, .inputObject, .enum, .object, .directive, .directive, .directive,
            ]
        )
        #expect(
            document.enumValues.map { document.text($0.name) } == [
                "OPEN_NOW", "DELIVERS_TAKEOUT", "VEGETARIAN_MENU",
            ]
        )
    }
}
