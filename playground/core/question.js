// A question of the gallery: a query whose leading comments say what it asks, in both languages.

/**
 * Reads a question's file: `# en:`, `# pl:` (what is asked), `# en.note:`, `# pl.note:` (one sentence), `# roles:`,
 * `# show:` (table or chart) and `# variables:` (JSON, in which "@week-1" is a moment; see `moments`).
 */
export function readQuestion({ name, text }) {
  const head = {};
  const lines = text.split("\n");
  let line = 0;
  for (; lines[line]?.startsWith("# "); line++) {
    const [, key, value] = /^# ([\w.]+): (.*)$/.exec(lines[line]) ?? [];
    if (key) head[key] = value.trim();
  }
  return {
    name,
    title: { en: head.en ?? name, pl: head.pl ?? head.en ?? name },
    note: { en: head["en.note"] ?? "", pl: head["pl.note"] ?? "" },
    roles: (head.roles ?? "").split(/[\s,]+/).filter(Boolean),
    show: head.show ?? "table",
    variables: head.variables ?? "{}",
    query: lines.slice(line).join("\n").trim() + "\n",
  };
}

/** The offset of Warsaw from UTC at `date`, in milliseconds. */
function offset(date) {
  const parts = Object.fromEntries(
    new Intl.DateTimeFormat("en-GB", { timeZone: "Europe/Warsaw", hourCycle: "h23", year: "numeric", month: "numeric", day: "numeric", hour: "numeric", minute: "numeric", second: "numeric" })
      .formatToParts(date).map((part) => [part.type, Number(part.value)]),
  );
  const local = Date.UTC(parts.year, parts.month - 1, parts.day, parts.hour, parts.minute, parts.second);
  return local - Math.floor(date.getTime() / 1000) * 1000;
}

/** The beginning of Warsaw's day, week (Monday), month or quarter, so many units from that of `now`. */
export function beginning(unit, shift, now = new Date()) {
  const local = new Date(now.getTime() + offset(now));
  let [year, month, date] = [local.getUTCFullYear(), local.getUTCMonth(), local.getUTCDate()];
  if (unit === "day") date += shift;
  if (unit === "week") date += 7 * shift - ((local.getUTCDay() + 6) % 7);
  if (unit === "month") [month, date] = [month + shift, 1];
  if (unit === "quarter") [month, date] = [month - (month % 3) + 3 * shift, 1];
  const midnight = Date.UTC(year, month, date);
  const guess = new Date(midnight - offset(new Date(midnight)));
  return new Date(midnight - offset(guess));
}

/** The text with moments instead of "@now", "@day-7", "@week-1", "@month-12" and "@quarter-1". */
export const moments = (text, now = new Date()) =>
  text.replace(/"@(now|day|week|month|quarter)([+-]\d+)?"/g, (_, unit, shift) => {
    const date = unit === "now" ? now : beginning(unit, Number(shift ?? 0), now);
    return JSON.stringify(date.toISOString().replace(/\.\d+Z$/, "Z"));
  });
