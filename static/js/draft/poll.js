/** Asks every few seconds what others have written, and who writes now. */
const EVERY = 5000;
const LONGEST = 30000;

export class Poll {
  /**
   * @param {{url: string, since: string|number, agenda?: string, connection: any,
   *   where: () => {item: string, label: string}, onNews: (data: any) => void}} to
   */
  constructor(to) {
    Object.assign(this, to);
    this.wait = EVERY;
    this.timer = 0;
    this.asking = false;
    document.addEventListener("visibilitychange", () => (document.hidden ? this.stop() : this.soon()));
    this.connection.addEventListener("change", () => this.connection.state === "online" && this.soon());
  }

  start() {
    this.stop();
    if (this.url && !document.hidden) this.timer = window.setTimeout(() => this.ask(), this.wait);
  }

  stop() {
    clearTimeout(this.timer);
  }

  /** Now, or right after the question that is out. */
  soon() {
    this.wait = EVERY;
    if (this.asking) this.again = true;
    else this.ask();
  }

  async ask() {
    this.stop();
    if (!this.url || this.asking || document.hidden) return;
    this.asking = true;
    this.again = false;
    const url = new URL(this.url, location.href);
    url.searchParams.set("since", String(this.since));
    const { item, label } = this.where();
    if (item) url.searchParams.set("item", item);
    if (item && label) url.searchParams.set("label", label);
    const answer = await this.connection.send(url.href);
    this.asking = false;
    if (answer.kind === "ok") {
      this.wait = EVERY;
      this.since = answer.data.since ?? this.since;
      this.onNews(answer.data);
    } else this.wait = Math.min(LONGEST, this.wait * 2);
    if (this.again) this.ask();
    else this.start();
  }
}
