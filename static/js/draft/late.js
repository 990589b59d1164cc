/** The editor's modules when they do not come at once: says so, gives plain fields meanwhile, and tries again. */
import { h } from "./dom.js";

const SHORTEST = 2000;
const LONGEST = 30000;
const ENOUGH = 4;

/** What the page holds for those without script. @param {Element} section @returns {HTMLElement[]} */
export function fallback(section) {
  const marked = section.querySelectorAll("[data-fallback]");
  return [...(marked.length ? marked : section.querySelectorAll("form:has(textarea)"))].map((el) => /** @type {HTMLElement} */ (el));
}

/**
 * Fetches a module's file, and those of the modules it asks for, so that the browser has them when it is imported.
 * A browser remembers a module whose fetch failed and never asks for it again; a file it asks for each time.
 * @param {string} url @param {Set<string>} [seen] @returns {Promise<void>}
 */
export async function fetched(url, seen = new Set()) {
  if (seen.has(url)) return;
  seen.add(url);
  const answer = await fetch(url);
  if (!answer.ok) throw new Error(`${url}: ${answer.status}`);
  const text = await answer.text();
  const names = [...text.matchAll(/^import\b[^"\n]*"([^"]+)"/gm)].map(([, name]) => name);
  await Promise.all(names.map((name) => fetched(name.startsWith(".") ? new URL(name, url).href : import.meta.resolve(name), seen)));
}

export class LateEditor {
  /**
   * @param {{load: () => Promise<any>, status: import("./status.js").Status, poll: import("./poll.js").Poll,
   *   connection: import("./connection.js").Connection, items: Map<string, any>}} page
   */
  constructor(page) {
    Object.assign(this, page);
    this.lacking = false;
    this.tries = 0;
    this.timer = 0;
    const now = () => this.lacking && this.fetch().catch(() => {});
    this.connection.addEventListener("retry", now);
    this.connection.addEventListener("change", () => this.connection.state === "online" && now());
    window.addEventListener("online", now);
  }

  /** @returns {Promise<any>} the editor's module, or a refusal once it has been said that it is missing */
  async fetch() {
    try {
      const found = await this.load();
      this.came();
      return found;
    } catch (fault) {
      this.missing();
      throw fault;
    }
  }

  came() {
    if (!this.lacking) return;
    this.lacking = false;
    this.tries = 0;
    clearTimeout(this.timer);
    this.timer = 0;
    this.status.say("editor");
    for (const item of this.items.values()) if (item.plain) item.mount().catch((fault) => this.broken(fault));
  }

  missing() {
    if (!this.lacking) this.poll.soon(); // whether it is the network, or only this file
    this.lacking = true;
    if (!this.timer) {
      this.timer = window.setTimeout(() => {
        this.timer = 0;
        this.fetch().catch(() => {});
      }, Math.min(LONGEST, SHORTEST * 2 ** this.tries));
      this.tries++;
    }
    const more = this.tries > ENOUGH && this.connection.state === "online"
      ? " Dröjer det, ladda om sidan. Det du har skrivit finns kvar."
      : " Redigeraren hämtas av sig själv när det går igen.";
    this.status.say("editor", h("p", {}, h("b", {}, "Redigeraren har inte kommit än."), ` Skriv så länge i fältet under texten.${more}`));
  }

  /** The editor came but could not be made: the plain form comes back. @param {any} fault */
  broken(fault) {
    for (const item of this.items.values()) if (!item.editor) for (const el of fallback(item.section)) el.hidden = false;
    this.status.say("editor", h("p", {}, h("b", {}, "Redigeraren kunde inte startas."), " Ladda om sidan, eller skriv i de enkla fälten."));
    console.error(fault);
  }
}
