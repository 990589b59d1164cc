/**
 * Between the server's list of blocks and the editor's document, both ways.
 *
 * @typedef {import("./dom.js").Block} Block
 */
import { pm } from "django-prose-editor/editor";
import { safeFragment } from "./dom.js";
import { paragraph, schema } from "./nodes.js";

const { DOMParser, DOMSerializer, Fragment } = pm.model;
const parser = DOMParser.fromSchema(schema);
const serializer = DOMSerializer.fromSchema(schema);
const desk = document.implementation.createHTMLDocument("");
const { run } = schema.marks;

/** @param {string} html */
function inline(html) {
  if (!html) return Fragment.empty;
  const box = desk.createElement("div");
  box.append(safeFragment(html));
  return parser.parse(box, { topNode: schema.nodes.paragraph.create(), preserveWhitespace: true }).content;
}

/** @param {any} fragment inline content @returns {string} */
export function inlineHtml(fragment) {
  const plain = [];
  fragment.forEach((node) => plain.push(node.mark(run.removeFromSet(node.marks))));
  const box = desk.createElement("div");
  serializer.serializeFragment(Fragment.fromArray(plain), { document: desk }, box);
  return box.innerHTML.replaceAll("&nbsp;", "\u00a0");
}

/** @param {any} table @returns {string} */
function tableHtml(table) {
  let html = "<table>";
  let body = false;
  table.forEach((row, _offset, index) => {
    const head = index === 0 && row.childCount > 0 && row.content.content.every((c) => c.type.name === "table_header");
    if (head) html += "<thead>";
    else if (!body) {
      html += "<tbody>";
      body = true;
    }
    html += "<tr>";
    row.forEach((cell) => {
      const name = cell.type.name === "table_header" ? "th" : "td";
      const { colspan, rowspan } = cell.attrs;
      const span = `${colspan > 1 ? ` colspan="${colspan}"` : ""}${rowspan > 1 ? ` rowspan="${rowspan}"` : ""}`;
      html += `<${name}${head ? ' scope="col"' : ""}${span}>${inlineHtml(cell.content)}</${name}>`;
    });
    html += head ? "</tr></thead>" : "</tr>";
  });
  return `${html}${body ? "</tbody>" : ""}</table>`;
}

/** @param {Block} block */
function table(block) {
  const box = desk.createElement("div");
  box.append(safeFragment(block.html));
  const found = parser.parse(box).content.content.find((node) => node.type.name === "table");
  if (!found) return schema.nodes.paragraph.create({ id: block.id, records: block.records }, inline(block.html));
  return found.type.create({ id: block.id, records: block.records || [] }, found.content);
}

/** A run goes on in the same paragraph; a space is put between when neither side has one. */
function joinRun(textblock, block) {
  let content = inline(block.html);
  const before = textblock.textContent;
  if (before && content.size && !/\s$/.test(before) && !/^[\s.,;:!?)]/.test(content.firstChild.text || " ")) {
    content = Fragment.from(schema.text(" ")).append(content);
  }
  const mark = run.create({ id: block.id, records: block.records || [] });
  const marked = content.content.map((node) => node.mark(mark.addToSet(node.marks)));
  return textblock.copy(textblock.content.append(Fragment.fromArray(marked)));
}

/**
 * @param {Block[]} list blocks of one level @param {Block[]} all
 * @returns {any[]}
 */
function build(list, all) {
  /** @type {any[]} */
  const out = [];
  for (const block of list) {
    const own = { id: block.id, records: block.records || [] };
    const last = out[out.length - 1];
    if (block.runs_on && last?.type.name === "paragraph") out[out.length - 1] = joinRun(last, block);
    else if (block.runs_on && last?.type.name === "list") {
      const { lastChild } = last;
      out[out.length - 1] = last.copy(last.content.replaceChild(last.childCount - 1, joinRun(lastChild, block)));
    } else if (block.kind === "bullet" || block.kind === "numbered") {
      const ordered = block.kind === "numbered";
      const item = schema.nodes.item.create({ ...own, level: block.level || 0 }, inline(block.html));
      if (last?.type.name === "list" && last.attrs.ordered === ordered) {
        out[out.length - 1] = last.copy(last.content.addToEnd(item));
      } else out.push(schema.nodes.list.create({ ordered }, item));
    } else if (block.kind === "contribution") {
      const children = build(all.filter((child) => child.parent === block.id), all);
      out.push(schema.nodes.contribution.create(
        { ...own, label: block.label }, children.length ? children : [paragraph()],
      ));
    } else if (block.kind === "table") out.push(table(block));
    else if (block.kind === "heading") out.push(schema.nodes.heading.create(own, inline(block.html)));
    else out.push(schema.nodes.paragraph.create(own, inline(block.html)));
  }
  return out;
}

/** @param {Block[]} blocks */
export function toDoc(blocks) {
  const ids = new Set(blocks.map((block) => block.id));
  const nodes = build(blocks.filter((block) => !block.parent || !ids.has(block.parent)), blocks);
  const last = nodes[nodes.length - 1];
  if (!last || last.type.name === "contribution" || last.type.name === "table") nodes.push(paragraph());
  return schema.nodes.doc.create(null, nodes);
}

/** @param {any} node textblock @param {any} common @returns {Block[]} */
function runs(node, common) {
  const { id, records } = node.attrs;
  /** @type {any[]} */
  const out = [{ ...common, id, records, content: [] }];
  node.forEach((child) => {
    const mark = run.isInSet(child.marks);
    let last = out[out.length - 1];
    if (mark && mark.attrs.id !== last.id) {
      last = { ...common, level: 0, runs_on: true, id: mark.attrs.id, records: mark.attrs.records, content: [] };
      out.push(last);
    }
    last.content.push(child);
  });
  return out.map(({ content, ...block }) => ({ ...block, html: inlineHtml(Fragment.fromArray(content)) }));
}

/** Nodes never change, so what was read from one stays true. @type {WeakMap<any, Block[]>} */
const read = new WeakMap();

/** @param {any} node @param {?string} parent @returns {Block[]} */
function fromNode(node, parent) {
  const known = read.get(node);
  if (known && known[0]?.parent === parent) return known;
  const { id, records } = node.attrs;
  const common = { kind: node.type.name, level: 0, runs_on: false, parent, label: "", html: "" };
  /** @type {Block[]} */
  let out = [];
  switch (node.type.name) {
    case "list":
      node.forEach((item) => out.push(...runs(item, {
        ...common, kind: node.attrs.ordered ? "numbered" : "bullet", level: item.attrs.level,
      })));
      break;
    case "contribution":
      out.push({ ...common, id, records, label: node.attrs.label });
      node.forEach((child) => out.push(...fromNode(child, id)));
      break;
    case "table":
      out.push({ ...common, id, records, html: tableHtml(node) });
      break;
    default:
      out = runs(node, common);
  }
  read.set(node, out);
  return out;
}

/** @param {any} doc @returns {Block[]} */
export function fromDoc(doc) {
  /** @type {Block[]} */
  const out = [];
  doc.forEach((node) => out.push(...fromNode(node, null)));
  return out;
}
