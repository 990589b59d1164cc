/**
 * The drafting page. Begins light: text is drawn at once, the editor is
 * fetched after the first paint and made for the items one comes near.
 */
import { agendaChanged } from "./agenda.js";
import { Connection } from "./connection.js";
import { h, jsonAttribute } from "./dom.js";
import { Item } from "./item.js";
import { fallback, fetched, LateEditor } from "./late.js";
import { listen } from "./keys.js";
import { merged } from "./merge.js";
import { Poll } from "./poll.js";
import { listenToRails } from "./rail.js";
import { Status } from "./status.js";
import { Store } from "./store.js";

const root = /** @type {?HTMLElement} */ (document.querySelector("main[data-draft], [data-draft]"));

/** @type {?Promise<any>} */
let module = null;
/** The editor's modules. A fetch that failed is forgotten, so that whoever asks next tries again. */
const load = () => (module ||= fetched(new URL(root?.dataset.editor || "", location.href).href).then(() => import("./editor.js")).catch((fault) => {
  module = null;
  throw fault;
}));

/** @param {HTMLElement} main */
async function start(main) {
  const user = main.dataset.user || "";
  const meeting = main.dataset.meeting || "";
  const readonly = main.hasAttribute("data-readonly");
  const connection = new Connection();
  const store = await Store.open(user, meeting);
  /** @type {Map<string, Item>} */
  const items = new Map();
  /** @type {?Item} */
  let current = null;

  const status = new Status(main, connection, () => {
    const syncs = [...items.values()].map((item) => item.sync);
    return {
      waiting: syncs.reduce((sum, sync) => sum + sync.changes().length, 0),
      sending: syncs.some((sync) => sync.flying),
      held: syncs.some((sync) => sync.held),
      keptAt: Math.max(0, ...syncs.map((sync) => sync.keptAt)),
      store: store.kind,
    };
  });
  const poll = new Poll({
    url: main.dataset.pollUrl || "", since: main.dataset.since || 0, connection,
    where: () => ({ item: current?.id || "", label: current?.editor?.caret().label || "" }),
    onNews: (data) => news(data),
  });
  const late = new LateEditor({ load, status, connection, items, poll });
  const page = {
    store, connection, user, readonly, load: () => late.fetch(),
    parties: jsonAttribute(main, "data-parties", []), people: jsonAttribute(main, "data-people", []),
    bodies: jsonAttribute(main, "data-bodies", []),
    wordings: jsonAttribute(main, "data-wordings", []),
    onState: () => status.soon(), pollSoon: () => poll.soon(),
    onSaved: (data) => {
      status.saved(data.saved_at);
      document.dispatchEvent(new CustomEvent("draft:saved", { detail: data }));
    },
    isCurrent: (item) => current === item,
    onFocus: (item) => {
      if (current === item) return;
      current = item;
      document.dispatchEvent(new CustomEvent("draft:item", { detail: { item: item.id } }));
    },
  };
  const all = () => [...items.values()].filter((item) => item.section.isConnected)
    .sort((a, b) => (a.section.compareDocumentPosition(b.section) & Node.DOCUMENT_POSITION_FOLLOWING ? -1 : 1));
  const saveAll = (options) => Promise.all(all().map((item) => item.sync.save(options))).then((done) => done.every(Boolean));

  // Items near the window get their editor, one at a time so that typing never waits.
  let queue = Promise.resolve();
  const near = new IntersectionObserver((entries) => {
    for (const entry of entries) {
      if (!entry.isIntersecting) continue;
      near.unobserve(entry.target);
      const item = items.get(/** @type {HTMLElement} */ (entry.target).dataset.item || "");
      queue = queue.then(() => new Promise((resolve) => setTimeout(resolve, 0))).then(() => item?.mount()).catch((fault) => late.broken(fault));
    }
  }, { rootMargin: "600px 0px" });

  const register = () => {
    for (const section of document.querySelectorAll("section.item[data-item]")) {
      const known = items.get(section.dataset.item);
      if (known?.section === section || !section.querySelector("[data-editor]")) continue;
      for (const el of fallback(section)) el.hidden = true;
      const item = new Item(section, page);
      items.set(item.id, item);
      item.draw();
      if (!readonly) requestAnimationFrame(() => setTimeout(() => near.observe(section), 0));
    }
  };

  const news = (data) => {
    for (const { item, blocks = [], removed = [], order } of data.changed || []) items.get(String(item))?.remote(blocks, removed, order);
    const writers = data.writers || [];
    for (const item of items.values()) item.signs(writers.filter((writer) => String(writer.item) === item.id));
    if (data.agenda_version !== undefined && String(data.agenda_version) !== main.dataset.agenda) {
      document.body.dispatchEvent(new CustomEvent("agenda-changed", { bubbles: true, detail: data }));
    }
    if (data.attendance_changed) document.body.dispatchEvent(new CustomEvent("attendance-changed", { bubbles: true }));
    document.dispatchEvent(new CustomEvent("draft:writers", { detail: writers }));
    if (data.locked) main.dispatchEvent(new CustomEvent("draft:locked", { bubbles: true, detail: data }));
  };

  main.append(h("datalist", { id: "draft-people" }, ...page.people.map((name) => h("option", { value: typeof name === "string" ? name : name.name }))));
  register();
  document.addEventListener("htmx:load", register);
  listenToRails();
  document.body.addEventListener("agenda-changed", (event) => {
    const { agenda_version: version } = /** @type {CustomEvent} */ (event).detail || {};
    if (version !== undefined) main.dataset.agenda = String(version);
    agendaChanged({ items, register });
  });
  if (store.kind === "localstorage") status.say("store", h("p", {}, h("b", {}, "Webbläsarens vanliga förråd går inte att använda."), " Osparad text läggs i det mindre förrådet i stället."));
  if (store.kind === "memory") status.say("store", h("p", {}, h("b", {}, "Webbläsaren kan inte spara text i datorn."), " Håll sidan öppen tills det står Sparat."));
  await recover(store, items, readonly);
  if (!readonly) await bringBack(store, items, connection, main.dataset.saveUrl || "").then((found) => found && poll.soon());

  if (!readonly) {
    connection.addEventListener("retry", () => {
      saveAll();
      if (connection.state !== "online") poll.soon();
    });
    // Whoever found the server again, what waited goes now.
    connection.addEventListener("change", () => connection.state === "online" && saveAll());
    // The page may be going away: send what there is, the store has it too.
    const leave = () => saveAll({ keepalive: true });
    document.addEventListener("visibilitychange", () => document.hidden && leave());
    window.addEventListener("pagehide", leave);
    window.addEventListener("beforeunload", (event) => {
      if (store.kind === "memory" && status.ask().waiting) event.preventDefault();
    });
    listen({ items: all, current: () => current, save: () => saveAll() });
    logout(status, store, saveAll);
  }
  store.onmessage = ({ type }) => {
    if (type === "saved") poll.soon();
    if (type === "logout") connection.retryNow();
  };
  status.draw();
  poll.start();
  if (!readonly) requestAnimationFrame(() => setTimeout(() => late.fetch().catch(() => {}), 0));
  main.dataset.draftReady = "";
}

/** Text that was left when the page closed comes back. @param {Store} store @param {Map<string, Item>} items @param {boolean} readonly */
async function recover(store, items, readonly) {
  const rows = await store.left().catch(() => []);
  for (const [id, item] of items) {
    const own = rows.filter((row) => row.item === id);
    if (!own.length || readonly) continue;
    const { changed, removed, extra } = item.sync.recover(item.blocks, own);
    if (changed.length || removed.length) {
      // Whoever was quick has the editor already: then the words go there, or its empty text would take their place.
      if (item.editor) item.editor.apply(changed, removed);
      else {
        item.blocks = merged(item.blocks, changed, removed);
        item.draw();
      }
      await item.sync.copy();
      item.sync.touched();
    }
    // A second tab's text of the same block: the server puts it beside.
    if (extra.length) {
      await item.page.connection.send(item.sync.url, { tab: extra[0].tab, user: store.user, blocks: extra.map((row) => row.data) })
        .then((answer) => {
          if (answer.kind !== "ok") return undefined;
          item.page.pollSoon();
          return store.write([], extra.map((row) => row.key));
        });
    }
    const held = (row) => !changed.some((block) => block.id === row.block) || item.sync.kept.has(row.block);
    const done = own.filter((row) => !extra.includes(row) && row.tab !== store.tab && held(row));
    await store.write([], done.map((row) => row.key));
  }
}

/**
 * Text left in an item that somebody has taken off the agenda since: it is sent, and the item comes back with it.
 * @param {Store} store @param {Map<string, Item>} items @param {Connection} connection @param {string} pattern
 */
async function bringBack(store, items, connection, pattern) {
  const rows = (await store.left().catch(() => [])).filter((row) => !items.has(row.item));
  for (const item of new Set(rows.map((row) => row.item))) {
    const own = rows.filter((row) => row.item === item);
    const blocks = own.filter((row) => !row.data.deleted).map((row) => row.data);
    const answer = blocks.length ? await connection.send(pattern.replace("/0/", `/${item}/`), { tab: own[0].tab, user: store.user, blocks }) : { kind: "ok" };
    if (answer.kind === "ok") await store.write([], own.map((row) => row.key));
  }
  return rows.length > 0;
}

/** @param {Status} status @param {Store} store @param {() => Promise<boolean>} saveAll */
function logout(status, store, saveAll) {
  for (const form of document.querySelectorAll("form[data-logout]")) {
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      const leave = async (clear) => {
        if (clear) await store.clear();
        store.tell({ type: "logout" });
        /** @type {HTMLFormElement} */ (form).submit();
      };
      if (await saveAll()) return leave(true);
      const again = () => /** @type {HTMLFormElement} */ (form).requestSubmit();
      status.say("logout", h("p", {}, h("b", {}, "Det finns text som inte är sparad på servern."), " Vill du logga ut ändå?"),
        h("button", { type: "button", class: "button", onclick: again }, "Försök spara igen"),
        h("button", { type: "button", class: "button", onclick: () => leave(false) }, "Logga ut, behåll texten i datorn"),
        h("button", { type: "button", class: "button", onclick: () => leave(true) }, "Logga ut och ta bort texten"));
      return undefined;
    });
  }
}

if (root) start(root);
