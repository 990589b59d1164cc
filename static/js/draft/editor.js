/**
 * One item's text as one editor.
 *
 * @typedef {import("./dom.js").Block} Block
 */
import { pm } from "django-prose-editor/editor";
import { fromDoc, toDoc } from "./blocks.js";
import * as commands from "./commands.js";
import { conflictPanel } from "./conflict.js";
import { h } from "./dom.js";
import { askLink } from "./link.js";
import { Menu } from "./menu.js";
import { merged } from "./merge.js";
import { keepWhole, schema } from "./nodes.js";
import { cleanHtml, cleanText, pasteMessage, textToHtml } from "./paste.js";
import { nodeViews } from "./views.js";

const { EditorState, Plugin, PluginKey, TextSelection } = pm.state;
const { Decoration, DecorationSet, EditorView } = pm.view;
const { Slice, DOMParser: ModelParser } = pm.model;
const { toggleMark, baseKeymap } = pm.commands;
const { undo, redo, history } = pm.history;

const signs = new PluginKey("signs");

/** What is shown beside the words but is not part of them: empty parties, who writes, two texts. */
function signsPlugin(editor) {
  const draw = (doc, { conflicts, writers }) => {
    const out = [];
    let previous = null;
    doc.forEach((node, offset) => {
      const end = offset + node.nodeSize;
      if (node.type.name === "contribution") {
        const attrs = { class: node.textContent || node.childCount > 1 ? "" : "is-empty" };
        if (previous !== "contribution") {
          attrs.class += " is-first";
          attrs["data-label"] = "Laget runt";
        }
        const writer = writers.find((w) => w.label === node.attrs.label);
        if (writer) {
          attrs.class += " is-other";
          out.push(Decoration.widget(end - 2, () => h("span", { class: "other-name" }, `${first(writer.name)} skriver`),
            { side: 1, key: `writer-${writer.name}`, ignoreSelection: true }));
        }
        out.push(Decoration.node(offset, end, attrs));
      }
      previous = node.type.name;
      for (const conflict of conflicts.values()) {
        if (!holds(node, conflict.block)) continue;
        out.push(Decoration.widget(end, () => conflictPanel(conflict, editor.place),
          { side: 1, key: `conflict-${conflict.id}`, stopEvent: () => true, ignoreSelection: true }));
      }
    });
    return DecorationSet.create(doc, out);
  };
  return new Plugin({
    key: signs,
    state: {
      init: (_config, state) => ({ set: draw(state.doc, editor), conflicts: editor.conflicts, writers: editor.writers }),
      apply(tr, value) {
        if (!tr.docChanged && !tr.getMeta(signs)) return value;
        return { set: draw(tr.doc, editor) };
      },
    },
    props: { decorations: (state) => signs.getState(state).set },
  });
}

/** @param {string} name */
const first = (name) => name.split(" ")[0];

/** Whether a top node holds a block. @param {any} node @param {string} id */
function holds(node, id) {
  if (node.attrs.id === id) return true;
  let found = false;
  node.descendants((child) => {
    found = found || child.attrs.id === id || child.marks.some((mark) => mark.attrs.id === id);
    return !found;
  });
  return found;
}

export class ItemEditor {
  /**
   * @param {HTMLElement} element @param {Block[]} blocks
   * @param {{section: HTMLElement, parties: string[], people: string[], bodies: any[], wordings: string[], readonly: boolean,
   *   title: string, onChange: () => void, onBlur: () => void, onFocus: () => void, say: (words: string) => void}} place
   */
  constructor(element, blocks, place) {
    this.place = place;
    /** @type {Map<string, any>} conflicts by block id */
    this.conflicts = new Map();
    /** @type {{name: string, label?: string}[]} */
    this.writers = [];
    const tools = h("div", { class: "item-tools" });
    element.replaceChildren();
    this.view = new EditorView(element, {
      state: EditorState.create({ doc: toDoc(blocks), plugins: this.plugins(tools) }),
      editable: () => !place.readonly,
      nodeViews: nodeViews(place),
      attributes: {
        role: "textbox", "aria-multiline": "true", "aria-labelledby": place.title, lang: "sv", spellcheck: "true",
        class: "item-text", ...(place.readonly ? { "aria-readonly": "true" } : {}),
      },
      dispatchTransaction: (tr) => this.dispatch(tr),
      leaveBlock: commands.leaveBlock,
      handleTextInput: (view, from, to, text) => commands.typedSign(view, from, to, text),
      handleKeyDown: (_view, event) => this.menu?.key(event) || false,
      handlePaste: (_view, event) => this.paste(event),
      handleDrop: (_view, event) => this.dropped(event),
      transformPastedHTML: (html) => cleanHtml(html).html,
      clipboardTextParser: (text) => this.fromText(text),
      handleDOMEvents: {
        blur: () => {
          place.onBlur();
          this.menu?.update();
        },
        focus: () => {
          place.onFocus();
          return false;
        },
      },
    });
    element.append(tools);
    this.menu = place.readonly ? null : new Menu(this.view, place, tools);
    this.tools = tools;
  }

  plugins(tools) {
    const { keymap } = pm.keymap;
    const mark = (name) => toggleMark(schema.marks[name]);
    return [
      keepWhole,
      signsPlugin(this),
      history({ newGroupDelay: 600 }),
      keymap({
        Enter: commands.enter,
        "Shift-Enter": (state, dispatch) => {
          dispatch?.(state.tr.replaceSelectionWith(schema.nodes.hard_break.create()).scrollIntoView());
          return true;
        },
        Backspace: commands.backspace, "Mod-Backspace": commands.backspace, "Shift-Backspace": commands.backspace,
        Delete: commands.forwardDelete, Tab: commands.tab(1), "Shift-Tab": commands.tab(-1),
        "Mod-b": mark("strong"), "Mod-i": mark("em"), "Mod-z": undo, "Mod-y": redo, "Shift-Mod-z": redo,
        "Mod-k": (_state, _dispatch, view) => {
          askLink(view, tools);
          return true;
        },
      }),
      keymap(baseKeymap),
      pm.tables.tableEditing(),
    ];
  }

  dispatch(tr) {
    this.view.updateState(this.view.state.apply(tr));
    this.menu?.update();
    if (tr.docChanged && !tr.getMeta("remote")) this.place.onChange();
  }

  /** @returns {Block[]} */
  read() {
    return fromDoc(this.view.state.doc);
  }

  focus() {
    this.view.focus();
  }

  /** Put the caret after the last words. */
  focusLast() {
    this.view.focus();
    const { state } = this.view;
    this.view.dispatch(state.tr.setSelection(TextSelection.near(state.doc.resolve(state.doc.content.size), -1)));
  }

  /** @param {{left: number, top: number}} point */
  focusAt(point) {
    const at = this.view.posAtCoords(point);
    this.view.focus();
    if (!at || this.view.root.activeElement !== this.view.dom) return;
    const { state } = this.view;
    this.view.dispatch(state.tr.setSelection(TextSelection.near(state.doc.resolve(at.pos))));
  }

  get focused() {
    return this.view.hasFocus();
  }

  /** The id of the block the caret stands in, and the party. */
  caret() {
    const { $from } = this.view.state.selection;
    const mark = $from.marks().find((m) => m.type.name === "run");
    const part = commands.around(this.view.state, "contribution");
    return { id: mark?.attrs.id || $from.parent.attrs.id || null, label: part?.node.attrs.label || "" };
  }

  /**
   * Put others' text in. Nodes that are equal stay as they are, so the caret,
   * the history and the reading place stay too.
   * @param {Block[]} changed @param {string[]} removed
   */
  apply(changed, removed) {
    const { state } = this.view;
    const next = toDoc(merged(this.read(), changed, removed));
    const old = state.doc.content.content;
    const now = next.content.content;
    const { tr } = state;
    const anchor = this.place.readonly ? null : this.caretPlace();
    let i = old.length;
    let j = now.length;
    let pos = state.doc.content.size;
    // From the end: pair equal nodes, replace what lies between.
    const pairs = common(old, now);
    for (const [a, b] of [...pairs.reverse(), [-1, -1]]) {
      let from = pos;
      for (let k = i - 1; k > a; k--) from -= old[k].nodeSize;
      if (from !== pos || b + 1 < j) tr.replaceWith(from, pos, now.slice(b + 1, j));
      pos = from - (a >= 0 ? old[a].nodeSize : 0);
      i = a;
      j = b;
    }
    if (!tr.docChanged) return;
    if (anchor) {
      tr.doc.descendants((node, at) => {
        if (node.attrs.id === anchor.id && node.isTextblock) {
          const offset = Math.min(anchor.offset, node.content.size);
          tr.setSelection(TextSelection.create(tr.doc, at + 1 + offset));
        }
        return !node.isTextblock;
      });
    }
    this.view.dispatch(tr.setMeta("remote", true).setMeta("addToHistory", false));
  }

  caretPlace() {
    const { $from, empty } = this.view.state.selection;
    return empty && $from.parent.isTextblock ? { id: $from.parent.attrs.id, offset: $from.parentOffset } : null;
  }

  /** Give a block (or run) a new id, with new records: it was deleted elsewhere. @returns {void} */
  rename(id, next) {
    const { tr } = this.view.state;
    const records = (list) => list.map((record) => ({ ...record, id: crypto.randomUUID?.() || `${next.slice(0, 24)}${record.id.slice(24)}` }));
    this.view.state.doc.descendants((node, pos) => {
      if (node.attrs.id === id) tr.setNodeMarkup(pos, null, { ...node.attrs, id: next, records: records(node.attrs.records) });
      const mark = node.marks.find((m) => m.type.name === "run" && m.attrs.id === id);
      if (mark) tr.addMark(pos, pos + node.nodeSize, mark.type.create({ id: next, records: records(mark.attrs.records) }));
    });
    this.view.dispatch(tr.setMeta("addToHistory", false));
  }

  /** @param {any[]} conflicts @param {any[]} writers */
  setSigns(conflicts, writers) {
    this.conflicts = new Map(conflicts.map((conflict) => [conflict.block, conflict]));
    this.writers = writers;
    this.view.dispatch(this.view.state.tr.setMeta(signs, true).setMeta("addToHistory", false));
  }

  paste(event) {
    const data = event.clipboardData;
    const words = data ? pasteMessage(data) : "";
    if (words) this.place.say(words);
    const hasText = data && (data.getData("text/plain") || data.getData("text/html").replace(/<[^>]*>/g, "").trim());
    return Boolean(words) && !hasText;
  }

  dropped(event) {
    if (![...(event.dataTransfer?.files || [])].length) return false;
    event.preventDefault();
    this.place.say("Bilder kan inte klistras in i anteckningar. Lägg bilden som bilaga.");
    return true;
  }

  fromText(text) {
    const clean = cleanText(text);
    const box = document.implementation.createHTMLDocument("").createElement("div");
    box.innerHTML = textToHtml(clean);
    const doc = ModelParser.fromSchema(schema).parse(box, { preserveWhitespace: true });
    return doc.childCount === 1 && doc.firstChild.type.name === "paragraph" ? new Slice(doc.content, 1, 1) : Slice.maxOpen(doc.content);
  }
}

/** Longest common run of equal nodes, as pairs of indexes. */
function common(a, b) {
  const size = Array.from({ length: a.length + 1 }, () => new Uint16Array(b.length + 1));
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      size[i][j] = a[i].eq(b[j]) ? size[i + 1][j + 1] + 1 : Math.max(size[i + 1][j], size[i][j + 1]);
    }
  }
  const pairs = [];
  for (let i = 0, j = 0; i < a.length && j < b.length;) {
    if (a[i].eq(b[j])) pairs.push([i++, j++]);
    else if (size[i + 1][j] >= size[i][j + 1]) i++;
    else j++;
  }
  return pairs;
}
