/**
 * What Enter, Backspace, Delete, Tab and a few typed signs do to blocks.
 * A block's id follows its words.
 */
import { pm } from "django-prose-editor/editor";
import { uuid } from "./dom.js";
import { paragraph, schema } from "./nodes.js";

const { Selection, TextSelection } = pm.state;
const { run } = schema.marks;

/** The textblock the caret stands in. */
function here(state) {
  const { $from } = state.selection;
  if (!$from.parent.isTextblock) return null;
  return { $from, node: $from.parent, pos: $from.before(), name: $from.parent.type.name };
}

/** The nearest node of a kind around the caret. */
export function around(state, name) {
  const { $from } = state.selection;
  for (let depth = $from.depth; depth > 0; depth--) {
    if ($from.node(depth).type.name === name) {
      return { node: $from.node(depth), pos: $from.before(depth), depth, index: $from.index(depth) };
    }
  }
  return null;
}

const inCell = (state) => around(state, "table_cell") || around(state, "table_header");

/** An item of a list becomes a paragraph; the list opens around it. */
function unlist(state, dispatch) {
  const at = here(state);
  const list = around(state, "list");
  if (!at || !list) return false;
  const index = state.selection.$from.index(list.depth);
  const before = list.node.content.cut(0, at.pos - list.pos - 1);
  const after = list.node.content.cut(at.pos - list.pos - 1 + at.node.nodeSize);
  const { id, records } = at.node.attrs;
  const plain = schema.nodes.paragraph.create({ id, records }, at.node.content);
  const nodes = [];
  if (index > 0) nodes.push(list.node.copy(before));
  nodes.push(plain);
  if (after.size) nodes.push(list.node.copy(after));
  const tr = state.tr.replaceWith(list.pos, list.pos + list.node.nodeSize, nodes);
  const start = list.pos + (index > 0 ? nodes[0].nodeSize : 0) + 1;
  dispatch?.(tr.setSelection(TextSelection.create(tr.doc, start + at.$from.parentOffset)).scrollIntoView());
  return true;
}

/** Enter. */
export function enter(state, dispatch) {
  if (inCell(state)) {
    dispatch?.(state.tr.replaceSelectionWith(schema.nodes.hard_break.create()).scrollIntoView());
    return true;
  }
  if (!state.selection.empty) {
    const tr = state.tr.deleteSelection();
    const next = state.apply(tr);
    if (!here(next)) return false;
    const second = splitAt(tr, tr.selection.$from);
    dispatch?.(second.scrollIntoView());
    return true;
  }
  const at = here(state);
  if (!at) return false;
  if (at.node.content.size === 0) {
    if (at.name === "item") return at.node.attrs.level ? level(0)(state, dispatch) : unlist(state, dispatch);
    const part = around(state, "contribution");
    if (part && at.$from.index(part.depth) === part.node.childCount - 1) {
      if (part.node.childCount > 1) {
        const tr = state.tr.delete(at.pos, at.pos + at.node.nodeSize);
        return leave(state.apply(tr), dispatch, tr, part.pos);
      }
      return leave(state, dispatch, state.tr, part.pos);
    }
  }
  dispatch?.(splitAt(state.tr, at.$from).scrollIntoView());
  return true;
}

/** Split so that the words keep their id: the new, empty side is the new block. */
function splitAt(tr, $pos) {
  const { parent } = $pos;
  const name = parent.type.name;
  const next = name === "item" ? schema.nodes.item : schema.nodes.paragraph;
  const attrs = { id: uuid(), records: [], ...(name === "item" ? { level: parent.attrs.level } : {}) };
  if ($pos.parentOffset === 0 && parent.content.size) return tr.insert($pos.before(), next.create(attrs));
  tr.split($pos.pos, 1, [{ type: next, attrs }]);
  return tr.setSelection(TextSelection.create(tr.doc, $pos.pos + 2));
}

/** To the block after the one at pos, which is made if it is not there. */
function leave(state, dispatch, tr, pos) {
  const end = pos + tr.doc.nodeAt(pos).nodeSize;
  if (end >= tr.doc.content.size) tr.insert(end, paragraph());
  dispatch?.(tr.setSelection(Selection.near(tr.doc.resolve(end + 1))).scrollIntoView());
  return true;
}

/** Out of the block at pos (after its last field). */
export function leaveBlock(view, pos) {
  const { state } = view;
  const end = pos + state.doc.nodeAt(pos).nodeSize;
  const $end = state.doc.resolve(end);
  const { tr } = state;
  if (!$end.nodeAfter?.isTextblock || $end.nodeAfter.attrs.records?.length) tr.insert(end, paragraph());
  view.dispatch(tr.setSelection(TextSelection.create(tr.doc, end + 1)).scrollIntoView());
  return true;
}

/** The textblock before or after, when it may be joined. */
function neighbour(state, at, direction) {
  const edge = direction < 0 ? at.pos : at.pos + at.node.nodeSize;
  const found = Selection.findFrom(state.doc.resolve(edge), direction, true);
  if (!found) return null;
  const $pos = found.$from;
  const wall = ($p) => {
    for (let d = $p.depth; d > 0; d--) {
      if (["contribution", "table"].includes($p.node(d).type.name)) return $p.before(d);
    }
    return -1;
  };
  return { node: $pos.parent, pos: $pos.before(), same: wall($pos) === wall(state.doc.resolve(edge)) };
}

/** Join two textblocks; a second block with records goes on as a run, so that its records live. */
function join(state, dispatch, first, second) {
  const { tr } = state;
  const { id, records } = second.node.attrs;
  if (!first.node.content.size && !first.node.attrs.records.length && first.node.type.name === "paragraph") {
    tr.delete(first.pos, first.pos + first.node.nodeSize);
  } else {
    if (records.length && second.node.content.size) {
      tr.addMark(second.pos + 1, second.pos + second.node.nodeSize - 1, run.create({ id, records }));
    }
    const end = first.pos + first.node.nodeSize - 1;
    tr.delete(end, second.pos + 1);
    tr.setSelection(TextSelection.create(tr.doc, end));
  }
  dispatch?.(tr.scrollIntoView());
  return true;
}

/** Backspace at the beginning of a block. */
export function backspace(state, dispatch, view) {
  const at = here(state);
  if (!at || !state.selection.empty || at.$from.parentOffset > 0 || inCell(state)) return false;
  const { id, records } = at.node.attrs;
  if (records.length) {
    if (records.some((record) => record.fields?.number)) {
      view?.dom.dispatchEvent(new CustomEvent("draft:message", { bubbles: true, detail: "Beslutet har fått nummer och kan inte göras till vanlig text." }));
    } else dispatch?.(state.tr.setNodeMarkup(at.pos, null, { ...at.node.attrs, records: [] }));
    return true;
  }
  if (at.name === "item") return at.node.attrs.level ? level(0)(state, dispatch) : unlist(state, dispatch);
  if (at.name === "heading") {
    dispatch?.(state.tr.setNodeMarkup(at.pos, schema.nodes.paragraph, { id, records }));
    return true;
  }
  const before = neighbour(state, at, -1);
  if (!before) return true;
  if (before.same) return join(state, dispatch, before, at);
  const part = around(state, "contribution");
  if (part) return true;
  // After a contribution or a table: an empty line goes, words stay where they are.
  const { tr } = state;
  if (!at.node.content.size && at.pos + at.node.nodeSize < state.doc.content.size) tr.delete(at.pos, at.pos + at.node.nodeSize);
  dispatch?.(tr.setSelection(TextSelection.create(tr.doc, before.pos + before.node.nodeSize - 1)).scrollIntoView());
  return true;
}

/** Delete at the end of a block. */
export function forwardDelete(state, dispatch) {
  const at = here(state);
  if (!at || !state.selection.empty || at.$from.parentOffset < at.node.content.size || inCell(state)) return false;
  const after = neighbour(state, at, 1);
  return after?.same ? join(state, dispatch, at, after) : true;
}

/** @param {number} to */
function level(to) {
  return (state, dispatch) => {
    const at = here(state);
    // At its last level Tab leaves the text, as it does elsewhere.
    if (at?.name !== "item" || at.node.attrs.level === to) return false;
    dispatch?.(state.tr.setNodeMarkup(at.pos, null, { ...at.node.attrs, level: to }));
    return true;
  };
}

/** Tab: next party, next cell, deeper in the list, next field. @param {1|-1} direction */
export function tab(direction) {
  return (state, dispatch, view) => {
    const part = around(state, "contribution");
    if (part) {
      const edge = direction > 0 ? part.pos + part.node.nodeSize : part.pos;
      const $edge = state.doc.resolve(edge);
      const next = direction > 0 ? $edge.nodeAfter : $edge.nodeBefore;
      if (next?.type.name !== "contribution") return direction > 0 && leave(state, dispatch, state.tr, part.pos);
      const target = Selection.near(state.doc.resolve(direction > 0 ? edge + 1 : edge - 1), direction > 0 ? 1 : -1);
      const end = Selection.findFrom(state.doc.resolve(target.$from.after(1) - 1), -1, true);
      dispatch?.(state.tr.setSelection(end).scrollIntoView());
      return true;
    }
    if (inCell(state)) {
      if (pm.tables.goToNextCell(direction)(state, dispatch)) return true;
      if (direction < 0) return false;
      if (dispatch && view) {
        pm.tables.addRowAfter(state, dispatch);
        pm.tables.goToNextCell(1)(view.state, view.dispatch);
      }
      return true;
    }
    const at = here(state);
    if (at?.node.attrs.records?.some((record) => record.type === "action")) {
      const fields = view?.nodeDOM(at.pos)?.querySelector?.(direction > 0 ? ".action-due input" : ".action-who input");
      fields?.focus();
      return Boolean(fields);
    }
    return level(direction > 0 ? 1 : 0)(state, dispatch);
  };
}

/** "- " makes a bullet, "1. " a numbered row, "# " a heading. */
export function typedSign(view, from, _to, text) {
  if (text !== " ") return false;
  const { state } = view;
  const at = here(state);
  if (!at || at.name !== "paragraph" || !state.selection.empty) return false;
  const sign = at.node.textBetween(0, at.$from.parentOffset, null, "\ufffc");
  const { id, records } = at.node.attrs;
  const rest = at.node.content.cut(at.$from.parentOffset);
  let node = null;
  let inside = 1;
  if (sign === "-" || sign === "*" || sign === "1.") {
    node = schema.nodes.list.create({ ordered: sign === "1." }, schema.nodes.item.create({ id, records }, rest));
    inside = 2;
  } else if (sign === "#" && at.$from.depth === 1) node = schema.nodes.heading.create({ id, records }, rest);
  if (!node) return false;
  const { tr } = state;
  tr.replaceWith(at.pos, at.pos + at.node.nodeSize, node);
  view.dispatch(tr.setSelection(TextSelection.create(tr.doc, at.pos + inside)));
  return true;
}
