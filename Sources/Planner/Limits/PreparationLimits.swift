/// Bounds on what planning makes.
package struct PreparationLimits: Equatable, Sendable {
    /// How many rows a list returns where the caller does not say: a screenful or two.
    package var defaultPageSize = 50
    /// The most rows that a caller may ask a list for: more are fetched page by page, so that one answer stays small.
    package var maximumPageSize = 500
    /// How many execution plans an operation keeps, each for one shape of the variables: more than a form's optional fields make in practice.
    package var plansPerOperation = 64
    /// The most items of a list that a condition compares with: PostgreSQL takes more, but no page needs them.
    package var maximumListItems = 1000
    /// The most items of a list that is given to a function: a form or an import, which its own limit on bytes bounds too.
    package var maximumInputItems = 20_000
    /// The most calls of a set function in one statement: a page of figures with its segments is some hundreds.
    package var maximumCalls = 1000
    /// The most rows of one call's list where the caller does not say: the days of five years.
    package var maximumCallRows = 2000
    /// The most bytes of a text or document that a condition compares with where that costs time for each row: a long sentence.
    package var maximumOperandBytes = 1024
    /// The most conditions of one `where`: they become one statement, which PostgreSQL plans.
    package var maximumConditions = 200
    /// The most keys of one order, and the most relations that one of them leads through: each is a join of the statement.
    package var maximumOrderKeys = 8
    /// The most rows that an answer may need if every page is full (``ExecutionPlan/cost``): tens of megabytes, a second of a core.
    ///
    /// Honest pages stay below 5,000; three lists within each other, all of the default size, come to 127,550.
    package var maximumCost = 100_000

    /// The most bytes of answers to introspection that the execution plans of a loop hold: some dozens of whole ones.
    ///
    /// Without a bound, some thousand documents of a stranger would hold as many answers, megabytes each.
    package var introspectionBytes = 16 << 20

    /// Creates the default limits.
    package init() {}
}
