/**
 * The agenda was changed by somebody: items renamed, moved, added and taken
 * away, while text is being written. The written text stays where it is.
 */

/** What the server drew, without the token that is another each time. @param {Element} el */
const drawing = (el) => el.outerHTML.replace(/(name="csrfmiddlewaretoken" value=")[^"]*/g, "$1");

/** Put the sections in the new order around the one that is being written in. @param {Element} writing @param {Element[]} order */
function arrange(writing, order) {
  const now = [...writing.querySelectorAll(":scope > section.item")].filter((section) => order.includes(section));
  if (now.every((section, index) => section === order[index]) && now.length === order.length) return;
  const held = order.find((section) => section.contains(document.activeElement));
  const top = held?.getBoundingClientRect().top || 0;
  if (held) {
    const at = order.indexOf(held);
    held.before(...order.slice(0, at));
    held.after(...order.slice(at + 1));
    writing.scrollTop += held.getBoundingClientRect().top - top;
  } else writing.append(...order);
}

/** @param {Element} section @param {Element} fresh */
function retitle(section, fresh) {
  for (const name of ["data-number", "data-proposal"]) section.setAttribute(name, fresh.getAttribute(name) || "");
  const head = section.querySelector(".item-head");
  const next = fresh.querySelector(".item-head");
  if (!head || !next || drawing(head) === drawing(next)) return;
  const focused = document.activeElement instanceof HTMLElement && head.contains(document.activeElement) ? document.activeElement.id : "";
  const drawn = document.importNode(next, true);
  head.replaceWith(drawn);
  /** @type {any} */ (window).htmx?.process(drawn);
  if (focused) document.getElementById(focused)?.focus();
}

/**
 * @param {{items: Map<string, any>, register: () => void}} page
 * @returns {Promise<void>}
 */
export async function agendaChanged({ items, register }) {
  const response = await fetch(location.href, { credentials: "same-origin", redirect: "error", cache: "no-store" }).catch(() => null);
  if (!response?.ok) return;
  const fresh = new DOMParser().parseFromString(await response.text(), "text/html");
  const writing = document.querySelector(".writing");
  if (!writing || !fresh.querySelector("[data-draft]")) return;
  const there = new Map([...writing.querySelectorAll(":scope > section.item")].map((el) => [/** @type {HTMLElement} */ (el).dataset.item, el]));
  const order = [];
  for (const el of fresh.querySelectorAll("section.item[data-item]")) {
    const id = /** @type {HTMLElement} */ (el).dataset.item;
    const known = there.get(id);
    if (known) {
      retitle(known, el);
      items.get(id || "")?.gone(false);
      there.delete(id);
    }
    order.push(known || document.importNode(el, true));
  }
  writing.querySelector(":scope > p.empty")?.remove();
  arrange(writing, order);
  for (const section of order) if (!items.has(/** @type {any} */ (section).dataset.item)) /** @type {any} */ (window).htmx?.process(section);
  for (const [id, section] of there) {
    // Taken off the agenda: it goes, unless somebody is in it or has text there that is not saved.
    const item = items.get(id || "");
    if (item && (item.sync.changes().length || section.contains(document.activeElement))) item.gone(true);
    else {
      section.remove();
      items.delete(id || "");
    }
  }
  register();
}
