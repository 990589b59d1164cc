/**
 * What the page says about the safety of the text: a few words by the meeting's
 * name, and a strip under the bar when something is wrong.
 */
import { clock, h, icon } from "./dom.js";

export class Status {
  /**
   * @param {HTMLElement} root @param {import("./connection.js").Connection} connection
   * @param {() => {waiting: number, sending: boolean, held: boolean, keptAt: number, store: string}} ask
   */
  constructor(root, connection, ask) {
    this.connection = connection;
    this.ask = ask;
    this.savedAt = "";
    this.mood = "";
    this.words = /** @type {?HTMLElement} */ (document.querySelector("[data-saved-state]"));
    this.words?.setAttribute("aria-live", "polite");
    this.savedAt = this.words?.dataset.savedState || "";
    this.strip = h("div", { class: "strips", role: "status" });
    const place = document.querySelector("[data-strip]");
    if (place) place.append(this.strip);
    else root.prepend(this.strip);
    this.timer = 0;
    connection.addEventListener("change", () => {
      this.draw();
      this.drawStrip();
    });
  }

  /** @param {string} [at] */
  saved(at) {
    this.savedAt = at || clock();
    this.draw();
  }

  /** Once per frame is enough. */
  soon() {
    this.timer ||= window.setTimeout(() => {
      this.timer = 0;
      this.draw();
    }, 60);
  }

  draw() {
    const { waiting, sending, held, keptAt } = this.ask();
    let mood = "saved";
    let words = `Sparat ${this.savedAt}`.trim();
    if (held) {
      mood = "unsaved";
      words = "Inte sparat – finns kvar här i webbläsaren";
    } else if (waiting && this.connection.state !== "online") {
      mood = "local";
      words = keptAt ? `Sparat i datorn ${clock(new Date(keptAt))}, ${waiting} ${waiting === 1 ? "ändring" : "ändringar"} väntar` : "Inte sparat – finns kvar här i webbläsaren";
    } else if (waiting || sending) {
      mood = "saving";
      words = "Sparar …";
    }
    const state = this.words;
    if (!state || state.textContent === words) return;
    // Only a change for better or worse is read out, not every save.
    const calm = ["saved", "saving", ""];
    state.setAttribute("aria-live", mood === this.mood || (calm.includes(mood) && calm.includes(this.mood)) ? "off" : "polite");
    state.dataset.mood = mood;
    (state.closest(".saved") || state).classList.toggle("is-local", mood === "local" || mood === "unsaved");
    state.textContent = words;
    this.mood = mood;
  }

  drawStrip() {
    const { state, lost, loginUrl } = this.connection;
    const shown = this.strip.querySelector("[data-strip-kind=connection]");
    shown?.remove();
    if (state === "offline") {
      this.strip.prepend(h("div", { class: "offline", "data-strip-kind": "connection" }, icon("offline"),
        h("p", {}, h("b", {}, `Ingen kontakt med servern sedan ${clock(lost || new Date())}.`),
          " Fortsätt skriva. Texten sparas i den här datorn och skickas när nätet är tillbaka."),
        h("button", { type: "button", class: "button", onclick: () => this.connection.retryNow() }, "Försök nu")));
    } else if (state === "login") {
      this.strip.prepend(h("div", { class: "offline", "data-strip-kind": "connection" },
        h("p", {}, h("b", {}, "Du är utloggad."), " Fortsätt skriva, texten finns kvar i den här datorn."),
        loginUrl ? h("a", { href: loginUrl, target: "_blank", rel: "noopener" }, "Logga in i en ny flik") : null));
    }
  }

  /** A strip of another kind. @param {string} kind @param {...(Node|string)} content */
  say(kind, ...content) {
    this.strip.querySelector(`[data-strip-kind=${kind}]`)?.remove();
    if (content.length) this.strip.append(h("div", { class: "offline", "data-strip-kind": kind }, ...content));
  }
}
