// The queries behind the tiles, for the playground.

const page = "first: $first, after: $after, where: $where";
const ending = "    pageInfo {\n      hasNextPage\n      endCursor\n    }\n";
const tickets = (name, order) => `query ${name}($where: TicketFilter!, $first: Int = 50, $after: String) {
  tickets(${page}, orderBy: [${order}]) {
    nodes {
      number
      subject
      client {
        fullName
        tier
      }
      channel
      status
      firstResponseSeconds
      createdAt
    }
${ending}  }
}
`;
const queries = {
  tickets: ["tickets", tickets("TicketsOfTheRange", "{createdAt: DESC}")],
  waiting: ["waiting", tickets("WaitingTickets", "{createdAt: ASC}")],
  broken: ["broken", tickets("BrokenPromises", "{createdAt: DESC}")],
  surveys: ["surveys", `query AnsweredSurveys($where: SurveyFilter!, $first: Int = 50, $after: String) {
  surveys(${page}, orderBy: [{answeredAt: DESC}]) {
    nodes {
      score
      comment
      tier
      answeredAt
    }
${ending}  }
}
`],
};

/** The query and the variables, as texts, for the rows of a kind. */
export function rowsOf(kind, variables) {
  const [condition, query] = queries[kind];
  return { query, variables: JSON.stringify({ where: variables[condition] }, null, 2) };
}
