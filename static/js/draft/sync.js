/**
 * One item's way to the server: knows what the server has, sends what differs,
 * keeps a copy until it is acknowledged.
 *
 * @typedef {import("./dom.js").Block} Block
 * @typedef {import("./store.js").Pending} Pending
 * @typedef {{revision: number, sig: string, block: Block, deleted?: boolean}} Known
 */
import { plainText, uuid } from "./dom.js";

const IDLE = 1200;
const LONGEST = 3000;
const COPY = 250;

/** What makes a block different from another. @param {Block} b */
export function signature(b) {
  return JSON.stringify([b.kind, b.level || 0, Boolean(b.runs_on), b.parent || null, b.label || "", b.html || "", b.records || []]);
}

/** @param {string} html */
const normal = (html) => plainText(html || "").replace(/\s+/g, " ").trim();

/** A block with no words and no field filled in. @param {Block} block */
export function isBlank(block) {
  if (block.kind === "table" && block.html) return false;
  const filled = (block.records || []).some(({ fields = {} }) => (
    fields.who || fields.due || fields.person || (fields.to && fields.to.length)));
  return !filled && !normal(block.html);
}

export class ItemSync {
  /**
   * @param {{item: string, url: string, store: import("./store.js").Store,
   *   connection: import("./connection.js").Connection, user: string, read: () => Block[],
   *   onState: () => void, onAnswer: (result: any, sent: any, current: boolean) => void,
   *   onRefused: (message: string) => void, onSaved: (data: any) => void}} to
   */
  constructor(to) {
    Object.assign(this, to);
    /** @type {Map<string, Known>} */
    this.known = new Map();
    /** @type {Map<string, string[]>} texts sent without an answer, by block */
    this.unanswered = new Map();
    /** @type {Map<string, string>} store keys by block */
    this.kept = new Map();
    /** @type {?Map<string, any>} */
    this.flying = null;
    /** @type {?Promise<boolean>} */
    this.flight = null;
    this.firstEdit = 0;
    this.idleTimer = 0;
    this.copyTimer = 0;
    this.held = "";
    /** When the copy was made last. */
    this.keptAt = 0;
  }

  /** @param {Block} block @param {number} [revision] @param {string} [sig] */
  learn(block, revision = block.revision || 0, sig = signature(block)) {
    this.known.set(block.id, { revision, sig, block });
  }

  /** Ids of blocks that the server does not have as they are here. @returns {Set<string>} */
  dirty() {
    return new Set([...this.changes().map((change) => change.id), ...(this.flying?.keys() || [])]);
  }

  /** The server's order is now this one. */
  settle() {
    const here = this.read().map((block) => block.id).filter((id) => this.known.has(id));
    const rest = [...this.known.keys()].filter((id) => !here.includes(id));
    this.known = new Map([...here, ...rest].map((id) => [id, this.known.get(id)]));
  }

  /** What the server does not have, as it is to be sent. @returns {any[]} */
  changes() {
    const blocks = this.read();
    const alive = new Set();
    for (const block of blocks) {
      if (this.known.has(block.id) || !isBlank(block)) {
        alive.add(block.id);
        if (block.parent) alive.add(block.parent);
      }
    }
    const here = new Set(blocks.map((block) => block.id));
    const before = [...this.known.values()].filter((known) => !known.deleted && here.has(known.block.id)).map((known) => known.block.id);
    const now = blocks.filter((block) => this.known.has(block.id) && !this.known.get(block.id).deleted).map((block) => block.id);
    const moved = new Set();
    if (before.join() !== now.join()) now.forEach((id, i) => (now[i - 1] || "") !== (before[before.indexOf(id) - 1] || "") && moved.add(id));
    const out = [];
    let after = null;
    for (const block of blocks) {
      if (!alive.has(block.id)) continue;
      const known = this.known.get(block.id);
      if (!known || known.deleted || known.sig !== signature(block) || moved.has(block.id)) {
        const { id, kind, level, runs_on, parent, label, html, records } = block;
        const change = { id, base: known?.revision || 0, kind, level, runs_on, parent, label, html, after, deleted: false, records };
        out.push(change);
      }
      after = block.id;
    }
    for (const [id, known] of this.known) {
      if (here.has(id) || known.deleted) continue;
      const { kind, level, runs_on, parent, label, records } = known.block;
      out.push({ id, base: known.revision, kind, level, runs_on, parent, label, html: "", after: null, deleted: true, records });
    }
    return out;
  }

  /** Called at every change of the text. */
  touched() {
    const now = Date.now();
    this.firstEdit ||= now;
    this.held = "";
    clearTimeout(this.idleTimer);
    this.idleTimer = window.setTimeout(() => this.due(), Math.max(0, Math.min(IDLE, this.firstEdit + LONGEST - 200 - now)));
    this.copyTimer ||= window.setTimeout(() => this.copy(), COPY);
    this.onState();
  }

  /** Time to save; without a server only the copy is made, and the connection tries again by itself. */
  due() {
    this.idleTimer = 0;
    return this.connection.state === "online" ? this.save() : this.copy();
  }

  /** Write what is not acknowledged into the browser's store. */
  async copy(changes = this.changes()) {
    clearTimeout(this.copyTimer);
    this.copyTimer = 0;
    const put = changes.map((change) => this.store.row(this.item, change, this.unanswered.get(change.id) || []));
    const keep = new Set(put.map((row) => row.key));
    const remove = [...this.kept.values()].filter((key) => !keep.has(key));
    this.kept = new Map(put.map((row) => [row.block, row.key]));
    try {
      await this.store.write(put, remove);
      if (put.length && this.store.kind !== "memory") this.keptAt = Date.now();
    } catch {
      this.store.kind = "memory";
    }
    this.onState();
  }

  /**
   * Send what differs. One save at a time; what came meanwhile goes next.
   * @param {{keepalive?: boolean}} [options]
   * @returns {Promise<boolean>} whether the server now has everything
   */
  async save(options = {}) {
    clearTimeout(this.idleTimer);
    this.idleTimer = 0;
    if (this.flight) {
      await this.flight;
      return this.changes().length ? this.save(options) : true;
    }
    const changes = this.changes();
    this.firstEdit = 0;
    if (!changes.length) {
      if (this.kept.size) await this.copy(changes);
      this.onState();
      return true;
    }
    this.flying = new Map(changes.map((change) => [change.id, change]));
    this.onState();
    this.flight = this.fly(changes, options).finally(() => {
      this.flight = null;
      this.flying = null;
    });
    const sent = await this.flight;
    this.onState();
    const rest = this.changes();
    if (sent && rest.length && !this.idleTimer) this.touched();
    return sent && !rest.length;
  }

  /** @returns {Promise<boolean>} */
  async fly(changes, options) {
    // A page that is leaving cannot wait for the store: both begin at once.
    const copied = this.copy(changes);
    if (!options.keepalive) await copied;
    const answer = await this.connection.send(this.url, { tab: this.store.tab, user: this.user, blocks: changes }, options);
    if (answer.kind === "refused") {
      this.held = answer.message;
      this.onRefused(answer.message);
      return false;
    }
    if (answer.kind !== "ok") {
      for (const change of changes) {
        const list = this.unanswered.get(change.id) || [];
        if (!change.deleted && list[list.length - 1] !== change.html) this.unanswered.set(change.id, [...list.slice(-9), change.html]);
      }
      await this.copy();
      return false;
    }
    this.held = "";
    this.onRefused("");
    for (const result of answer.data.blocks || []) this.answered(result, this.flying?.get(result.id));
    this.flying = null;
    this.settle();
    await this.copy();
    this.store.tell({ type: "saved", item: this.item });
    this.onSaved(answer.data);
    return true;
  }

  /** @param {any} result @param {any} sent */
  answered(result, sent) {
    if (!sent) return;
    const now = this.read().find((block) => block.id === result.id);
    const current = Boolean(now) && signature(now) === signature(sent);
    if (result.state === "conflict" && this.isOwn(result)) {
      this.known.set(result.id, { revision: result.revision, sig: signature(sent), block: sent });
      result.own = true;
    } else if (sent.deleted) {
      this.known.set(result.id, { revision: result.revision, sig: "", block: { ...sent, revision: result.revision }, deleted: result.state !== "conflict" });
    } else if (result.state === "deleted") {
      // Somebody else took the block away while it was being written: it lives on as a new one.
      this.known.delete(result.id);
      result.renamed = uuid();
    } else {
      // While two texts wait for a choice the base stays: what is written goes to one's own of the two.
      const revision = result.state === "conflict" ? sent.base : result.revision;
      this.known.set(result.id, { revision, sig: signature(sent), block: sent });
    }
    this.unanswered.delete(result.id);
    this.onAnswer(result, sent, current);
  }

  /** Whether "the other's" text is one this tab sent and never heard back about. */
  isOwn(result) {
    const theirs = normal(result.conflict?.html);
    return (this.unanswered.get(result.id) || []).some((html) => normal(html) === theirs);
  }

  /**
   * Text left in the store by a tab that is gone is put over the server's.
   * @param {Block[]} server @param {Pending[]} rows oldest first
   * @returns {{blocks: Block[], changed: any[], removed: string[], extra: Pending[]}}
   */
  recover(server, rows) {
    const latest = new Map();
    const extra = [];
    for (const row of rows) {
      const earlier = latest.get(row.block);
      if (earlier && earlier.tab !== row.tab) extra.push(earlier);
      latest.set(row.block, row);
    }
    const changed = [];
    const removed = [];
    for (const row of latest.values()) {
      const there = server.find((block) => block.id === row.block);
      if (row.data.deleted ? !there : there && signature(there) === signature(row.data)) continue;
      let { base } = row;
      if (there && there.revision !== base && row.sent.some((html) => normal(html) === normal(there.html))) base = there.revision;
      if (row.sent.length) this.unanswered.set(row.block, row.sent);
      if (there || base) this.known.set(row.block, { revision: base, sig: "", block: there || row.data });
      if (row.data.deleted) removed.push(row.block);
      else changed.push({ ...row.data, revision: base });
    }
    return { blocks: server, changed, removed, extra };
  }
}
