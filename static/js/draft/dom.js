/**
 * Small things every part of the drafting page needs: elements, ids, clock
 * times, and inline HTML made safe to show.
 *
 * @typedef {{id: string, type: string, fields: Object<string, any>}} DraftRecord
 * @typedef {{id: string, html: string, by: string, at: string, resolve_url?: string, mine?: string}} Conflict
 * @typedef {{id: string, revision?: number, kind: string, level: number, runs_on: boolean,
 *   parent: ?string, label: string, html: string, records: DraftRecord[], after?: ?string,
 *   conflict?: Conflict}} Block
 */

/**
 * Make an element. Attribute values false, null and undefined are left out;
 * names that begin with "on" are listeners.
 * @param {string} tag
 * @param {Object<string, any>} [attrs]
 * @param {...(Node|string|null)} children
 * @returns {any}
 */
export function h(tag, attrs = {}, ...children) {
  const el = document.createElement(tag);
  for (const [name, value] of Object.entries(attrs)) {
    if (value === false || value === null || value === undefined) continue;
    if (name.startsWith("on")) el.addEventListener(name.slice(2), value);
    else el.setAttribute(name, value === true ? "" : String(value));
  }
  el.append(...children.filter((child) => child !== null && child !== undefined));
  return el;
}

export const STATEMENT_NAMES = {
  reservation: "Reservation", dissent: "Avvikande mening", special: "Särskilt yttrande", note: "Protokollsanteckning",
};
const RECORD_NAMES = {
  decision: "Beslut", action: "Uppdrag", input: "Inspel", for_next_meeting: "Till nästa möte",
  hand_on: "Medskick", interest_conflict: "Jäv",
};

/** Words shown in the gutter for a block's records. @param {DraftRecord[]} records */
export function recordLabel(records) {
  const names = records.map(({ type, fields }) => RECORD_NAMES[type] || STATEMENT_NAMES[fields?.kind || "reservation"]);
  return [...new Set(names)].join(" och ");
}

/** A picture from the site's sprite, when the page says where it is (data-icons). @param {string} name */
export function icon(name) {
  const sprite = document.querySelector("[data-icons]")?.getAttribute("data-icons");
  if (!sprite) return null;
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  use.setAttribute("href", `${sprite}#${name}`);
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  svg.append(use);
  return svg;
}

/** A new id. randomUUID is missing on plain http, so there is a second way. */
export function uuid() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const b = crypto.getRandomValues(new Uint8Array(16));
  b[6] = (b[6] & 15) | 64;
  b[8] = (b[8] & 63) | 128;
  const hex = Array.from(b, (x) => x.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

/** Clock time as the house writes it: 14.42, 9.05. */
export function clock(date = new Date()) {
  return `${date.getHours()}.${String(date.getMinutes()).padStart(2, "0")}`;
}

/** @param {string} name */
export function cookie(name) {
  const found = document.cookie.match(new RegExp(`(?:^|; )${name}=([^;]*)`));
  return found ? decodeURIComponent(found[1]) : "";
}

/** @param {Element} el @param {string} name @param {any} otherwise */
export function jsonAttribute(el, name, otherwise) {
  try {
    return JSON.parse(el.getAttribute(name) || "null") ?? otherwise;
  } catch {
    return otherwise;
  }
}

const INLINE = new Set(["STRONG", "EM", "B", "I", "A", "BR", "TIME"]);
const TABLE = new Set(["TABLE", "THEAD", "TBODY", "TR", "TH", "TD", "CAPTION"]);
const KEPT = { A: ["href"], TIME: ["data-date", "datetime"], TH: ["scope", "colspan", "rowspan"], TD: ["colspan", "rowspan"] };

/** Only these addresses become links. @param {?string} href */
export function isSafeHref(href) {
  return /^(https?:|mailto:|tel:|\/|#)/i.test((href || "").trim());
}

/**
 * Parse inline (or table) HTML without running it and keep what an item may hold.
 * @param {string} html
 * @returns {DocumentFragment}
 */
export function safeFragment(html) {
  const source = new DOMParser().parseFromString(html || "", "text/html").body;
  const out = document.createDocumentFragment();
  /** @param {globalThis.Node} from @param {globalThis.Node} to */
  const copy = (from, to) => {
    for (const child of from.childNodes) {
      if (child.nodeType === 3) to.appendChild(document.createTextNode(child.data));
      else if (child.nodeType === 1) {
        const name = child.tagName;
        if (name === "SCRIPT" || name === "STYLE") continue;
        let target = to;
        if ((INLINE.has(name) || TABLE.has(name)) && (name !== "A" || isSafeHref(child.getAttribute("href")))) {
          target = document.createElement(name);
          for (const attr of KEPT[name] || []) {
            if (child.hasAttribute(attr)) target.setAttribute(attr, child.getAttribute(attr));
          }
          to.appendChild(target);
        }
        copy(child, target);
      }
    }
  };
  copy(source, out);
  return out;
}

/** The plain words of an inline HTML string. @param {string} html */
export function plainText(html) {
  if (!html) return "";
  if (!html.includes("<") && !html.includes("&")) return html;
  const fragment = safeFragment(html.replace(/<br\s*\/?>/gi, "\n").replace(/<\/(td|th|tr)>/gi, " "));
  return fragment.textContent || "";
}
