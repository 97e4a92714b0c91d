// The parts that set-up fetches, loaded when they are first needed.
import { element, byId } from "./element.js";
import { t } from "./words.js";

const places = {
  editor: { path: "/parts/codemirror-6.38/index.js", name: "CodeMirror 6, the editor" },
  language: { path: "/parts/graphql-16.6/graphql.js", name: "graphql-js, for completion and problems" },
  charts: { path: "/parts/echarts-6.1/index.js", name: "ECharts, the charts" },
};
const loaded = new Map();

/** The module of a part, or null where set-up could not fetch it; then the page says so. */
export function part(name) {
  if (!loaded.has(name)) {
    loaded.set(name, import(places[name].path).catch(() => {
      report(places[name].name);
      return null;
    }));
  }
  return loaded.get(name);
}

/** Says so where the fonts are missing; the page is then in the system's. */
export async function checkFonts() {
  const faces = await document.fonts.load("1em Inter").catch(() => []);
  if (!faces.some(({ status }) => status === "loaded")) report("Inter, EB Garamond and JetBrains Mono, the fonts");
}

const missing = new Set();
function report(name) {
  missing.add(t(name));
  const text = t("Missing: {0}. To fetch it, run ./dev run with access to PyPI and Debian packages. The rest of the page works.", [...missing].join("; "));
  const old = byId("missing-parts");
  if (old) old.textContent = text;
  else document.querySelector("main").before(element("p", { id: "missing-parts", class: "notice bad-notice", role: "status" }, text));
}
