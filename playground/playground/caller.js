// "Ask as": roles and demo people where the gateway signs development tokens, else a pasted token.
import { button, element, fill } from "../core/element.js";
import { ask } from "../core/graphql.js";
import { become, becomeToken, configuration, developmentToken, identity, onIdentity } from "../core/identity.js";
import { count, shortTime, t } from "../core/words.js";

// Roles that see nothing of their own without a person behind them.
const personal = new Set(["client", "system"]);
const peopleQuery = `{
  agents(first: 12, where: { active: { eq: true } }) { nodes { id name position } }
  clients(first: 6, where: { tier: { in: [VIP_GOLD, VIP_PLATINUM, VIP_DIAMOND, PREMIUM] } }) { nodes { id fullName tier } }
}`;

/** Fills `node` with the choice of a caller; `onRefused(text)` hears what went wrong. */
export function createCaller(node, { onRefused }) {
  let people = [];
  const select = element("select", { "aria-label": t("Ask as"), onchange: choose, onfocus: loadPeople, onpointerdown: loadPeople });
  const pasted = element("input", { type: "password", autocomplete: "off", "aria-label": t("Token"), placeholder: t("paste a token (JWT)") });
  const form = element("form", { class: "row", hidden: true, onsubmit: (event) => (event.preventDefault(), attempt(() => becomeToken(pasted.value.trim()))) }, pasted, element("button", { type: "submit" }, t("Use")));
  const expiry = element("span", { class: "quiet small", role: "status" });
  fill(node, expiry, element("label", { class: "row" }, element("span", { class: "quiet" }, t("Ask as")), select), form);

  const key = ({ role, subject }) => `${role}\u0000${subject ?? ""}`;
  function draw() {
    const roles = configuration.roles.filter((role) => !personal.has(role)).map((role) => ({ role, subject: null, label: role }));
    const choice = (item) => element("option", { value: key(item), selected: key(item) === key(identity) && !identity.pasted }, item.label);
    const known = [...roles, ...people, { role: "anonymous", subject: null }];
    const current = !identity.pasted && !known.some((item) => key(item) === key(identity)) ? [{ ...identity, label: labelOf(identity) }] : [];
    const all = [...people, ...current];
    fill(select,
      roles.length ? element("optgroup", { label: t("Roles") }, roles.map(choice)) : null,
      all.length ? element("optgroup", { label: t("People") }, all.map(choice)) : null,
      element("optgroup", { label: t("Others") }, choice({ role: "anonymous", subject: null, label: t("anonymous: without a token") }),
        element("option", { value: "token", selected: identity.pasted }, identity.pasted ? t("token: {0}", labelOf(identity)) : t("with a token of my own"))));
    form.hidden = !identity.pasted;
    tick();
  }
  const labelOf = ({ role, name, subject }) => (name ?? subject ? `${role} · ${name ?? subject}` : role);
  function choose() {
    if (select.value === "token") return void ((form.hidden = false), pasted.focus());
    const [role, subject] = select.value.split("\u0000");
    const person = people.find((item) => key(item) === select.value);
    attempt(() => become({ role, subject: subject || null, name: person?.name ?? null }));
  }
  async function attempt(change) {
    try {
      await change();
      pasted.value = "";
    } catch (error) {
      onRefused(t(error.message));
      draw();
    }
  }
  /** The demo's people, once: what a client or an agent sees depends on the person. */
  let isLoaded = false;
  async function loadPeople() {
    if (isLoaded || !configuration.roles.includes("admin")) return;
    isLoaded = true;
    const token = await developmentToken("admin").catch(() => null);
    if (!token) return;
    const { data } = await ask(configuration.endpoint, { query: peopleQuery }, { token });
    const roleOf = { AGENT: "agent", VIP_MANAGER: "vip_manager", LEAD: "lead" };
    const person = (role, { id, fullName, name, tier }) => ({ role, subject: id, name: fullName ?? name, label: `${role} · ${fullName ?? name}${tier ? ` (${tier})` : ""}` });
    people = [...(data?.clients?.nodes ?? []).map((client) => person("client", client)), ...(data?.agents?.nodes ?? []).map((agent) => person(roleOf[agent.position], agent))]
      .filter(({ role }) => configuration.roles.includes(role));
    draw();
  }
  function tick() {
    const left = identity.expires ? identity.expires - Date.now() / 1000 : null;
    const text = left === null ? "" : left <= 0 ? t("The token has expired.") : left <= 300 ? t("expires in {0}", count(Math.ceil(left / 60), "minute", "minutes")) : t("until {0}", shortTime(new Date(identity.expires * 1000)));
    if (expiry.textContent !== text) expiry.textContent = text;
    expiry.classList.toggle("bad", left !== null && left <= 300);
  }
  setInterval(tick, 5000);
  onIdentity(draw);
  draw();
  return { loadPeople, name: () => labelOf(identity) };
}

/** The buttons of language and theme, which all pages have. */
export function pageButtons(languageAddress, languageName) {
  const isDark = () => (document.documentElement.dataset.theme ?? (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light")) === "dark";
  const theme = button("", () => {
    const next = isDark() ? "light" : "dark";
    document.documentElement.dataset.theme = next;
    try {
      localStorage.setItem("concierge:theme", next);
    } catch {
      // Storage is refused: the theme holds for this page.
    }
    label();
    document.dispatchEvent(new Event("themechange"));
  });
  const label = () => (theme.textContent = isDark() ? t("Light") : t("Dark"));
  label();
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => (label(), document.dispatchEvent(new Event("themechange"))));
  return [element("a", { class: "button", href: languageAddress, lang: languageName === "Polski" ? "pl" : "en" }, languageName), theme];
}
