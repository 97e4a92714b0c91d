package import GraphQL

/// Everything that bounds one GraphQL request: the defaults and their reasons stand beside each in its struct.
///
/// ``table`` is the one list of them: the flags `--limit-NAME`, and the fields of `@role(limits:)`, are made from it.
package struct RequestLimits: Equatable, Sendable {
    /// Kept while the document is parsed.
    package var document = DocumentLimits.default
    /// Kept before anything is planned.
    package var operation = OperationLimits()
    /// Kept while the operation is planned, before anything is executed.
    package var plan = PreparationLimits()
    /// The most bytes of a response, checked while it is written: the largest page of a dashboard has a few megabytes.
    package var responseBytes = 32 << 20

    /// Creates the default limits.
    package init() {}

    /// Aliases, both as they are written and as often as they are spread.
    package var aliases: Int {
        get { operation.aliases }
        set {
            operation.aliases = newValue
            document.aliases = newValue
        }
    }

    /// Directives, both as they are written and as often as they are spread.
    package var directives: Int {
        get { operation.directives }
        set {
            operation.directives = newValue
            document.directives = newValue
        }
    }
}

extension RequestLimits {
    /// One limit: how it is called, and which values make sense.
    package struct Entry: Sendable {
        /// As a flag has it, behind `limit-`.
        package let name: String
        package let place: any WritableKeyPath<RequestLimits, Int> & Sendable
        package let range: ClosedRange<Int>
        /// Whether it counts bytes.
        package let isSize: Bool
        /// What it bounds, in one sentence.
        package let summary: String

        /// As a field of an input object: `rootFields`.
        package var fieldName: String {
            let words = name.split(separator: "-")
            return words[0] + words.dropFirst().map { String($0).capitalized }.joined()
        }
    }

    /// Every limit, in the order of `--help`.
    package static let table: [Entry] = [
        Entry("document-bytes", \.document.bytes, 100...100_000_000, isSize: true, "Bytes of a document."),
        Entry("tokens", \.document.tokens, 100...1_000_000, "Tokens in a document."),
        // What walks a document, and what writes an answer, relies on no more than 100.
        Entry("nesting", \.document.depth, 2...100, "Maximum nesting of braces and brackets in a document."),
        Entry("depth", \.operation.depth, 1...100, "Maximum field depth, fragments expanded."),
        Entry("fields", \.operation.fields, 1...1_000_000, "Fields of an operation, fragments expanded."),
        Entry("root-fields", \.operation.rootFields, 1...10_000, "Root fields of an operation."),
        Entry("aliases", \.aliases, 0...100_000, "Aliases of an operation, fragments expanded."),
        Entry("directives", \.directives, 0...100_000, "Directives of an operation, fragments expanded."),
        Entry(
            "default-page",
            \.plan.defaultPageSize,
            1...100_000,
            "The page size of a list without first or last."
        ),
        Entry("page", \.plan.maximumPageSize, 1...100_000, "The maximum page size of a list."),
        Entry("conditions", \.plan.maximumConditions, 1...10_000, "Conditions of one filter."),
        Entry(
            "items",
            \.plan.maximumListItems,
            1...100_000,
            "Items of a list in a condition."
        ),
        Entry(
            "input-items",
            \.plan.maximumInputItems,
            1...1_000_000,
            "Items of a list in an argument of a function."
        ),
        Entry("calls", \.plan.maximumCalls, 1...100_000, "Calls of a set function in one statement."),
        Entry("call-rows", \.plan.maximumCallRows, 1...1_000_000, "Rows of one call's list without first."),
        Entry(
            "operand-bytes",
            \.plan.maximumOperandBytes,
            1...1_000_000,
            isSize: true,
            "A text, pattern or document that a condition compares with."
        ),
        Entry(
            "cost",
            \.plan.maximumCost,
            1...1_000_000_000,
            "Rows that a response needs if all pages are full."
        ),
        Entry("response-bytes", \.responseBytes, 1000...1_000_000_000, isSize: true, "Bytes of a response."),
    ]

    /// The limit of this name; one of no entry is 0, and cannot be set.
    package subscript(name: String) -> Int {
        get { Self.table.first { $0.name == name }.map { self[keyPath: $0.place] } ?? 0 }
        set {
            if let entry = Self.table.first(where: { $0.name == name }) {
                self[keyPath: entry.place] = newValue
            }
        }
    }

    /// The same with the values that `overrides` has by ``Entry/fieldName``.
    package func with(_ overrides: [String: Int]) -> RequestLimits {
        var limits = self
        for entry in Self.table {
            if let value = overrides[entry.fieldName] { limits[keyPath: entry.place] = value }
        }
        limits.plan.defaultPageSize = min(limits.plan.defaultPageSize, limits.plan.maximumPageSize)
        return limits
    }

    /// The input type of `@role(limits:)`, as SDL.
    static var inputType: String {
        let fields = table.map { "  \"\($0.summary)\"\n  \($0.fieldName): Int\n" }.joined()
        return "\"A role's own limits; those left out are the gateway's.\"\ninput RoleLimits {\n\(fields)}\n"
    }
}

extension RequestLimits.Entry {
    fileprivate init(
        _ name: String,
        _ place: any WritableKeyPath<RequestLimits, Int> & Sendable,
        _ range: ClosedRange<Int>,
        isSize: Bool = false,
        _ summary: String
    ) {
        self.init(name: name, place: place, range: range, isSize: isSize, summary: summary)
    }
}
