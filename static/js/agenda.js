/**
 * The screen of an agenda: its buttons answer in place, and points can be dragged.
 * Without this every button still works, since each is a button of the form.
 */

const form = /** @type {HTMLFormElement | null} */ (document.querySelector("[data-agenda]"));
const htmx = /** @type {any} */ (window).htmx;

/** @param {Element | null} el @returns {HTMLElement | null} */
const pointOf = (el) => /** @type {HTMLElement | null} */ (el?.closest("[data-point]") || null);

/** Send the whole form to the button's address and show the screen that comes back. @param {HTMLButtonElement} button */
async function press(button) {
  if (!form) return;
  const values = Object.fromEntries(new FormData(form, button));
  const open = pointOf(button)?.querySelector("details[open]");
  const where = pointOf(button)?.id;
  document.getElementById("agenda-screen")?.setAttribute("aria-busy", "true");
  await htmx.ajax("POST", button.formAction, { source: form, target: "#agenda-screen", swap: "outerHTML", values });
  const stays = document.getElementById(button.id) || (where && document.querySelector(`#${where} summary`));
  if (open) document.querySelector(`#${where} details`)?.setAttribute("open", "");
  const wrong = document.querySelector("#agenda-screen [aria-invalid]");
  const next = wrong || stays || document.querySelector("#agenda-screen .agenda-sources button") || document.getElementById("spara-tider");
  /** @type {HTMLElement | null} */ (next)?.focus({ preventScroll: next === stays });
}

form?.addEventListener("submit", (event) => {
  const button = /** @type {HTMLButtonElement | null} */ (event.submitter);
  if (!htmx || !button || button.value === "add") return;
  event.preventDefault();
  if (button.getAttribute("aria-disabled") !== "true") press(button);
});

// Dragging: by the grip alone, so that text can be marked. A drop is a choice of place and a press on Flytta.

/** @type {HTMLElement | null} */
let dragged = null;

/** @param {HTMLElement} point @param {number} y */
const isUpper = (point, y) => {
  const box = point.getBoundingClientRect();
  return y < box.top + box.height / 2;
};

form?.addEventListener("pointerdown", (event) => {
  const grip = /** @type {Element} */ (event.target).closest(".agenda-grip");
  if (grip && event.button === 0) /** @type {HTMLElement} */ (pointOf(grip)).draggable = true;
});
form?.addEventListener("pointerup", () => form.querySelectorAll("[draggable]").forEach((one) => one.removeAttribute("draggable")));

form?.addEventListener("dragstart", (event) => {
  dragged = pointOf(/** @type {Element} */ (event.target));
  if (!dragged?.draggable) return;
  event.dataTransfer?.setData("text/plain", dragged.id);
  dragged.classList.add("is-dragged");
});

form?.addEventListener("dragover", (event) => {
  let over = pointOf(/** @type {Element} */ (event.target));
  while (over && dragged && over.parentElement !== dragged.parentElement) over = pointOf(over.parentElement);
  if (!dragged || !over) return;
  event.preventDefault();
  if (over !== dragged) over[isUpper(over, event.clientY) ? "before" : "after"](dragged);
});

form?.addEventListener("drop", (event) => {
  if (!dragged) return;
  event.preventDefault();
  const siblings = [...(dragged.parentElement?.children || [])];
  const select = /** @type {HTMLSelectElement | null} */ (dragged.querySelector(`#place-${dragged.dataset.point}`));
  const button = /** @type {HTMLButtonElement | null} */ (dragged.querySelector(`#flytta-${dragged.dataset.point}`));
  if (!select || !button) return;
  select.value = String(siblings.indexOf(dragged) + 1);
  dragged = null;
  button.click();
});

form?.addEventListener("dragend", () => {
  const left = dragged;
  dragged = null;
  form.querySelectorAll("[draggable]").forEach((one) => one.removeAttribute("draggable"));
  if (left) location.reload();
});

form?.setAttribute("data-drag", "");
