/**
 * The way to the server: sends, notices when it is gone or the session is
 * over, and tries again by itself.
 *
 * @typedef {{kind: "ok", data: any} | {kind: "login"} | {kind: "offline"}
 *   | {kind: "refused", status: number, message: string}} Answer
 */
import { cookie } from "./dom.js";

const LONGEST_WAIT = 15000;
const PATIENCE = 20000;

export class Connection extends EventTarget {
  constructor() {
    super();
    /** @type {"online"|"offline"|"login"} */
    this.state = "online";
    /** @type {?Date} since when the server has been out of reach */
    this.lost = null;
    this.loginUrl = "";
    this.wait = 1000;
    this.timer = 0;
    window.addEventListener("online", () => this.retryNow());
    window.addEventListener("offline", () => this.set("offline"));
  }

  /** @param {"online"|"offline"|"login"} state */
  set(state) {
    if (state === "online") {
      this.wait = 1000;
      clearTimeout(this.timer);
      this.timer = 0;
    } else this.plan();
    if (state === this.state) return;
    if (state === "offline") this.lost = new Date();
    this.state = state;
    this.dispatchEvent(new Event("change"));
  }

  plan() {
    if (this.timer) return;
    this.timer = window.setTimeout(() => this.retryNow(), this.wait * (0.8 + Math.random() * 0.2));
    this.wait = Math.min(LONGEST_WAIT, this.wait * 2);
  }

  retryNow() {
    clearTimeout(this.timer);
    this.timer = 0;
    this.dispatchEvent(new Event("retry"));
    if (this.state !== "online") this.plan();
  }

  /**
   * @param {string} url @param {any} [body] posted as JSON; without it the address is read
   * @param {{keepalive?: boolean}} [options]
   * @returns {Promise<Answer>}
   */
  async send(url, body, options = {}) {
    const text = body === undefined ? undefined : JSON.stringify(body);
    const stop = new AbortController();
    const timer = setTimeout(() => stop.abort(), PATIENCE);
    try {
      const response = await fetch(url, {
        method: text === undefined ? "GET" : "POST",
        body: text,
        headers: {
          Accept: "application/json",
          "X-Requested-With": "fetch",
          ...(text === undefined ? {} : { "Content-Type": "application/json", "X-CSRFToken": cookie("csrftoken") }),
        },
        credentials: "same-origin",
        redirect: "manual",
        cache: "no-store",
        keepalive: Boolean(options.keepalive) && (text || "").length < 60000,
        signal: stop.signal,
      });
      return await this.read(response);
    } catch {
      this.set("offline");
      return { kind: "offline" };
    } finally {
      clearTimeout(timer);
    }
  }

  /** @param {Response} response @returns {Promise<Answer>} */
  async read(response) {
    const json = (response.headers.get("Content-Type") || "").includes("json");
    const data = json ? await response.json() : {};
    if (response.status === 401 || response.type === "opaqueredirect") {
      this.loginUrl = data.login_url || this.loginUrl;
      this.set("login");
      return { kind: "login" };
    }
    if (response.ok && json) {
      this.set("online");
      return { kind: "ok", data };
    }
    if (response.status >= 500 || response.status === 429 || response.ok) {
      this.set("offline");
      return { kind: "offline" };
    }
    this.set("online");
    return { kind: "refused", status: response.status, message: data.message || "Servern tog inte emot texten. Den finns kvar här." };
  }
}
