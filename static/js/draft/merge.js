/**
 * Others' blocks put into a list of one's own. A new block stands after the
 * block its `after` names; null is first; without it, last.
 *
 * @param {import("./dom.js").Block[]} blocks
 * @param {import("./dom.js").Block[]} changed in their order
 * @param {string[]} removed
 * @returns {import("./dom.js").Block[]}
 */
export function merged(blocks, changed, removed) {
  const gone = new Set(removed);
  const out = blocks.filter((block) => !gone.has(block.id));
  for (const block of changed) {
    const at = out.findIndex((b) => b.id === block.id);
    if (at >= 0) out[at] = block;
    else if (block.after === null) out.unshift(block);
    else {
      let after = block.after ? out.findIndex((b) => b.id === block.after) : -1;
      if (after < 0) out.push(block);
      else {
        // A contribution's own blocks stay with it.
        if (out[after].kind === "contribution" && block.parent !== out[after].id) {
          while (out[after + 1]?.parent === out[after].id || out[after + 1]?.parent === block.after) after++;
        }
        out.splice(after + 1, 0, block);
      }
    }
  }
  return out;
}
