/**
 * The browser's own copy of text that the server has not yet confirmed.
 *
 * A row is written before its text is sent and taken away only when the server
 * has acknowledged it. Rows belong to one user, one meeting and one tab, so two
 * tabs never write over each other's copy.
 *
 * @typedef {{key: string, user: string, meeting: string, item: string, block: string, base: number,
 *   tab: string, at: number, sent: string[], data: any}} Pending
 */
import { uuid } from "./dom.js";

const DATABASE = "sekretariatet-utkast";
const ROWS = "pending";
const TAB = "sekretariatet-flik";
const UNLOADING = 10_000; // milliseconds that the page before a reload may take to go away

/** @param {IDBRequest|IDBTransaction} request @returns {Promise<any>} */
function done(request) {
  return new Promise((resolve, reject) => {
    const ok = () => resolve("result" in request ? request.result : undefined);
    if ("oncomplete" in request) request.oncomplete = ok;
    else request.onsuccess = ok;
    request.onerror = () => reject(request.error);
    if ("onabort" in request) request.onabort = () => reject(request.error);
  });
}

/** Rows in IndexedDB. */
class DatabaseRows {
  /** @param {IDBDatabase} db */
  constructor(db) {
    this.db = db;
  }

  static async open() {
    const request = indexedDB.open(DATABASE, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(ROWS, { keyPath: "key" });
    return new DatabaseRows(await done(request));
  }

  /** @param {Pending[]} put @param {string[]} remove */
  async write(put, remove) {
    const transaction = this.db.transaction(ROWS, "readwrite", { durability: "relaxed" });
    const rows = transaction.objectStore(ROWS);
    for (const row of put) rows.put(row);
    for (const key of remove) rows.delete(key);
    transaction.commit?.();
    await done(transaction);
  }

  /** @param {string} prefix @returns {Promise<Pending[]>} */
  all(prefix) {
    const range = IDBKeyRange.bound(prefix, `${prefix}\uffff`);
    return done(this.db.transaction(ROWS).objectStore(ROWS).getAll(range));
  }
}

/** Rows in localStorage, when the browser refuses IndexedDB. */
class LocalRows {
  constructor() {
    localStorage.setItem(`${DATABASE}-prov`, "1");
    localStorage.removeItem(`${DATABASE}-prov`);
  }

  async write(put, remove) {
    for (const row of put) localStorage.setItem(`${DATABASE}:${row.key}`, JSON.stringify(row));
    for (const key of remove) localStorage.removeItem(`${DATABASE}:${key}`);
  }

  async all(prefix) {
    return Object.keys(localStorage)
      .filter((name) => name.startsWith(`${DATABASE}:${prefix}`))
      .map((name) => JSON.parse(localStorage.getItem(name) || "null"))
      .filter(Boolean);
  }
}

/** Rows in memory: nothing outlives the page, and the person is told so. */
class NoRows {
  constructor() {
    /** @type {Map<string, Pending>} */
    this.rows = new Map();
  }

  async write(put, remove) {
    for (const row of put) this.rows.set(row.key, row);
    for (const key of remove) this.rows.delete(key);
  }

  async all(prefix) {
    return [...this.rows.values()].filter((row) => row.key.startsWith(prefix));
  }
}

/**
 * Which tab this was before the page was loaded anew, if it was.
 * @param {string} now @returns {string | null}
 */
function previousTab(now) {
  try {
    const before = sessionStorage.getItem(TAB);
    sessionStorage.setItem(TAB, now);
    return before;
  } catch {
    return null;
  }
}

/** One user's unconfirmed text in one meeting. */
export class Store {
  /** @param {string} user @param {string} meeting */
  constructor(user, meeting) {
    this.user = user;
    this.meeting = meeting;
    this.tab = uuid();
    this.before = previousTab(this.tab);
    this.prefix = `${user}/${meeting}/`;
    /** @type {"indexeddb"|"localstorage"|"memory"} */
    this.kind = "memory";
    this.rows = new NoRows();
    this.channel = "BroadcastChannel" in window ? new BroadcastChannel(`utkast-${user}-${meeting}`) : null;
    /** @type {(message: any) => void} */
    this.onmessage = () => {};
    this.channel?.addEventListener("message", ({ data }) => {
      if (data.type === "who") this.tell({ type: "here", tab: this.tab });
      else this.onmessage(data);
    });
  }

  /** @param {string} user @param {string} meeting */
  static async open(user, meeting) {
    const store = new Store(user, meeting);
    try {
      store.rows = await DatabaseRows.open();
      store.kind = "indexeddb";
    } catch {
      try {
        store.rows = new LocalRows();
        store.kind = "localstorage";
      } catch {
        store.kind = "memory";
      }
    }
    // Held for as long as the page lives: others see by it that this tab's rows are in good hands.
    navigator.locks?.request(`utkast-${store.tab}`, () => new Promise(() => {})).catch(() => {});
    return store;
  }

  /** @param {any} message */
  tell(message) {
    this.channel?.postMessage(message);
  }

  /**
   * @param {string} item @param {any} data block as it will be sent @param {string[]} sent
   * @returns {Pending}
   */
  row(item, data, sent = []) {
    const key = `${this.prefix}${item}/${data.id}/${data.base}/${this.tab}`;
    return {
      key, user: this.user, meeting: this.meeting, item, block: data.id,
      base: data.base, tab: this.tab, at: Date.now(), sent, data,
    };
  }

  /** @param {Pending[]} put @param {string[]} [remove] */
  write(put, remove = []) {
    return put.length || remove.length ? this.rows.write(put, remove) : Promise.resolve();
  }

  /** Rows left by tabs that no longer live, oldest first. @returns {Promise<Pending[]>} */
  async left() {
    const rows = await this.rows.all(this.prefix);
    if (!rows.length) return [];
    const living = await this.livingTabs();
    if (this.before && living.has(this.before) && rows.some((row) => row.tab === this.before)) await this.untilGone(living, this.before);
    return rows.filter((row) => !living.has(row.tab)).sort((a, b) => a.at - b.at);
  }

  /**
   * A page that is loaded anew may be read before the one it replaces is gone, when that had much text to put away.
   * @param {Set<string>} living @param {string} tab
   */
  async untilGone(living, tab) {
    await navigator.locks?.request(`utkast-${tab}`, { signal: AbortSignal.timeout(UNLOADING) }, () => living.delete(tab)).catch(() => {});
  }

  /** Everything kept for this user and meeting. */
  all() {
    return this.rows.all(this.prefix);
  }

  /** @returns {Promise<Set<string>>} */
  async livingTabs() {
    const living = new Set([this.tab]);
    if (navigator.locks?.query) {
      const { held = [], pending = [] } = await navigator.locks.query();
      for (const lock of [...held, ...pending]) living.add(String(lock.name).replace("utkast-", ""));
    } else if (this.channel) {
      const channel = this.channel;
      const listen = ({ data }) => data.type === "here" && living.add(data.tab);
      channel.addEventListener("message", listen);
      channel.postMessage({ type: "who" });
      await new Promise((resolve) => setTimeout(resolve, 400));
      channel.removeEventListener("message", listen);
    }
    return living;
  }

  /** After a finished logout nothing of the person's text stays on a shared computer. */
  async clear() {
    const rows = await this.rows.all(this.prefix);
    await this.rows.write([], rows.map((row) => row.key));
  }
}
