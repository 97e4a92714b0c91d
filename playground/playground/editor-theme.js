// The look of the editor; the values are those of tokens.css.

/** CodeMirror's theme. */
export const theme = ({ EditorView }) =>
  EditorView.theme({
    "&": { height: "100%", color: "var(--ink)", backgroundColor: "var(--card)", fontSize: "var(--size)" },
    "&.cm-focused": { outline: "none" },
    ".cm-completionIcon": { display: "none" },
    ".cm-scroller": { fontFamily: "var(--mono)", lineHeight: "1.6", overflow: "auto" },
    ".cm-content": { caretColor: "var(--ink)", padding: "0.5rem 0" },
    ".cm-cursor": { borderLeftColor: "var(--ink)", borderLeftWidth: "2px" },
    ".cm-gutters": { backgroundColor: "var(--card)", color: "var(--quiet)", border: "none" },
    ".cm-activeLine, .cm-activeLineGutter": { backgroundColor: "color-mix(in srgb, var(--metal-wash) 55%, transparent)" },
    "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": { backgroundColor: "color-mix(in srgb, var(--metal) 28%, transparent)" },
    ".cm-matchingBracket, &.cm-focused .cm-matchingBracket": { backgroundColor: "transparent", outline: "1px solid var(--edge)" },
    ".cm-tooltip": { backgroundColor: "var(--card)", color: "var(--ink)", border: "1px solid var(--edge)", borderRadius: "var(--radius)", fontFamily: "var(--sans)" },
    ".cm-tooltip.cm-tooltip-autocomplete > ul": { fontFamily: "var(--mono)", fontSize: "var(--size-small)", maxHeight: "14rem" },
    ".cm-tooltip-autocomplete ul li[aria-selected]": { backgroundColor: "var(--metal)", color: "var(--on-metal)" },
    ".cm-completionDetail": { fontStyle: "normal", color: "inherit", marginInlineStart: "1rem" },
    ".cm-completionInfo": { maxWidth: "22rem", padding: "0.5rem" },
    ".cm-panels": { backgroundColor: "var(--paper)", color: "var(--ink)" },
    ".cm-panels input, .cm-panels button": { color: "var(--ink)", backgroundColor: "var(--card)", backgroundImage: "none", border: "1px solid var(--edge)" },
    ".cm-foldPlaceholder": { backgroundColor: "var(--metal-wash)", border: "none", color: "var(--ink)" },
    ".hover": { padding: "0.5rem 0.75rem", maxWidth: "28rem" },
    ".hover strong": { fontFamily: "var(--mono)", fontWeight: "400", fontSize: "var(--size-small)" },
    ".hover p": { margin: "0.25rem 0 0" },
    ".problem": { textDecoration: "underline wavy var(--bad)", textUnderlineOffset: "0.2em" },
    ".t-keyword, .t-directive": { color: "var(--metal)" },
    ".t-string, .t-number": { color: "var(--good)" },
    ".t-enum, .t-variable": { color: "var(--code-blue)" },
    ".t-comment": { color: "var(--quiet)" },
    ".t-spread": { color: "var(--metal)" },
  });
