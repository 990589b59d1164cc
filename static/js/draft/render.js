/**
 * An item's text drawn without the editor: what is seen before it is loaded.
 *
 * @typedef {import("./dom.js").Block} Block
 */
import { h, recordLabel, safeFragment } from "./dom.js";

/** @param {Block} block @param {Block[]} all */
function drawn(block, all) {
  const records = block.records || [];
  const types = records.map((record) => (record.type === "decision" ? "is-beslut" : `is-${record.type}`));
  if (block.kind === "contribution") {
    const children = all.filter((child) => child.parent === block.id);
    return h("div", { class: "contribution", "data-id": block.id },
      h("div", { class: "contribution-name" }, block.label),
      h("div", { class: "contribution-text" }, listed(children, all)));
  }
  if (block.kind === "table") {
    const box = h("div", {});
    box.append(safeFragment(block.html));
    box.firstElementChild?.classList.add("text-table");
    return box.firstElementChild || h("p", { class: "text-paragraph" });
  }
  const tag = block.kind === "heading" ? "h3" : block.kind === "paragraph" ? "p" : "li";
  const css = { heading: "text-heading", paragraph: "text-paragraph", bullet: "text-item", numbered: "text-item" }[block.kind];
  if (tag === "p" && records.length) {
    const text = h("p", { class: "record-text" });
    text.append(safeFragment(block.html));
    const fields = records.find((record) => record.type === "action")?.fields;
    const decision = records.find((record) => record.type === "decision");
    const field = (name, value, style) => h("div", { class: style }, h("span", { class: "field-name" }, name), h("span", {}, value || "–"));
    return h("div", { class: ["block", ...types].join(" "), "data-id": block.id },
      h("div", { class: "block-label" }, recordLabel(records), " ",
        h("small", {}, decision ? decision.fields?.number || "utan nr än" : "")),
      h("div", { class: "block-text" }, fields
        ? h("div", { class: "task" }, field("Vem", fields.who, "action-who"),
          h("div", { class: "action-what" }, h("span", { class: "field-name" }, "Vad"), text), field("Senast", fields.due, "action-due"))
        : text));
  }
  const el = h(tag, { class: [css, ...types].join(" "), "data-id": block.id, "data-level": tag === "li" ? block.level || 0 : null });
  el.append(safeFragment(block.html));
  return el;
}

/** @param {Block[]} blocks one level @param {Block[]} all @returns {DocumentFragment} */
function listed(blocks, all) {
  const out = document.createDocumentFragment();
  for (const block of blocks) {
    const last = out.lastElementChild;
    if (block.runs_on && last) {
      const textblock = last.matches("ul, ol") ? last.lastElementChild : last.querySelector(".record-text") || last;
      const run = h("span", { class: ["run", ...(block.records || []).map((r) => `run-${r.type}`)].join(" ") });
      run.append(safeFragment(block.html));
      const tight = /\s$/.test(textblock?.textContent || " ") || /^[\s.,;:!?)]/.test(run.textContent || " ");
      textblock?.append(tight ? "" : " ", run);
    } else {
      const el = drawn(block, all);
      if (el.tagName === "LI") {
        const tag = block.kind === "numbered" ? "OL" : "UL";
        if (last?.tagName === tag) last.append(el);
        else out.append(h(tag, { class: "text-list" }, el));
      } else out.append(el);
    }
  }
  return out;
}

/** @param {Block[]} blocks @returns {DocumentFragment} */
export function render(blocks) {
  const ids = new Set(blocks.map((block) => block.id));
  return listed(blocks.filter((block) => !block.parent || !ids.has(block.parent)), blocks);
}
