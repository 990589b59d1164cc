/**
 * What the menu puts in: a decision, an action, the round of parties and so on.
 */
import { pm } from "django-prose-editor/editor";
import { uuid } from "./dom.js";
import { paragraph, schema } from "./nodes.js";
import { around } from "./commands.js";

const { Selection, TextSelection } = pm.state;

/** @typedef {{name: string, does: string, key: string, id: string}} Choice */

/** @type {Choice[]} */
export const CHOICES = [
  { id: "decision", key: "b", name: "Beslut", does: "förslag hämtas ur dagordningen" },
  { id: "action", key: "u", name: "Uppdrag", does: "vem, vad, senast" },
  { id: "round", key: "l", name: "Laget runt", does: "ett fält per part" },
  { id: "input", key: "i", name: "Inspel", does: "något att ta med sig" },
  { id: "for_next_meeting", key: "t", name: "Till nästa möte", does: "läggs i listan för kommande" },
  { id: "hand_on", key: "m", name: "Medskick", does: "till en eller flera grupper" },
  { id: "statement", key: "r", name: "Reservation m.m.", does: "avvikande mening, särskilt yttrande, anteckning" },
  { id: "interest_conflict", key: "j", name: "Jäv", does: "någon deltar inte i punkten" },
  { id: "attendance", key: "n", name: "Närvaro", does: "någon kommer eller går" },
  { id: "heading", key: "h", name: "Mellanrubrik", does: "eller skriv # och mellanslag" },
  { id: "table", key: "tab", name: "Tabell", does: "tre kolumner med rubrikrad" },
];

const START = {
  decision: { kind: "", as_proposed: false }, action: { who: "", due: "" }, input: {}, for_next_meeting: {},
  hand_on: { to: [] }, statement: { kind: "reservation", person: "" }, interest_conflict: { person: "" },
};

/** Put a new block where the caret is: in place of an empty line, else after it. */
function put(view, node, caret) {
  const { state } = view;
  const { $from } = state.selection;
  const table = around(state, "table");
  const inline = $from.parent.isTextblock && !table;
  const flow = node.type.name === "paragraph";
  const { tr } = state;
  let pos;
  const line = inline && $from.parent.type.name === "paragraph" && !$from.parent.content.size && !$from.parent.attrs.records.length;
  if (line && (flow || $from.depth === 1)) {
    pos = $from.before();
    tr.replaceWith(pos, pos + $from.parent.nodeSize, node);
  } else {
    const part = around(state, "contribution");
    const depth = flow && part ? part.depth + 1 : 1;
    pos = $from.after(Math.min(depth, $from.depth));
    tr.insert(pos, node);
  }
  if (caret === "end") tr.setSelection(TextSelection.create(tr.doc, pos + 1 + node.content.size));
  else tr.setSelection(Selection.near(tr.doc.resolve(pos + 1)));
  view.dispatch(tr.scrollIntoView());
  return pos;
}

/** A selected sentence becomes a record in place, within its paragraph. */
function markSentence(view, record) {
  const { state } = view;
  const { $from, $to, empty } = state.selection;
  if (empty || !$from.sameParent($to) || !["paragraph", "item"].includes($from.parent.type.name)) return false;
  const { tr } = state;
  const whole = $from.parentOffset === 0 && $to.parentOffset === $from.parent.content.size;
  if (whole) {
    const { attrs } = $from.parent;
    tr.setNodeMarkup($from.before(), null, { ...attrs, records: [...attrs.records, record] });
  } else tr.addMark($from.pos, $to.pos, schema.marks.run.create({ id: uuid(), records: [record] }));
  view.dispatch(tr.setSelection(TextSelection.create(tr.doc, $to.pos)));
  return true;
}

/** One contribution per party that has none yet. */
function round(view, parties) {
  const { state } = view;
  const there = new Map();
  let end = null;
  state.doc.forEach((node, offset) => {
    if (node.type.name !== "contribution") return;
    there.set(node.attrs.label, offset);
    end = offset + node.nodeSize;
  });
  const missing = parties.filter((party) => !there.has(party))
    .map((label) => schema.nodes.contribution.create({ id: uuid(), label }, [paragraph()]));
  const { tr } = state;
  const { $from } = state.selection;
  let pos = end;
  if (missing.length) {
    if (pos === null) {
      pos = $from.after(1);
      if ($from.depth === 1 && !$from.parent.content.size && $from.parent.isTextblock && !$from.parent.attrs.records.length) {
        pos = $from.before(1);
        tr.delete(pos, $from.after(1));
      }
    }
    tr.insert(pos, missing);
  } else pos = [...there.values()][0] ?? 0;
  view.dispatch(tr.setSelection(Selection.near(tr.doc.resolve(pos + 1))).scrollIntoView());
}

function table() {
  const { table: t, table_row: row, table_header: header, table_cell: cell } = schema.nodes;
  const cells = (type) => [0, 1, 2].map(() => type.create());
  return t.create({ id: uuid() }, [row.create(null, cells(header)), row.create(null, cells(cell))]);
}

/**
 * @param {any} view @param {string} choice
 * @param {{section: HTMLElement, parties: string[]}} place
 */
export function insert(view, choice, place) {
  view.focus();
  if (choice === "attendance") {
    document.dispatchEvent(new CustomEvent("draft:attendance"));
    return;
  }
  if (choice === "round") {
    round(view, place.parties);
    return;
  }
  if (choice === "table" || choice === "heading") {
    put(view, choice === "table" ? table() : schema.nodes.heading.create({ id: uuid() }), "start");
    return;
  }
  const record = { id: uuid(), type: choice, fields: structuredClone(START[choice]) };
  if (markSentence(view, record)) return;
  let content = null;
  const proposal = (place.section.dataset.proposal || "").trim();
  if (choice === "decision" && proposal && !view.state.doc.textContent.includes(proposal)) {
    content = schema.text(proposal);
    record.fields.as_proposed = true;
  }
  const pos = put(view, paragraph([record], content), "end");
  const dom = view.nodeDOM(pos);
  if (choice === "action" || choice === "interest_conflict" || choice === "statement") {
    dom?.querySelector?.("input")?.focus();
  } else if (choice === "hand_on") dom?.querySelector?.(".link-button")?.click();
}
