// The caller: a role with its token, which lives in this page's memory only.

const place = "concierge:identity";
const changed = new EventTarget();

/** The gateway's settings for its pages. */
export const configuration = await readConfiguration();

/** Who asks now. `token` is empty for the anonymous caller. */
export const identity = { role: "anonymous", subject: null, name: null, token: "", expires: null, pasted: false };

export const onIdentity = (listener) => changed.addEventListener("change", () => listener(identity));

async function readConfiguration() {
  const standard = { endpoint: "/graphql", roles: [], questions: [] };
  try {
    const answer = await fetch("/playground/configuration.json", { cache: "no-store" });
    return answer.ok ? { ...standard, ...(await answer.json()) } : standard;
  } catch {
    return standard;
  }
}

/** The claims of a token, to be shown; the gateway alone verifies them. */
export function claims(token) {
  try {
    const payload = token.split(".")[1].replaceAll("-", "+").replaceAll("_", "/");
    return JSON.parse(new TextDecoder().decode(Uint8Array.from(atob(payload), (letter) => letter.charCodeAt(0))));
  } catch {
    return null;
  }
}

/** A development token for `role`; with `subject`, for that person. */
export async function developmentToken(role, subject) {
  const query = new URLSearchParams(subject ? { role, sub: subject } : { role });
  const answer = await fetch(`/playground/token?${query}`, { cache: "no-store" });
  if (!answer.ok) throw new Error((await answer.text()).trim().slice(0, 200));
  return (await answer.json()).token;
}

/** Asks as a role, or as a person in a role. */
export async function become({ role, subject = null, name = null }) {
  const token = role === "anonymous" ? "" : await developmentToken(role, subject);
  apply({ role, subject, name, token, pasted: false });
  try {
    sessionStorage.setItem(place, JSON.stringify({ role, subject, name }));
  } catch {
    // Storage is refused: the next visit begins anew.
  }
}

/** Asks with a token that the reader pasted. */
export function becomeToken(token) {
  const { role, sub } = claims(token) ?? {};
  if (!role) throw new Error("This is not a token (JWT) with a role.");
  apply({ role, subject: sub ?? null, name: null, token, pasted: true });
}

function apply(next) {
  Object.assign(identity, next, { expires: claims(next.token)?.exp ?? null });
  changed.dispatchEvent(new Event("change"));
}

/** The identity of the last visit of this browser tab, without its token. */
function remembered() {
  try {
    return JSON.parse(sessionStorage.getItem(place));
  } catch {
    return null;
  }
}

/** Begins as whom the page was last used, else as the first role that development tokens are for. */
export async function begin(preferred = ["admin"]) {
  const last = remembered();
  const role = preferred.find((name) => configuration.roles.includes(name)) ?? configuration.roles[0];
  const known = last && (last.role === "anonymous" || configuration.roles.includes(last.role));
  try {
    await become(known ? last : { role: role ?? "anonymous" });
  } catch {
    await become({ role: "anonymous" });
  }
}

/** Renews a development token that is about to expire. */
export async function renew() {
  if (identity.pasted || !identity.token || identity.expires - Date.now() / 1000 > 60) return;
  identity.token = await developmentToken(identity.role, identity.subject);
  identity.expires = claims(identity.token)?.exp ?? null;
}
