/**
 * What an item's text can consist of, and the rule that every block keeps one
 * id of its own whatever is typed, split, joined or pasted.
 */
import { pm } from "django-prose-editor/editor";
import { isSafeHref, recordLabel, uuid } from "./dom.js";

const { Schema } = pm.model;
const { Plugin } = pm.state;

/** Records copied with text are new records; a number stays with the original. @param {any[]} records */
export function freshRecords(records) {
  return records.map(({ type, fields }) => {
    const { number, ...rest } = fields || {};
    return { id: uuid(), type, fields: rest };
  });
}

const own = { id: { default: null }, records: { default: [] } };

/** @param {HTMLElement} dom */
function readRecords(dom) {
  try {
    return freshRecords(JSON.parse(dom.getAttribute("data-records") || "[]"));
  } catch {
    return [];
  }
}

/** @param {any} node @param {string} name */
function shown(node, name) {
  const { id, records } = node.attrs;
  const attrs = { class: [name, ...records.map((r) => `is-${r.type}`)].join(" "), "data-id": id };
  if (records.length) {
    attrs["data-label"] = recordLabel(records);
    attrs["data-records"] = JSON.stringify(records);
  }
  return attrs;
}

const cells = pm.tables.tableNodes({ tableGroup: "block flow", cellContent: "inline*", cellAttributes: {} });

export const schema = new Schema({
  nodes: {
    doc: { content: "block+" },
    paragraph: {
      group: "block flow", content: "inline*", attrs: own,
      parseDOM: [{ tag: "p", getAttrs: (dom) => ({ records: readRecords(dom) }) }],
      toDOM: (node) => ["p", shown(node, "text-paragraph"), 0],
    },
    heading: {
      group: "block flow", content: "inline*", attrs: own, defining: true,
      parseDOM: ["h1", "h2", "h3", "h4", "h5", "h6"].map((tag) => ({ tag })),
      toDOM: (node) => ["h3", shown(node, "text-heading"), 0],
    },
    list: {
      group: "block flow", content: "item+", attrs: { ordered: { default: false } },
      parseDOM: [{ tag: "ul" }, { tag: "ol", attrs: { ordered: true } }],
      toDOM: (node) => [node.attrs.ordered ? "ol" : "ul", { class: "text-list" }, 0],
    },
    item: {
      content: "inline*", attrs: { ...own, level: { default: 0 } }, defining: true,
      parseDOM: [{
        tag: "li",
        getAttrs: (dom) => ({ level: Number(dom.getAttribute("data-level")) || 0, records: readRecords(dom) }),
      }],
      toDOM: (node) => ["li", { ...shown(node, "text-item"), "data-level": String(node.attrs.level) }, 0],
    },
    contribution: {
      group: "block", content: "flow+", isolating: true, defining: true,
      attrs: { ...own, label: { default: "" } },
      parseDOM: [{
        tag: "section[data-contribution]", contentElement: ".contribution-text",
        getAttrs: (dom) => ({ label: dom.getAttribute("data-contribution") }),
      }],
      toDOM: (node) => [
        "section", { ...shown(node, "contribution"), "data-contribution": node.attrs.label },
        ["div", { class: "contribution-name", contenteditable: "false" }, node.attrs.label],
        ["div", { class: "contribution-text" }, 0],
      ],
    },
    ...cells,
    table: {
      ...cells.table, attrs: own,
      toDOM: (node) => ["table", shown(node, "text-table"), ["tbody", 0]],
    },
    hard_break: {
      inline: true, group: "inline", selectable: false, parseDOM: [{ tag: "br" }],
      toDOM: () => ["br"], leafText: () => "\n",
    },
    text: { group: "inline" },
  },
  marks: {
    run: {
      attrs: own, inclusive: false,
      toDOM: (mark) => [
        "span", {
          class: ["run", ...mark.attrs.records.map((r) => `run-${r.type}`)].join(" "), "data-run": mark.attrs.id,
          ...(mark.attrs.records.length ? { "data-label": recordLabel(mark.attrs.records) } : {}),
        }, 0,
      ],
    },
    link: {
      attrs: { href: {} }, inclusive: false,
      parseDOM: [{
        tag: "a[href]",
        getAttrs: (dom) => (isSafeHref(dom.getAttribute("href")) ? { href: dom.getAttribute("href") } : false),
      }],
      toDOM: (mark) => ["a", { href: mark.attrs.href }, 0],
    },
    time: {
      attrs: { date: { default: null }, datetime: { default: null } }, inclusive: false,
      parseDOM: [{
        tag: "time",
        getAttrs: (dom) => ({ date: dom.getAttribute("data-date"), datetime: dom.getAttribute("datetime") }),
      }],
      toDOM: (mark) => {
        const attrs = {};
        if (mark.attrs.date !== null) attrs["data-date"] = mark.attrs.date;
        if (mark.attrs.datetime !== null) attrs.datetime = mark.attrs.datetime;
        return ["time", attrs, 0];
      },
    },
    strong: { parseDOM: [{ tag: "strong" }, { tag: "b" }], toDOM: () => ["strong", 0] },
    em: { parseDOM: [{ tag: "em" }, { tag: "i" }], toDOM: () => ["em", 0] },
  },
});

const OWNERS = new Set(["paragraph", "heading", "item", "contribution", "table"]);

/** @param {any} node */
export const ownsId = (node) => OWNERS.has(node.type.name);

/** A paragraph with an id. @param {any[]} [records] @param {any} [content] */
export function paragraph(records = [], content = null) {
  return schema.nodes.paragraph.create({ id: uuid(), records }, content);
}

/**
 * Every node its own id; every run one stretch of one paragraph.
 * @param {any} tr @param {any} node @param {number} pos @param {Set<string>} seen
 */
function settleRuns(tr, node, pos, seen) {
  const { run } = schema.marks;
  if (!node.childCount || !node.rangeHasMark?.(0, node.content.size, run)) return;
  /** @type {{mark: any, from: number, to: number}[]} */
  const parts = [];
  node.forEach((child, offset) => {
    const mark = run.isInSet(child.marks) || null;
    const last = parts[parts.length - 1];
    if (last && (last.mark === mark || (last.mark && mark && last.mark.eq(mark)))) last.to = offset + child.nodeSize;
    else parts.push({ mark, from: offset, to: offset + child.nodeSize });
  });
  const at = pos + 1;
  const later = (index, id) => parts.slice(index + 1).some((part) => part.mark?.attrs.id === id);
  let previous = null;
  parts.forEach((part, index) => {
    const range = [at + part.from, at + part.to];
    if (!part.mark) {
      if (previous && later(index, previous.attrs.id)) tr.addMark(...range, previous);
      else if (previous) {
        if (previous.attrs.records.length) previous = run.create({ id: uuid(), records: [] });
        tr.addMark(...range, previous);
        seen.add(previous.attrs.id);
      }
    } else if (index === 0 && !seen.has(part.mark.attrs.id)) {
      // The words before the run are gone: the run is now the paragraph's own beginning.
      tr.setNodeMarkup(pos, null, { ...node.attrs, id: part.mark.attrs.id, records: part.mark.attrs.records });
      tr.removeMark(...range, run);
      seen.add(part.mark.attrs.id);
    } else if (seen.has(part.mark.attrs.id) && !previous?.eq(part.mark)) {
      tr.removeMark(...range, run);
      if (index) {
        previous = run.create({ id: uuid(), records: [] });
        tr.addMark(...range, previous);
        seen.add(previous.attrs.id);
      }
    } else {
      previous = part.mark;
      seen.add(previous.attrs.id);
    }
  });
}

/** Keeps ids unique, lists whole and the end of the item open for typing. */
export const keepWhole = new Plugin({
  appendTransaction(transactions, _old, state) {
    if (!transactions.some((tr) => tr.docChanged)) return null;
    const { tr } = state;
    /** @type {Set<string>} */
    const seen = new Set();
    const joins = [];
    state.doc.descendants((node, pos, parent, index) => {
      if (ownsId(node)) {
        const { id, records } = node.attrs;
        if (!id || seen.has(id)) {
          tr.setNodeMarkup(pos, null, { ...node.attrs, id: uuid(), records: id ? [] : freshRecords(records) });
        } else seen.add(id);
      }
      if (node.type.name === "list" && index > 0) {
        const before = parent.child(index - 1);
        if (before.type === node.type && before.attrs.ordered === node.attrs.ordered) joins.push(pos);
      }
      return !node.isTextblock;
    });
    state.doc.descendants((node, pos) => {
      if (node.isTextblock && (node.type.name === "paragraph" || node.type.name === "item")) {
        settleRuns(tr, tr.doc.nodeAt(pos), pos, seen);
      }
      return !node.isTextblock;
    });
    const last = tr.doc.lastChild;
    if (last.type.name === "contribution" || last.type.name === "table") {
      tr.insert(tr.doc.content.size, paragraph());
    }
    for (const pos of joins.reverse()) tr.join(pos);
    return tr.docChanged ? tr : null;
  },
});
