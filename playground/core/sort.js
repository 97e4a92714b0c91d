// Sorting in slices: the page takes keys meanwhile.
import { rest } from "./element.js";

const slice = 25;

/** A sorted copy of `items` by `compare`; equal items keep their order. Rests after each 25 ms. */
export async function sorted(items, compare) {
  let begun = performance.now();
  const pause = async () => {
    if (performance.now() - begun < slice) return;
    await rest();
    begun = performance.now();
  };
  const run = 512;
  let from = [];
  for (let start = 0; start < items.length; start += run) {
    for (const item of items.slice(start, start + run).sort(compare)) from.push(item);
    await pause();
  }
  let to = new Array(items.length);
  for (let width = run; width < items.length; width *= 2) {
    for (let start = 0; start < items.length; start += 2 * width) {
      const middle = Math.min(start + width, items.length);
      const end = Math.min(start + 2 * width, items.length);
      let left = start;
      let right = middle;
      for (let place = start; place < end; place++) {
        const takesLeft = left < middle && (right >= end || compare(from[left], from[right]) <= 0);
        to[place] = takesLeft ? from[left++] : from[right++];
        if ((place & 1023) === 0) await pause();
      }
    }
    [from, to] = [to, from];
  }
  return from;
}
