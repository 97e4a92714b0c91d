// Links to a query: copied, and opened without asking anything.
import { element } from "../core/element.js";
import { t } from "../core/words.js";
import { fragmentOf, readFragment } from "./share.js";

/** Copies a link to `{query, variables}`. Where the clipboard is refused, `offer(node)` gets a field with the link. */
export async function copyLink(shared, say, offer) {
  const address = new URL(location.href);
  address.hash = await fragmentOf(shared);
  try {
    await navigator.clipboard.writeText(address.href);
    say(t("The link is copied. It has the query and its variables, no token and no answer."));
  } catch {
    const place = element("input", { value: address.href, readonly: true, "aria-label": t("Link") });
    offer(place);
    place.select();
  }
}

/** Shows the query of the address in a new tab; false where the address has none. The address then forgets it. */
export async function openLink(tabs, say) {
  try {
    const linked = await readFragment(location.hash);
    if (!linked) return false;
    history.replaceState(null, "", location.pathname + location.search);
    tabs.add({ text: linked.query, variables: linked.variables });
    say(t("This query came with the link. Nothing was asked yet: read it, then press Run."));
    return true;
  } catch (error) {
    say(t(error.message));
    return false;
  }
}
