/**
 * One agenda item on the page: its text, its editor once there is one, and its
 * way to the server.
 *
 * @typedef {import("./dom.js").Block} Block
 */
import { clock, h, uuid } from "./dom.js";
import { PlainField } from "./field.js";
import { merged } from "./merge.js";
import { render } from "./render.js";
import { ItemSync, signature } from "./sync.js";

let counter = 0;

export class Item {
  /**
   * @param {HTMLElement} section
   * @param {{store: any, connection: any, user: string, parties: string[], people: string[], bodies: any[], wordings: string[],
   *   readonly: boolean, load: () => Promise<any>, onState: () => void, onSaved: (data: any) => void,
   *   onFocus: (item: Item) => void, isCurrent: (item: Item) => boolean, pollSoon: () => void}} page
   */
  constructor(section, page) {
    this.section = section;
    this.page = page;
    this.id = section.dataset.item || "";
    this.holder = /** @type {HTMLElement} */ (section.querySelector("[data-editor]"));
    /** @type {any} */
    this.editor = null;
    /** @type {?Promise<void>} */
    this.mounting = null;
    /** @type {?PlainField} where one writes while the editor cannot be fetched */
    this.plain = null;
    /** @type {Block[]} */
    this.blocks = JSON.parse(section.querySelector("script[data-blocks]")?.textContent || "[]");
    /** @type {Map<string, any>} open conflicts by block */
    this.conflicts = new Map();
    /** @type {Map<string, Block>} others' text that came while the block was being written */
    this.deferred = new Map();
    this.writers = [];
    this.sync = new ItemSync({
      item: this.id, url: section.dataset.saveUrl || "", store: page.store, connection: page.connection, user: page.user,
      read: () => (this.editor ? this.editor.read() : this.blocks),
      onState: page.onState, onSaved: page.onSaved,
      onAnswer: (result, sent, current) => this.answered(result, sent, current),
      onRefused: (message) => this.say(message, "refused"),
    });
    for (const block of this.blocks) this.sync.learn(block);
    const title = section.querySelector("[data-item-title], h1, h2, h3");
    if (title && !title.id) title.id = `item-title-${++counter}`;
    this.title = title?.id || "";
    this.writerLine = h("p", { class: "item-writer", hidden: true });
    this.message = h("div", { class: "item-message", role: "status" });
    this.holder.before(this.writerLine);
    this.holder.after(this.message);
    section.addEventListener("draft:message", (event) => this.say(/** @type {CustomEvent} */ (event).detail));
    for (const block of this.blocks) if (block.conflict) this.conflict(block.id, block.conflict);
  }

  /** Draw the text without an editor, ready to become one at a touch. */
  draw() {
    if (this.editor) return;
    this.holder.replaceChildren(h("div", { class: "item-text is-static", tabindex: this.page.readonly ? null : "0",
      role: this.page.readonly ? null : "textbox", "aria-multiline": this.page.readonly ? null : "true", "aria-labelledby": this.title },
    render(this.blocks)));
    const drawn = /** @type {HTMLElement} */ (this.holder.firstElementChild);
    drawn.addEventListener("focus", () => this.focus());
    drawn.addEventListener("pointerdown", (event) => {
      const { clientX: left, clientY: top } = event;
      this.mount().then(() => this.editor?.focusAt({ left, top }));
    });
  }

  /** Make the editor. Where it cannot be fetched a plain field stands in, and the next call tries again. @returns {Promise<void>} */
  mount() {
    this.mounting ||= this.page.load().then((found) => this.become(found), () => {
      this.mounting = null;
      this.plain ||= new PlainField(this);
    });
    return this.mounting;
  }

  /** @param {{ItemEditor: any}} found the editor's module */
  async become({ ItemEditor }) {
    await this.plain?.settled();
    const dirty = this.sync.dirty();
    const wrote = this.plain?.close() || false;
    this.plain = null;
    const held = this.holder.contains(document.activeElement);
    this.editor = new ItemEditor(this.holder, this.blocks, {
      section: this.section, title: this.title, parties: this.page.parties, people: this.page.people,
      bodies: this.page.bodies, wordings: this.page.wordings, readonly: this.page.readonly,
      onChange: () => {
        this.sync.touched();
        for (const conflict of this.conflicts.values()) conflict.refresh?.();
      },
      onBlur: () => this.sync.firstEdit && this.sync.due(),
      onFocus: () => this.page.onFocus(this),
      say: (words) => this.say(words),
    });
    if (held) this.editor.focus();
    if (wrote) this.editor.focusLast();
    this.relearn([...this.sync.known.keys()].filter((id) => !dirty.has(id)));
    this.signs();
    this.section.dispatchEvent(new CustomEvent("draft:ready", { bubbles: true, detail: { item: this.id } }));
  }

  /** Go here. Whoever has gone on to another item before the editor came is not taken back. */
  async focus() {
    this.page.onFocus(this);
    await this.mount();
    if (!this.page.isCurrent(this)) return;
    if (this.editor) this.editor.focus();
    else this.plain?.input.focus();
  }

  /** What the editor makes of text that the server has is not a change. @param {string[]} ids */
  relearn(ids) {
    const now = new Map(this.sync.read().map((block) => [block.id, block]));
    for (const id of ids) {
      const known = this.sync.known.get(id);
      const block = now.get(id);
      if (!known) continue;
      if (block) known.sig = signature(block);
      known.deleted = !block;
    }
    this.sync.settle();
  }

  /** @param {Block[]} changed @param {string[]} removed */
  put(changed, removed) {
    for (const id of removed) this.sync.known.set(id, { ...(this.sync.known.get(id) || { revision: 0, sig: "", block: { id } }), deleted: true });
    for (const block of changed) this.sync.learn(block);
    const gone = [...removed, ...this.twins(changed)];
    if (this.editor) this.editor.apply(changed, gone);
    else {
      this.blocks = merged(this.blocks, changed, gone);
      this.draw();
    }
    this.relearn(changed.map((block) => block.id));
    for (const block of changed) if (block.conflict) this.conflict(block.id, block.conflict);
    this.signs();
  }

  /** Empty parties of one's own that somebody else has begun to write. @param {Block[]} changed @returns {string[]} */
  twins(changed) {
    const labels = new Map(changed.filter((block) => block.kind === "contribution").map((block) => [block.label, block.id]));
    if (!labels.size) return [];
    const blocks = this.sync.read();
    const here = this.editor?.focused ? this.editor.caret().label : "";
    return blocks.filter((block) => block.kind === "contribution" && labels.has(block.label) && labels.get(block.label) !== block.id
      && block.label !== here && !this.sync.known.has(block.id) && blocks.every((child) => child.parent !== block.id || !child.html))
      .flatMap((block) => [block.id, ...blocks.filter((child) => child.parent === block.id).map((child) => child.id)]);
  }

  /** Others' changes, from the poll. @param {Block[]} blocks @param {string[]} removed @param {string[]} [order] */
  remote(blocks, removed, order) {
    if (this.editor?.view.composing) {
      setTimeout(() => this.remote(blocks, removed, order), 500);
      return;
    }
    const dirty = this.sync.dirty();
    const put = [];
    for (const block of blocks) {
      const known = this.sync.known.get(block.id);
      if (known && !known.deleted && (block.revision || 0) <= known.revision) continue;
      if (known?.deleted && (block.revision || 0) <= known.revision) continue;
      if (order && block.after === undefined) block.after = order[order.indexOf(block.id) - 1] ?? null;
      const conflict = this.conflicts.get(block.id);
      if (conflict && conflict.waiting === undefined) {
        // One's own text stands in the editor until somebody chooses.
        conflict.html = block.html;
        conflict.latest = block;
        conflict.refresh?.();
      } else if (dirty.has(block.id)) this.deferred.set(block.id, block);
      else put.push(block);
    }
    const here = new Set(this.sync.read().map((block) => block.id));
    const gone = removed.filter((id) => here.has(id) && !dirty.has(id));
    if (put.length || gone.length) this.put(put, gone);
  }

  /** The server's answer for one block. */
  answered(result, sent, current) {
    const deferred = this.deferred.get(result.id);
    this.deferred.delete(result.id);
    if (result.renamed) {
      this.say("Stycket hade tagits bort av någon annan. Din text är kvar som ett nytt stycke.");
      if (this.editor) this.editor.rename(result.id, result.renamed);
      else {
        this.plain?.rename(result.id, result.renamed);
        this.blocks = this.blocks.map((block) => (block.id === result.id ? { ...block, id: result.renamed, records: block.records.map((r) => ({ ...r, id: uuid() })) } : block));
      }
      this.sync.touched();
    } else if (result.state === "conflict" && (result.own || sent.deleted)) {
      if (sent.deleted) {
        this.say(`Stycket du tog bort har ändrats av ${result.conflict.by} och är kvar.`);
        this.put([{ ...sent, html: result.conflict.html, revision: result.revision, deleted: undefined }], []);
      }
      this.page.connection.send(this.resolveUrl(result.conflict), { choice: sent.deleted ? "theirs" : "mine", tab: this.page.store.tab })
        .then((answer) => answer.kind === "ok" && this.page.pollSoon());
    } else if (result.state === "conflict") this.conflict(result.id, result.conflict);
    else if (deferred && (deferred.revision || 0) > result.revision && current) this.put([deferred], []);
    else if (current && typeof result.html === "string" && result.html.trim() !== sent.html.trim() && this.editor?.caret().id !== result.id) {
      this.put([{ ...sent, html: result.html, revision: result.revision }], []);
    }
    if (result.warnings?.length) this.say(result.warnings.join(" "));
  }

  /** @param {any} conflict */
  resolveUrl(conflict) {
    return conflict.resolve_url || (this.section.dataset.resolveUrl || "").replace(/\{id\}|00000000-0000-0000-0000-000000000000/, conflict.id);
  }

  /**
   * Show two texts. Right after a save the editor holds one's own; on a page
   * opened later (`mine` is given) it holds the text that stands on the server.
   * @param {string} block @param {any} conflict
   */
  conflict(block, conflict) {
    const earlier = this.conflicts.get(block);
    if (earlier?.id === conflict.id) {
      earlier.html = conflict.html;
      earlier.refresh?.();
      return;
    }
    const here = () => this.sync.read().find((b) => b.id === block)?.html ?? "";
    const open = { ...conflict, block, since: clock(), waiting: conflict.mine, resolve: (choice) => this.resolve(block, choice) };
    open.mine = open.waiting === undefined ? here : () => open.waiting;
    open.theirs = open.waiting === undefined ? () => open.html : here;
    this.conflicts.set(block, open);
    this.signs();
  }

  /** @returns {Promise<string>} words when it could not be done */
  async resolve(block, choice) {
    const conflict = this.conflicts.get(block);
    await this.sync.save();
    const answer = await this.page.connection.send(this.resolveUrl(conflict), { choice, tab: this.page.store.tab });
    if (answer.kind !== "ok" && answer.kind !== "refused") return "Ingen kontakt med servern. Valet är inte gjort, båda texterna finns kvar.";
    if (answer.kind === "refused" && answer.status !== 409) return answer.message;
    this.conflicts.delete(block);
    const data = answer.kind === "ok" ? answer.data : {};
    if (answer.kind === "refused") {
      // Somebody else has chosen: what stands is the server's, and both are in the history.
      this.say(answer.message);
      if (conflict.latest) this.put([conflict.latest], []);
    } else if (data.blocks) this.put(data.blocks, data.removed || []);
    this.signs();
    this.editor?.focus();
    this.page.pollSoon();
    return "";
  }

  /** @param {any[]} [writers] those who write in this item */
  signs(writers = this.writers) {
    const same = JSON.stringify(writers) === JSON.stringify(this.writers) && this.shownConflicts === [...this.conflicts.keys()].join();
    this.writers = writers;
    this.shownConflicts = [...this.conflicts.keys()].join();
    const names = writers.map((writer) => writer.name).join(" och ");
    this.writerLine.hidden = !names;
    const words = names ? `${names} skriver${writers[0].label ? ` (${writers[0].label})` : ""}` : "";
    if (this.writerLine.textContent !== words) this.writerLine.textContent = words;
    if (this.editor && (!same || this.signedEditor !== this.editor)) {
      this.signedEditor = this.editor;
      this.editor.setSigns([...this.conflicts.values()], writers);
    }
  }

  /** Whether somebody has taken the item off the agenda meanwhile. @param {boolean} is */
  gone(is) {
    this.say(is ? "Punkten är borttagen ur dagordningen. Det som skrivs här sparas, och då kommer punkten tillbaka." : "", "gone");
  }

  /** A sentence at the item. @param {string} words @param {string} [kind] */
  say(words, kind = "note") {
    const old = this.message.querySelector(`[data-kind=${kind}]`);
    if (old?.firstChild?.textContent === words) return;
    old?.remove();
    if (!words) return;
    const line = h("p", { "data-kind": kind, class: `message message-${kind}` }, h("span", {}, words), " ");
    if (kind === "refused") line.append(h("button", { type: "button", class: "link-button", onclick: () => this.sync.save() }, "Försök igen"));
    else line.append(h("button", { type: "button", class: "link-button", onclick: () => line.remove() }, "Stäng"));
    this.message.append(line);
  }
}
