/** Keys that work on the whole page, and the list of them. */
import { h } from "./dom.js";

const LIST = [
  ["/", "infoga block på en tom rad"],
  ["Ctrl ↓", "nästa punkt"],
  ["Ctrl ↑", "föregående punkt"],
  ["Tab", "nästa part i laget runt, nästa fält, nästa cell"],
  ["Skift Tab", "föregående"],
  ["F2", "närvaro"],
  ["Ctrl S", "spara nu (det sparas ändå)"],
  ["Ctrl B", "fet"],
  ["Ctrl I", "kursiv"],
  ["Ctrl K", "länk"],
  ["Ctrl Z", "ångra"],
  ["- och mellanslag", "punktlista"],
  ["1. och mellanslag", "numrerad lista"],
  ["# och mellanslag", "mellanrubrik"],
  ["Skift Enter", "ny rad i samma stycke"],
  ["?", "den här listan"],
];

/** @type {?HTMLDialogElement} */
let dialog = null;

export function showKeys() {
  dialog ||= document.body.appendChild(h("dialog", { class: "key-list", "aria-labelledby": "key-list-title" },
    h("h2", { id: "key-list-title" }, "Tangenter"),
    h("dl", {}, ...LIST.flatMap(([key, words]) => [h("dt", {}, h("kbd", {}, key)), h("dd", {}, words)])),
    h("form", { method: "dialog" }, h("button", { class: "button" }, "Stäng"))));
  if (dialog && !dialog.open) dialog.showModal();
}

export function toAttendance() {
  const first = /** @type {?HTMLElement} */ (document.querySelector("[data-attendance] button"));
  if (!first) return;
  // In a narrow window the column lies folded away.
  const fold = /** @type {?HTMLElement} */ (first.closest("[popover]"));
  if (!first.checkVisibility?.()) fold?.showPopover?.();
  first.focus();
}

/** @param {EventTarget|null} target */
function inText(target) {
  const el = /** @type {HTMLElement} */ (target);
  return el.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(el.tagName || "");
}

/** @param {{items: () => any[], current: () => any, save: () => void}} page */
export function listen(page) {
  const step = (direction) => {
    const items = page.items();
    const at = items.indexOf(page.current());
    const next = items[at < 0 ? 0 : at + direction];
    if (!next) return;
    next.section.scrollIntoView({ block: "start" });
    next.focus();
  };
  document.addEventListener("keydown", (event) => {
    if (event.isComposing || event.defaultPrevented) return;
    const control = (event.ctrlKey || event.metaKey) && !event.altKey;
    if (control && event.key.toLowerCase() === "s") page.save();
    else if (control && !event.shiftKey && event.key === "ArrowDown") step(1);
    else if (control && !event.shiftKey && event.key === "ArrowUp") step(-1);
    else if (event.key === "F2") toAttendance();
    else if (event.key === "?" && !control && !inText(event.target)) showKeys();
    else return;
    event.preventDefault();
  });
  document.addEventListener("draft:attendance", toAttendance);
  document.addEventListener("click", (event) => {
    if (/** @type {HTMLElement} */ (event.target).closest?.("[data-show-keys]")) showKeys();
  });
}
