/**
 * The page where a party answers: saves as one types, and says so in words. Without this the button Spara does the same.
 * What is not saved yet lies in the browser until the server has answered, also over a reload.
 */

const form = /** @type {HTMLFormElement | null} */ (document.querySelector("[data-questions]"));
const status = /** @type {HTMLElement | null} */ (document.querySelector("[data-saved]"));
const SHELF = `svar:${location.pathname}`;
const WAIT = 900; // milliseconds of quiet before a save
const AGAIN = 4000; // milliseconds before the next try where the server did not answer

/** @type {Set<string>} */
const waiting = new Set();
/** Controls with something wrong in them: not saved on the server, kept here until mended. @type {Set<string>} */
const wrongs = new Set();
/** @type {number | undefined} */
let timer;
let isSaving = false;

/** @param {string} name @returns {HTMLElement | null} */
const holder = (name) => form && form.querySelector(`[data-field="${CSS.escape(name)}"]`);

/** @param {string} name @returns {HTMLInputElement[]} */
const controls = (name) => [...(form ? form.querySelectorAll(`[name="${CSS.escape(name)}"]`) : [])].map((one) => /** @type {HTMLInputElement} */ (one));

/** @param {string} name @returns {HTMLInputElement | null} */
const mark = (name) => controls(`s-${name}`)[0] || null;

/** What stands in a question's controls. @param {string} name @returns {string[]} */
const typed = (name) => controls(name).filter((one) => !["radio", "checkbox"].includes(one.type) || one.checked).map((one) => one.value);

/** @param {string} words @param {boolean} [isLocal] */
function say(words, isLocal = false) {
  if (!status) return;
  if (status.textContent !== words) status.textContent = words;
  status.classList.toggle("is-local", isLocal);
}

/** Keep what waits in the browser; nothing is kept of files, which a page cannot put back. */
function keep() {
  /** @type {Record<string, {typed: string[], seen: string}>} */
  const kept = {};
  for (const name of [...waiting, ...wrongs]) if (controls(name)[0]?.type !== "file") kept[name] = { typed: typed(name), seen: mark(name)?.value || "" };
  try {
    if (Object.keys(kept).length) localStorage.setItem(SHELF, JSON.stringify(kept));
    else localStorage.removeItem(SHELF);
  } catch {
    /* a browser that keeps nothing: the page still saves */
  }
}

/** @param {string} name @param {string[]} values */
function put(name, values) {
  for (const one of controls(name)) {
    if (one.type === "radio" || one.type === "checkbox") one.checked = values.includes(one.value);
    else if (one.type !== "file") one.value = values[0] || "";
  }
}

/** Put back what an earlier visit could not save. */
function bringBack() {
  /** @type {Record<string, {typed: string[], seen: string}>} */
  let kept = {};
  try {
    kept = JSON.parse(localStorage.getItem(SHELF) || "{}");
  } catch {
    return;
  }
  for (const [name, one] of Object.entries(kept)) {
    const seen = mark(name);
    if (!seen || !Array.isArray(one.typed)) continue;
    put(name, one.typed);
    seen.value = one.seen;
    waiting.add(name);
  }
  if (waiting.size) save();
}

/** @param {string} name */
function changed(name) {
  waiting.add(name);
  keep();
  say("Sparar …");
  clearTimeout(timer);
  timer = window.setTimeout(save, WAIT);
}

/** Show what is wrong, with a button for what it may have meant. @param {string} name @param {string} words @param {[string, string][]} choices */
function showWrong(name, words, choices) {
  const box = holder(name)?.querySelector("[data-wrong]");
  if (!box) return;
  holder(name)?.closest(".question")?.classList.toggle("has-error", Boolean(words));
  for (const one of controls(name)) {
    if (words) one.setAttribute("aria-invalid", "true");
    else one.removeAttribute("aria-invalid");
    if (words) one.setAttribute("aria-describedby", box.id);
  }
  box.replaceChildren();
  if (!words) return;
  const said = document.createElement("p");
  said.className = "error";
  said.setAttribute("role", "alert");
  said.textContent = words;
  box.append(said);
  if (!choices.length) return look(name);
  const row = document.createElement("p");
  row.className = "meant";
  for (const [value, shown] of choices) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button";
    button.textContent = shown;
    button.addEventListener("click", () => {
      put(name, [value]);
      changed(name);
      save();
      controls(name)[0]?.focus();
    });
    row.append(button);
  }
  box.append(row);
  look(name);
}

/** Keep the control one writes in clear of the bar at the bottom, when words come above it. @param {string} name */
function look(name) {
  const one = controls(name)[0];
  if (one === document.activeElement) one.scrollIntoView({ block: "nearest" });
}

/** Write an amount, a number or a day as it was understood, once one has left it: 300.000 becomes 300 000.
 * @param {string} name @param {any} one */
function understood(name, one) {
  const control = controls(name)[0];
  if (one.wrong || waiting.has(name) || one.typed.length !== 1 || !control?.classList.contains("short")) return;
  const write = () => {
    if (!waiting.has(name) && control.value) control.value = one.typed[0];
  };
  if (control !== document.activeElement) write();
  else control.addEventListener("blur", write, { once: true });
}

/** Take in what the server said. @param {any} answer @param {Map<string, string>} sent */
function take(answer, sent) {
  for (const [name, one] of Object.entries(answer.fields)) {
    const seen = mark(name);
    if (seen) seen.value = one.mark;
    if (JSON.stringify(typed(name)) === sent.get(name)) waiting.delete(name);
    showWrong(name, one.wrong, one.choices);
    understood(name, one);
    const file = holder(name)?.querySelector("[data-file]");
    if (file && one.shown && !one.wrong) {
      file.textContent = one.shown;
      file.closest("p")?.removeAttribute("hidden");
      for (const input of controls(name)) input.value = "";
    }
  }
  for (const [key, words] of Object.entries(answer.sums)) {
    const out = form?.querySelector(`[data-sum="${CSS.escape(key)}"]`);
    if (out) out.textContent = words || "Räknas ut när du har fyllt i.";
  }
  const said = /** @type {HTMLElement | null} */ (form?.querySelector("[data-said]"));
  if (said) {
    said.hidden = !answer.said.length;
    said.querySelector("ul")?.replaceChildren(...answer.said.map((/** @type {string} */ words) => Object.assign(document.createElement("li"), { textContent: words })));
  }
  for (const [name, one] of Object.entries(answer.fields)) one.wrong ? wrongs.add(name) : wrongs.delete(name);
  keep();
  const more = wrongs.size === 1 ? "Ett svar behöver rättas." : `${wrongs.size} svar behöver rättas.`;
  say(wrongs.size ? `${answer.saved ? `${answer.saved}. ` : ""}${more}` : answer.saved, wrongs.size > 0);
}

async function save() {
  clearTimeout(timer);
  if (!form || isSaving || !waiting.size) return;
  isSaving = true;
  const body = new FormData();
  /** @type {Map<string, string>} */
  const sent = new Map();
  const token = form.querySelector("[name=csrfmiddlewaretoken]");
  if (token) body.append("csrfmiddlewaretoken", /** @type {HTMLInputElement} */ (token).value);
  for (const name of waiting) {
    const seen = mark(name);
    if (!seen) {
      waiting.delete(name);
      continue;
    }
    body.append(seen.name, seen.value);
    sent.set(name, JSON.stringify(typed(name)));
    for (const one of controls(name)) {
      if (one.type === "file") [...(one.files || [])].forEach((file) => body.append(name, file));
      else if (!["radio", "checkbox"].includes(one.type) || one.checked) body.append(name, one.value);
    }
  }
  let again = AGAIN;
  try {
    const response = await fetch(form.action, { method: "POST", body, headers: { Accept: "application/json" } });
    const answer = await response.json();
    if (response.ok) {
      take(answer, sent);
      again = WAIT;
    } else {
      say(`Inte sparat. ${answer.message} Det du skrev finns kvar i den här webbläsaren.`, true);
      again = 0;
    }
  } catch {
    say("Ingen kontakt. Det du skriver finns kvar i den här webbläsaren och sparas när nätet är tillbaka.", true);
  }
  isSaving = false;
  if (waiting.size && again) timer = window.setTimeout(save, again);
}

form?.addEventListener("input", (event) => {
  const one = /** @type {HTMLInputElement} */ (event.target);
  if (one.type !== "file" && one.name.startsWith("q-") && !one.name.endsWith("-bort")) changed(one.name);
});
form?.addEventListener("change", (event) => {
  const one = /** @type {HTMLInputElement} */ (event.target);
  if (one.name.endsWith("-bort")) return;
  if (one.type === "file" && one.files?.length) changed(one.name);
  if (one.name.startsWith("q-")) save();
});
// Whoever presses a button sends the whole page; what is kept of it is not needed, if the page comes.
form?.addEventListener("submit", () => {
  clearTimeout(timer);
  isSaving = true;
});
window.addEventListener("pageshow", () => {
  isSaving = false;
});
window.addEventListener("online", () => save());
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "hidden") save();
});
if (form) bringBack();
else if (document.querySelector("[data-handed-in]")) {
  try {
    localStorage.removeItem(SHELF);
  } catch {
    /* nothing was kept */
  }
}
