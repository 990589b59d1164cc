/** A small row for a link's address, where the caret is. */
import { h, isSafeHref } from "./dom.js";
import { cleanUrl } from "./paste.js";
import { schema } from "./nodes.js";

const { link } = schema.marks;

/** The link around the caret, whole. */
function linkAt(state) {
  const { $from, from, to, empty } = state.selection;
  if (!empty) return { from, to, href: link.isInSet($from.marksAcross(state.selection.$to) || [])?.attrs.href || "" };
  let range = null;
  $from.parent.forEach((node, offset) => {
    const mark = link.isInSet(node.marks);
    const start = $from.start() + offset;
    if (mark && start <= from && from <= start + node.nodeSize) range = { from: start, to: start + node.nodeSize, href: mark.attrs.href };
  });
  return range || { from, to, href: "" };
}

/** @param {any} view @param {HTMLElement} after */
export function askLink(view, after) {
  after.querySelector(".link-row")?.remove();
  const { from, to, href } = linkAt(view.state);
  const input = h("input", { type: "text", inputmode: "url", value: href, autocomplete: "off" });
  const close = () => {
    row.remove();
    view.focus();
  };
  const remove = () => {
    view.dispatch(view.state.tr.removeMark(from, to, link));
    close();
  };
  const row = h("div", { class: "link-row", role: "group", "aria-label": "Länk" },
    h("label", {}, h("span", {}, "Adress"), input),
    h("button", { type: "button", class: "button", onclick: () => save() }, "Spara"),
    href ? h("button", { type: "button", class: "link-button", onclick: remove }, "Ta bort länken") : null,
    h("button", { type: "button", class: "link-button", onclick: close }, "Avbryt"));
  const save = () => {
    let address = input.value.trim();
    if (!address) return remove();
    if (!/^[a-z]+:/i.test(address) && /^[^\s@]+@[^\s@]+$/.test(address)) address = `mailto:${address}`;
    else if (!/^([a-z]+:|\/|#)/i.test(address)) address = `https://${address}`;
    if (!isSafeHref(address)) {
      input.setAttribute("aria-invalid", "true");
      return undefined;
    }
    const mark = link.create({ href: cleanUrl(address) });
    const { tr } = view.state;
    if (from === to) tr.replaceWith(from, to, view.state.schema.text(address.replace(/^(https?:\/\/|mailto:)/, ""), [mark]));
    else tr.addMark(from, to, mark);
    view.dispatch(tr);
    return close();
  };
  row.addEventListener("keydown", (event) => {
    if (event.key === "Escape") close();
    else if (event.key === "Enter" && event.target === input) {
      event.preventDefault();
      save();
    }
  });
  after.append(row);
  input.focus();
  input.select();
}
