// The playground: stock GraphiQL below a row that says who asks. No build step: what is here is what runs.
//
// What the gateway may offer beside /graphql, each of which may be missing:
//   GET /playground/configuration.json   {"endpoint": "/graphql", "subscriptions": "/graphql", "roles": ["agent", …]}
//   GET /playground/token?role=agent     {"token": "eyJ…"}, only with the private development key

const defaultQuery = `# The newest open tickets. Ctrl-Enter runs the query;
# the book on the left is the schema.
query NewestTickets {
  tickets(
    first: 10
    where: { status: { eq: OPEN } }
    orderBy: [{ createdAt: DESC }]
  ) {
    nodes {
      number
      subject
      client { fullName tier }
      assignedAgent { name }
      messages(first: 2) { nodes { body createdAt } }
      sla { firstResponseDueAt breached }
    }
    pageInfo { endCursor hasNextPage }
  }
}
`;

const page = {
  workbench: document.getElementById("workbench"),
  form: document.getElementById("identity"),
  roleField: document.getElementById("role-field"),
  role: document.getElementById("role"),
  token: document.getElementById("token"),
  whoami: document.getElementById("whoami"),
};

// Held in the tab alone: a token outlives neither it nor a visit to another site.
const identity = { token: sessionStorage.getItem("token") ?? "", role: sessionStorage.getItem("role") ?? "" };

function remember(token, role) {
  identity.token = token;
  identity.role = role;
  sessionStorage.setItem("token", token);
  sessionStorage.setItem("role", role);
}

async function readConfiguration() {
  const defaults = { endpoint: "/graphql", subscriptions: null, roles: [] };
  try {
    const answer = await fetch("/playground/configuration.json");
    return answer.ok ? { ...defaults, ...(await answer.json()) } : defaults;
  } catch {
    return defaults;
  }
}

// The claims are read to show them, never to trust them.
function claims(token) {
  try {
    const payload = token.split(".")[1].replaceAll("-", "+").replaceAll("_", "/");
    return JSON.parse(new TextDecoder().decode(Uint8Array.from(atob(payload), (letter) => letter.charCodeAt(0))));
  } catch {
    return null;
  }
}

function showIdentity(problem) {
  page.whoami.classList.toggle("refused", Boolean(problem));
  if (problem) return void (page.whoami.textContent = problem);
  if (!identity.token) return void (page.whoami.textContent = "asking as nobody");
  const { role = "no role", sub, exp } = claims(identity.token) ?? {};
  const until = exp ? ` until ${new Date(exp * 1000).toLocaleTimeString()}` : "";
  page.whoami.textContent = `asking as ${role}${sub ? ` ${sub}` : ""}${until}`;
}

async function tokenOf(role) {
  const answer = await fetch(`/playground/token?role=${encodeURIComponent(role)}`);
  if (!answer.ok) throw new Error(`no token for ${role} (${answer.status})`);
  return (await answer.json()).token;
}

// GraphiQL's fetch with our token, unless its own header editor names one. A demo role's token is renewed once.
async function authorizedFetch(input, init = {}) {
  const send = () => {
    const headers = new Headers(init.headers);
    if (identity.token && !headers.has("authorization")) headers.set("authorization", `Bearer ${identity.token}`);
    return fetch(input, { ...init, headers });
  };
  let answer = await send();
  if (answer.status === 401 && identity.role) {
    remember(await tokenOf(identity.role), identity.role);
    answer = await send();
  }
  showIdentity(answer.status === 401 ? "the token was refused" : null);
  return answer;
}

// The editors' text areas have no names of their own, and the answer no place in the order of the Tab key.
function mendAccess() {
  const names = [
    [".graphiql-query-editor", "Query"],
    ['.graphiql-editor-tool [aria-label="Variables"]', "Variables"],
    ['.graphiql-editor-tool [aria-label="Headers"]', "Headers"],
    [".result-window", "Answer"],
  ];
  const name = () => {
    for (const [place, label] of names) {
      for (const area of document.querySelectorAll(`${place} textarea:not([aria-label])`)) {
        area.setAttribute("aria-label", label);
      }
    }
    for (const area of page.workbench.querySelectorAll("textarea:not([aria-label])")) {
      area.setAttribute("aria-label", "Editor");
    }
    // A long answer is scrolled by keyboard too.
    const answer = page.workbench.querySelector(".result-window .CodeMirror-scroll");
    if (answer && answer.tabIndex !== 0) answer.tabIndex = 0;
  };
  name();
  new MutationObserver(name).observe(page.workbench, { childList: true, subtree: true });
}

function start(configuration) {
  const root = ReactDOM.createRoot(page.workbench);
  const explorer = GraphiQLPluginExplorer.explorerPlugin();
  const fetcher = GraphiQL.createFetcher({
    url: configuration.endpoint,
    fetch: authorizedFetch,
    ...(configuration.subscriptions && {
      subscriptionUrl: new URL(configuration.subscriptions, location.href.replace(/^http/, "ws")).href,
      wsConnectionParams: () => (identity.token ? { authorization: `Bearer ${identity.token}` } : {}),
    }),
  });
  let askers = 0;
  // Each role has a schema of its own, so another asker is another GraphiQL; the tabs come back from its storage.
  const render = () => {
    askers += 1;
    root.render(React.createElement(GraphiQL, { key: askers, fetcher, plugins: [explorer], defaultQuery }));
    showIdentity(null);
  };

  page.form.addEventListener("submit", (event) => {
    event.preventDefault();
    const token = page.token.value.trim().replace(/^Bearer\s+/i, "");
    if (token && !claims(token)) return showIdentity("that is not a JWT");
    page.token.value = "";
    page.role.value = "";
    remember(token, "");
    render();
  });
  page.role.addEventListener("change", async () => {
    const role = page.role.value;
    try {
      remember(role ? await tokenOf(role) : "", role);
      render();
    } catch (error) {
      showIdentity(error.message);
    }
  });
  for (const role of configuration.roles.length ? ["", ...configuration.roles] : []) {
    page.role.append(new Option(role || "nobody", role, false, role === identity.role));
  }
  page.roleField.hidden = configuration.roles.length === 0;
  render();
  mendAccess();
}

const configuration = await readConfiguration();
if (globalThis.React && globalThis.ReactDOM && globalThis.GraphiQL && globalThis.GraphiQLPluginExplorer) {
  // A first visit starts as the first of the demo's roles, so that the first query answers.
  if (!identity.token && sessionStorage.getItem("role") === null && configuration.roles.length) {
    try {
      remember(await tokenOf(configuration.roles[0]), configuration.roles[0]);
    } catch {
      // The row shows that nobody asks.
    }
  }
  start(configuration);
} else {
  page.workbench.firstElementChild.textContent =
    "GraphiQL is not here: ./dev run fetches it into playground/graphiql. The graph itself is served at "
    + `${configuration.endpoint}.`;
}
