/**
 * Blocks that carry records, with the fields that belong to them, drawn inside
 * the text. Words are typed in the block itself, never in a field.
 */
import { pm } from "django-prose-editor/editor";
import { h, recordLabel, STATEMENT_NAMES } from "./dom.js";

const { TextSelection } = pm.state;

/** @typedef {{section: HTMLElement, people: string[], bodies: {id: number, name: string}[], wordings: string[], readonly: boolean}} Place */

/** "Norr, Söder och Väster" @param {string[]} names */
export function listed(names) {
  return names.length < 2 ? names.join("") : `${names.slice(0, -1).join(", ")} och ${names[names.length - 1]}`;
}

/** A block with records: gutter label, the words, and fields around them. */
class RecordView {
  constructor(node, view, getPos, place) {
    Object.assign(this, { node, view, getPos, place });
    this.shape = shape(node);
    /** @type {Map<string, (fields: any) => void>} */
    this.refresh = new Map();
    this.contentDOM = h("p", { class: "record-text" });
    this.kind = h("span", {});
    this.number = h("small", {});
    const body = h("div", { class: "block-text" });
    this.dom = h("div", { class: "block" },
      h("div", { class: "block-label", contenteditable: "false" }, this.kind, " ", this.number), body);
    const has = (type) => node.attrs.records.some((record) => record.type === type);
    if (has("hand_on")) body.append(this.receivers());
    if (has("statement")) body.append(this.statement());
    if (has("interest_conflict")) {
      body.append(h("div", { class: "record-fields", contenteditable: "false" },
        this.input("interest_conflict", "person", "Vem", "person-field", "people")));
    }
    if (has("action")) {
      body.append(h("div", { class: "task" },
        this.input("action", "who", "Vem", "action-who", "people"),
        h("div", { class: "action-what" }, h("span", { class: "field-name", contenteditable: "false" }, "Vad"), this.contentDOM),
        this.input("action", "due", "Senast", "action-due")));
    } else body.append(this.contentDOM);
    if (has("decision") && place.wordings.length && !place.readonly) body.append(this.beginnings());
    this.draw(node);
  }

  /** One text field of one record. */
  input(type, field, name, css, list = null) {
    const input = h("input", { type: "text", autocomplete: "off", "data-field": field,
      list: list ? `draft-${list}` : null, readonly: this.place.readonly });
    input.addEventListener("input", () => this.set(type, { [field]: input.value }));
    input.addEventListener("keydown", (event) => this.fieldKey(event, input));
    this.refresh.set(`${type}.${field}`, (fields) => {
      if (document.activeElement !== input && input.value !== (fields[field] || "")) input.value = fields[field] || "";
    });
    return h("div", { class: css, contenteditable: "false" }, h("label", {}, h("span", { class: "field-name" }, name), input));
  }

  statement() {
    const select = h("select", { "aria-label": "Slag", disabled: this.place.readonly, onchange: () => this.set("statement", { kind: select.value }) },
      ...Object.entries(STATEMENT_NAMES).map(([value, words]) => h("option", { value }, words)));
    this.refresh.set("statement.kind", (fields) => {
      select.value = fields.kind || "reservation";
    });
    return h("div", { class: "record-fields", contenteditable: "false" }, select,
      this.input("statement", "person", "Av", "person-field", "people"));
  }

  receivers() {
    const words = h("b", { class: "handon-names" });
    const boxes = this.place.bodies.map(({ id, name }) => {
      const box = h("input", { type: "checkbox", value: id, onchange: () => {
        this.set("hand_on", { to: boxes.filter((b) => b.firstChild.checked).map((b) => Number(b.firstChild.value)), to_text: "" });
      } });
      return h("label", {}, box, " ", name);
    });
    const panel = h("fieldset", { class: "handon-choices", hidden: true }, h("legend", {}, "Skickas till"), ...boxes);
    const button = h("button", { type: "button", class: "link-button", "aria-expanded": "false", "aria-label": "ändra mottagare", onclick: () => {
      panel.hidden = !panel.hidden;
      button.setAttribute("aria-expanded", String(!panel.hidden));
      if (!panel.hidden) panel.querySelector("input")?.focus();
    } }, "ändra");
    panel.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" && event.key !== "Enter") return;
      event.preventDefault();
      panel.hidden = true;
      button.setAttribute("aria-expanded", "false");
      this.intoText();
    });
    this.openReceivers = () => button.click();
    this.refresh.set("hand_on.to", ({ to = [], to_text: written = "" }) => {
      for (const box of boxes) box.firstChild.checked = to.includes(Number(box.firstChild.value));
      const names = this.place.bodies.filter((body) => to.includes(body.id)).map((body) => body.name);
      words.textContent = names.length || written ? `Till: ${listed(names) || written} ` : "Ingen mottagare vald ";
    });
    return h("div", { class: "medskick-to", contenteditable: "false" }, words, this.place.readonly ? null : button, panel);
  }

  /** How a decision begins in this kind of group, offered while nothing is written. */
  beginnings() {
    const choices = this.place.wordings.map((words) => h("button", { type: "button", class: "link-button", onclick: () => {
      const { tr } = this.view.state;
      this.view.dispatch(tr.insertText(`${words} `, this.getPos() + 1));
      this.intoText();
    } }, `${words} …`));
    this.offered = h("p", { class: "record-fields", contenteditable: "false" }, ...choices.flatMap((one) => [one, " "]));
    return this.offered;
  }

  /** Tab goes Vem, Vad, Senast and out; Enter in a field goes to the words. */
  fieldKey(event, input) {
    const field = input.dataset.field;
    const forward = (event.key === "Tab" && !event.shiftKey) || event.key === "Enter";
    if (event.key === "Escape" || (forward && field !== "due") || (event.key === "Tab" && event.shiftKey && field === "due")) {
      event.preventDefault();
      this.intoText();
    } else if (forward) {
      event.preventDefault();
      this.view.focus();
      this.view.someProp("leaveBlock", (leave) => leave(this.view, this.getPos()));
    }
  }

  intoText() {
    const { state } = this.view;
    const end = this.getPos() + state.doc.nodeAt(this.getPos()).nodeSize - 1;
    this.view.focus();
    this.view.dispatch(state.tr.setSelection(TextSelection.create(state.doc, end)).scrollIntoView());
  }

  /** @param {string} type @param {any} fields */
  set(type, fields) {
    const records = this.node.attrs.records.map((record) => (
      record.type === type ? { ...record, fields: { ...record.fields, ...fields } } : record));
    this.view.dispatch(this.view.state.tr.setNodeMarkup(this.getPos(), null, { ...this.node.attrs, records }));
  }

  draw(node) {
    const { id, records } = node.attrs;
    this.dom.className = ["block", ...records.map((record) => (record.type === "decision" ? "is-beslut" : `is-${record.type}`))].join(" ");
    this.dom.dataset.id = id;
    this.kind.textContent = recordLabel(records);
    const decision = records.find((record) => record.type === "decision");
    this.number.textContent = decision ? decision.fields.number || "utan nr än" : "";
    if (this.offered) this.offered.hidden = node.content.size > 0;
    for (const record of records) {
      for (const [name, refresh] of this.refresh) {
        if (name.startsWith(`${record.type}.`)) refresh(record.fields || {});
      }
    }
  }

  update(node) {
    if (shape(node) !== this.shape) return false;
    this.node = node;
    this.draw(node);
    return true;
  }

  stopEvent(event) {
    return !this.contentDOM.contains(event.target) && this.dom !== event.target && this.dom.contains(event.target);
  }

  ignoreMutation(mutation) {
    return !this.contentDOM.contains(mutation.target);
  }
}

/** A plain paragraph. */
class PlainView {
  constructor(node) {
    this.dom = h("p", { class: "text-paragraph", "data-id": node.attrs.id });
    this.contentDOM = this.dom;
  }

  update(node) {
    if (shape(node) !== "") return false;
    this.dom.dataset.id = node.attrs.id;
    return true;
  }
}

/** One party's words in "Laget runt". */
class ContributionView {
  constructor(node) {
    this.name = h("div", { class: "contribution-name", contenteditable: "false" }, node.attrs.label);
    this.contentDOM = h("div", { class: "contribution-text" });
    this.dom = h("div", { class: "contribution", role: "group" }, this.name, this.contentDOM);
    this.update(node);
  }

  update(node) {
    if (node.type.name !== "contribution") return false;
    this.dom.dataset.id = node.attrs.id;
    this.dom.setAttribute("aria-label", node.attrs.label);
    if (this.name.textContent !== node.attrs.label) this.name.textContent = node.attrs.label;
    return true;
  }

  ignoreMutation(mutation) {
    return !this.contentDOM.contains(mutation.target);
  }
}

/** What a paragraph must be drawn as: its records' types, or "" for plain. @param {any} node */
function shape(node) {
  return node.type.name === "paragraph" ? node.attrs.records.map((record) => record.type).join() : "-";
}

/** @param {Place} place */
export function nodeViews(place) {
  return {
    paragraph: (node, view, getPos) => (shape(node) ? new RecordView(node, view, getPos, place) : new PlainView(node)),
    contribution: (node) => new ContributionView(node),
  };
}
