/**
 * Where one writes in an item until the editor has come: a plain field whose
 * lines become paragraphs last in the item. Saved and kept like all other text.
 */
import { h, uuid } from "./dom.js";

export class PlainField {
  /** @param {any} item an Item; not named by its module, which imports this one: their checksums would never settle */
  constructor(item) {
    this.item = item;
    /** @type {string[]} ids of the paragraphs, in the order of the lines */
    this.ids = [];
    this.composing = false;
    const id = `enkelt-${item.id}`;
    this.input = /** @type {HTMLTextAreaElement} */ (h("textarea", { id, class: "plain-field", rows: "3", "aria-describedby": item.title,
      oninput: () => this.read(),
      onfocus: () => item.page.onFocus(item),
      oncompositionstart: () => (this.composing = true),
      oncompositionend: () => (this.composing = false) }));
    this.box = h("div", { class: "item-plain" }, h("label", { for: id }, "Skriv här så länge"), this.input);
    item.holder.after(this.box);
  }

  /** The field's lines as the item's last blocks. An emptied line takes its paragraph away. */
  read() {
    const { item, ids } = this;
    const lines = this.input.value.split("\n").map((line) => line.trim()).filter(Boolean);
    const mine = lines.map((line, at) => ({
      id: (ids[at] ||= uuid()), kind: "paragraph", level: 0, runs_on: false, parent: null, label: "",
      html: h("p", {}, line).innerHTML, records: [],
    }));
    item.blocks = [...item.blocks.filter((block) => !ids.includes(block.id)), ...mine];
    item.sync.touched();
  }

  /** A paragraph that somebody else took away lives on under another id. @param {string} id @param {string} now */
  rename(id, now) {
    this.ids = this.ids.map((one) => (one === id ? now : one));
  }

  /** Wait until no word is half composed (dead keys, IME). @returns {Promise<void>} */
  settled() {
    if (!this.composing) return Promise.resolve();
    return new Promise((resolve) => this.input.addEventListener("compositionend", () => setTimeout(resolve, 0), { once: true }));
  }

  /** The editor takes over. @returns {boolean} whether the caret was here */
  close() {
    const held = document.activeElement === this.input;
    this.box.remove();
    return held;
  }
}
