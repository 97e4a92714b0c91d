// The query editor: CodeMirror 6 within a shadow root, or a plain text area where that part is missing.
import { element } from "../core/element.js";
import { part } from "../core/parts.js";
import { t } from "../core/words.js";
import { tokens } from "./tokens.js";
import { theme } from "./editor-theme.js";

/** Makes the editor in `host`. `onChange(text)` hears of each change, `onRun()` of Ctrl-Enter. */
export async function createEditor(host, { onChange, onRun }) {
  const mirror = await part("editor");
  return mirror ? rich(mirror, host, onChange, onRun) : plain(host, onChange, onRun);
}

function plain(host, onChange, onRun) {
  const area = element("textarea", {
    "aria-label": t("Query"), spellcheck: "false",
    oninput: () => onChange(area.value),
    onkeydown: (event) => {
      if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
      event.stopPropagation();
      onRun();
    },
  });
  host.replaceChildren(area);
  return {
    text: () => area.value,
    setText: (text) => void ((area.value = text), onChange(text)),
    cursor: () => area.selectionStart,
    select: (from, to) => void (area.focus(), area.setSelectionRange(from, to)),
    insert: (text) => void (area.setRangeText(text, area.selectionStart, area.selectionEnd, "end"), onChange(area.value)),
    focus: () => area.focus(),
    setProblems() {},
    setSchema() {},
  };
}

function rich(mirror, host, onChange, onRun) {
  const { EditorView, EditorState, Decoration, StateField, StateEffect, Prec } = mirror;
  let schema = null;
  let language = null;
  let completion = null;
  const setProblems = StateEffect.define();
  const mark = (problem) => Decoration.mark({ class: "problem", attributes: { title: problem.message } });
  const problems = StateField.define({
    create: () => Decoration.none,
    update: (marks, transaction) => {
      for (const effect of transaction.effects) {
        if (!effect.is(setProblems)) continue;
        const end = transaction.newDoc.length;
        const ranges = effect.value.filter(({ from }) => from < end).map((problem) => mark(problem).range(problem.from, Math.min(end, Math.max(problem.to, problem.from + 1))));
        return Decoration.set(ranges, true);
      }
      return marks.map(transaction.changes);
    },
    provide: (field) => EditorView.decorations.from(field),
  });
  const painted = (state) =>
    Decoration.set(tokens(state.doc.toString()).filter(({ kind }) => kind !== "punctuation" && kind !== "other")
      .map(({ kind, text, from, to }) => Decoration.mark({ class: `t-${kind === "name" ? nameKind(text) : kind}` }).range(from, to)));
  const colours = StateField.define({
    create: painted,
    update: (marks, transaction) => (transaction.docChanged ? painted(transaction.state) : marks),
    provide: (field) => EditorView.decorations.from(field),
  });
  const source = (context) => {
    const before = context.state.sliceDoc(Math.max(0, context.pos - 1), context.pos);
    if (!schema || (!context.explicit && !/[\w$@]/.test(before))) return null;
    const found = completion.complete(context.state.doc.toString(), context.pos, schema, language);
    // A word that is complete is left alone, so that Enter is a new line.
    const typed = context.state.sliceDoc(found?.from ?? 0, context.pos);
    if (!found || (!context.explicit && found.options.some(({ label }) => label === typed))) return null;
    return {
      from: found.from,
      options: found.options.map(({ label, detail, info, kind, boost, inside }) => ({ label, detail, info, type: kind, boost, apply: inside ? enclose : undefined })),
    };
  };
  const hover = mirror.hoverTooltip((view, place) => {
    const found = schema && completion.describe(view.state.doc.toString(), place, schema, language);
    if (!found) return null;
    return { pos: found.from, end: found.to, create: () => ({ dom: element("div", { class: "hover" }, element("strong", {}, found.title), element("p", {}, found.text)) }) };
  });
  const folds = mirror.foldService.of((state, lineStart, lineEnd) => foldAt(state.doc.toString(), lineStart, lineEnd));
  const run = () => (onRun(), true);
  const view = new EditorView({
    parent: host.shadowRoot ?? host.attachShadow({ mode: "open" }),
    root: host.shadowRoot,
    state: EditorState.create({
      doc: "",
      extensions: [
        Prec.highest(mirror.keymap.of([{ key: "Mod-Enter", run }, { key: "Ctrl-Enter", run }])),
        mirror.basicSetup, problems, colours, hover, folds, theme(mirror), EditorView.lineWrapping,
        EditorState.tabSize.of(2),
        EditorState.languageData.of(() => [{ autocomplete: source, commentTokens: { line: "#" }, closeBrackets: { brackets: [] } }]),
        EditorView.contentAttributes.of({ "aria-label": t("Query"), spellcheck: "false", tabindex: "0" }),
        EditorView.updateListener.of((update) => update.docChanged && onChange(update.state.doc.toString())),
      ],
    }),
  });
  return {
    text: () => view.state.doc.toString(),
    setText: (text) => view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: text } }),
    cursor: () => view.state.selection.main.head,
    select: (from, to) => void (view.dispatch({ selection: { anchor: from, head: Math.min(to, view.state.doc.length) }, scrollIntoView: true }), view.focus()),
    insert: (text) => void (view.dispatch(view.state.replaceSelection(text)), view.focus()),
    focus: () => view.focus(),
    setProblems: (found) => view.dispatch({ effects: setProblems.of(found) }),
    async setSchema(known, words) {
      if (known) completion ??= await import("./completion.js");
      [schema, language] = [known, words];
    },
  };
}

const keywords = new Set(["query", "mutation", "subscription", "fragment", "on"]);
const nameKind = (text) => (keywords.has(text) ? "keyword" : ["true", "false", "null"].includes(text) ? "number" : /^[A-Z][A-Z0-9_]+$/.test(text) ? "enum" : "name");

/** Inserts "{}" with the cursor between them. */
const enclose = (view, _, from, to) =>
  view.dispatch({ changes: { from, to, insert: "{}" }, selection: { anchor: from + 1 }, userEvent: "input.complete" });

/** What can be folded in a line: from its last "{" or "(" to the matching end on a later line. */
function foldAt(text, lineStart, lineEnd) {
  const stack = [];
  for (const token of tokens(text)) {
    if ("({[".includes(token.text)) stack.push(token);
    if (!")}]".includes(token.text) || token.kind !== "punctuation") continue;
    const open = stack.pop();
    if (open && open.from >= lineStart && open.to <= lineEnd && token.from > lineEnd) return { from: open.to, to: token.from };
  }
  return null;
}
