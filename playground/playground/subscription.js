// A subscription of the playground: each answer is shown as it comes, until it is stopped.
import { configuration, identity, renew } from "../core/identity.js";
import { subscribe } from "../core/live.js";
import { count, decimal, t } from "../core/words.js";

/**
 * Subscribes with `body` (query, variables, operationName) until `signal` ends it. `show(outcome, note, isFirst)` hears of each
 * answer, `say(text)` of the connection. Returns a promise of its end.
 */
export function follow(body, { signal, show, say }) {
  const begun = performance.now();
  let answers = 0;
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const stop = subscribe(configuration.endpoint, body, {
      token: async () => (await renew().catch(() => {}), identity.token),
      onAnswer(result) {
        answers++;
        const milliseconds = performance.now() - begun;
        // A rate over a few seconds says nothing.
        const rate = milliseconds > 10_000 && t("{0} a minute", decimal((60_000 * answers) / milliseconds, 1));
        show({ ...result, data: result.data ?? null, errors: result.errors ?? [], status: 200, bytes: JSON.stringify(result).length, milliseconds },
          [count(answers, "answer", "answers"), rate].filter(Boolean).join(", "), answers === 1);
      },
      onLive: (isLive) => say(isLive ? t("Live") : t("Reconnecting…")),
      onEnd({ errors, isRefused }) {
        if (errors.length) show({ data: null, errors, status: 200, bytes: 0, milliseconds: performance.now() - begun }, "", !answers);
        say(isRefused ? t("The gateway refused the token.") : t("The subscription has ended."));
        resolve();
      },
    });
    signal.addEventListener("abort", () => (stop(), say(t("Stopped.")), resolve()));
  });
}
