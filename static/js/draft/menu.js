/**
 * The menu of blocks: opened by "/" on an empty line, or by the button "Infoga".
 */
import { h } from "./dom.js";
import { CHOICES, insert } from "./insert.js";

let counter = 0;

/** @param {string} typed @returns {import("./insert.js").Choice[]} */
export function filtered(typed) {
  const word = typed.toLowerCase();
  if (!word) return CHOICES;
  const exact = CHOICES.filter((choice) => choice.key === word);
  const begins = CHOICES.filter((choice) => !exact.includes(choice)
    && (choice.name.toLowerCase().startsWith(word) || choice.key.startsWith(word)));
  return [...exact, ...begins];
}

/** The words after "/" when the caret's line is nothing else, or null. @param {any} state */
export function slashWord(state) {
  const { $from, empty } = state.selection;
  if (!empty || $from.parent.type.name !== "paragraph") return null;
  const text = $from.parent.textContent;
  const found = text.match(/^\/(\p{L}*)$/u);
  return found && $from.parentOffset === text.length ? found[1] : null;
}

export class Menu {
  /** @param {any} view @param {any} place @param {HTMLElement} after */
  constructor(view, place, after) {
    this.view = view;
    this.place = place;
    this.id = `insert-menu-${++counter}`;
    /** @type {import("./insert.js").Choice[]} */
    this.choices = [];
    this.current = 0;
    this.open = false;
    /** "text" when opened by a slash, "button" when opened by the button. */
    this.from = "text";
    /** @type {?string} the slash word at which Esc was pressed */
    this.closedAt = null;
    this.list = h("div", { role: "listbox", id: this.id, tabindex: "-1", "aria-label": "Infoga" });
    this.none = h("p", { class: "insert-none", hidden: true }, "Inget sådant block");
    this.box = h("div", { class: "slash-menu", hidden: true }, this.list, this.none,
      h("p", { class: "keys", "aria-hidden": "true" }, h("span", {}, h("kbd", {}, "↑"), " ", h("kbd", {}, "↓"), " välj"),
        h("span", {}, h("kbd", {}, "Enter"), " infoga"), h("span", {}, h("kbd", {}, "Esc"), " stäng")));
    this.button = h("button", { type: "button", class: "link-button insert-button", "aria-haspopup": "listbox", "aria-expanded": "false",
      "aria-controls": this.id, onclick: () => (this.open ? this.close() : this.show("button", "")) },
      "Infoga ", h("kbd", { "aria-hidden": "true" }, "/"));
    after.append(this.button, this.box);
    this.list.addEventListener("mousedown", (event) => event.preventDefault());
    this.list.addEventListener("click", (event) => {
      const row = event.target.closest("[role=option]");
      if (row) this.choose(Number(row.dataset.index));
    });
    this.list.addEventListener("keydown", (event) => {
      if (this.key(event)) event.preventDefault();
      else if (event.key === "Tab") this.close();
    });
    this.list.addEventListener("blur", () => this.from === "button" && this.close());
  }

  /** After every change of the text or caret. */
  update() {
    const word = this.view.hasFocus() ? slashWord(this.view.state) : null;
    if (word === null) {
      this.closedAt = null;
      if (this.open && this.from === "text") this.close();
    } else if (this.closedAt === null && !this.place.readonly) this.show("text", word);
  }

  /** @param {"text"|"button"} from @param {string} word */
  show(from, word) {
    const choices = filtered(word);
    const same = this.open && choices.map((c) => c.id).join() === this.choices.map((c) => c.id).join();
    this.from = from;
    this.open = true;
    this.box.hidden = false;
    if (!same) {
      this.choices = choices;
      this.current = 0;
      this.list.replaceChildren(...choices.map((choice, index) => h("div", {
        role: "option", id: `${this.id}-${choice.id}`, "data-index": index, "data-choice": choice.id,
      }, h("b", {}, choice.name), h("span", {}, choice.does),
      h("kbd", {}, `/${choice.key}`))));
      this.none.hidden = choices.length > 0;
    }
    this.mark();
    this.button.setAttribute("aria-expanded", "true");
    this.put();
    if (from === "button") this.list.focus();
  }

  /** At the caret, or under the button; above when there is no room below. */
  put() {
    const around = this.box.offsetParent?.getBoundingClientRect() || { top: 0, left: 0 };
    const at = this.from === "button" ? this.button.getBoundingClientRect() : this.view.coordsAtPos(this.view.state.selection.from);
    const { height } = this.box.getBoundingClientRect();
    const above = at.bottom + height + 8 > window.innerHeight && at.top > height + 8;
    this.box.style.top = `${(above ? at.top - height - 4 : at.bottom + 4) - around.top}px`;
    this.box.style.left = `${at.left - around.left}px`;
  }

  mark() {
    const owner = this.from === "button" ? this.list : this.view.dom;
    [...this.list.children].forEach((row, index) => {
      row.setAttribute("aria-selected", String(index === this.current));
      if (index === this.current) row.scrollIntoView({ block: "nearest" });
    });
    const row = this.list.children[this.current];
    if (row) owner.setAttribute("aria-activedescendant", row.id);
    else owner.removeAttribute("aria-activedescendant");
    if (this.from === "text") this.view.dom.setAttribute("aria-controls", this.id);
  }

  close() {
    const toText = this.from === "button" && document.activeElement === this.list;
    this.open = false;
    this.box.hidden = true;
    this.button.setAttribute("aria-expanded", "false");
    for (const el of [this.view.dom, this.list]) el.removeAttribute("aria-activedescendant");
    this.view.dom.removeAttribute("aria-controls");
    if (toText) this.button.focus();
  }

  /** @param {KeyboardEvent} event @returns {boolean} whether the key was used */
  key(event) {
    if (!this.open || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return false;
    const { length } = this.choices;
    if (event.key === "Escape") {
      this.closedAt = slashWord(this.view.state);
      this.close();
      return true;
    }
    if (!length) return false;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      this.current = (this.current + (event.key === "ArrowDown" ? 1 : length - 1)) % length;
      this.mark();
      return true;
    }
    if (event.key === "Enter" || (event.key === " " && this.from === "button")) {
      this.choose(this.current);
      return true;
    }
    return false;
  }

  /** @param {number} index */
  choose(index) {
    const choice = this.choices[index];
    const fromText = this.from === "text";
    this.view.focus();
    this.close();
    if (!choice) return;
    if (fromText && slashWord(this.view.state) !== null) {
      const { $from } = this.view.state.selection;
      this.view.dispatch(this.view.state.tr.delete($from.start(), $from.end()));
    }
    insert(this.view, choice.id, this.place);
  }
}
