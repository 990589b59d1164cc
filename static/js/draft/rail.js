/** The columns beside the text: where one is in the agenda, and who else is here. */
import { h } from "./dom.js";

/** Mark the item one writes in; until then the item that goes on in the meeting is marked. @param {string} item */
function mark(item) {
  const row = document.querySelector(`#draft-agenda a[href="#punkt-${item}"]`);
  if (!item || !row) return;
  for (const other of document.querySelectorAll("#draft-agenda [aria-current]")) if (other !== row) other.removeAttribute("aria-current");
  row.setAttribute("aria-current", "true");
  if (/** @type {any} */ (row).checkVisibility?.()) row.scrollIntoView({ block: "nearest" });
}

/** @param {{name: string, item: number, label: string}[]} writers */
function here(writers) {
  const box = /** @type {?HTMLElement} */ (document.querySelector("[data-here]"));
  if (!box) return;
  const lines = writers.map(({ name, item, label }) => {
    const section = /** @type {?HTMLElement} */ (document.querySelector(`section.item[data-item="${item}"]`));
    const number = section?.dataset.number;
    const title = section?.querySelector("h2")?.textContent || "";
    const place = section ? `skriver i ${number ? `punkt ${number}` : title}${label ? `, ${label}` : ""}` : "läser";
    return h("p", {}, h("b", {}, name), place);
  });
  const list = /** @type {?HTMLElement} */ (box.querySelector(".here"));
  const words = lines.map((line) => line.textContent).join();
  if (list && list.dataset.words !== words) {
    list.dataset.words = words;
    list.replaceChildren(...lines);
  }
  box.hidden = !lines.length;
}

export function listenToRails() {
  let current = "";
  document.addEventListener("draft:item", (event) => {
    current = String(/** @type {CustomEvent} */ (event).detail.item);
    mark(current);
  });
  document.addEventListener("htmx:load", () => mark(current));
  document.addEventListener("draft:writers", (event) => here(/** @type {CustomEvent} */ (event).detail));
}
