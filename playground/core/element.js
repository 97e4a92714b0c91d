// Makes elements. A text child becomes a text node, never markup.

const svgNames = new Set(["svg", "path", "circle", "line", "rect", "polyline", "text", "g", "title"]);

/**
 * An element with properties and children.
 * Keys that begin with "on" are listeners; `data` is the dataset; other keys are attributes. False, null and undefined
 * leave an attribute out.
 */
export function element(name, attributes = {}, ...children) {
  const node = svgNames.has(name)
    ? document.createElementNS("http://www.w3.org/2000/svg", name)
    : document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === false || value === null || value === undefined) continue;
    if (key.startsWith("on")) node.addEventListener(key.slice(2), value);
    else if (key === "data") Object.assign(node.dataset, value);
    else if (key === "value") node.value = value;
    else node.setAttribute(key, value === true ? "" : String(value));
  }
  node.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

/** A button with a visible name. */
export const button = (name, onclick, attributes = {}) =>
  element("button", { type: "button", onclick, ...attributes }, name);

/** Gives `node` these children and no others. */
export function fill(node, ...children) {
  node.replaceChildren(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

export const byId = (id) => document.getElementById(id);

/** Lets the page draw and take keys, then goes on. */
export const rest = () =>
  new Promise((resolve) => {
    const channel = new MessageChannel();
    channel.port1.onmessage = () => resolve();
    channel.port2.postMessage(null);
  });

/** Offers `parts` (strings or bytes) as a file. */
export function save(name, type, parts) {
  const address = URL.createObjectURL(new Blob(parts, { type }));
  const link = element("a", { href: address, download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}
