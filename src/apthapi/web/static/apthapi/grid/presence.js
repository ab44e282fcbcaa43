// Asks every little while what others changed and who else is here, as long as the page can be seen.

const EVERY = 20000;
/** After something was saved: once for many savings in a row. */
const SOON = 2000;

export class Presence {
  /** `ask()` fetches and applies the news. */
  constructor(ask) {
    this.ask = ask;
    this.timer = null;
    document.addEventListener("visibilitychange", () => (document.hidden ? this.stop() : this.now()));
  }

  stop() {
    clearTimeout(this.timer);
    this.timer = null;
  }

  soon() {
    if (document.hidden) return;
    this.stop();
    this.timer = setTimeout(() => this.now(), SOON);
  }

  async now() {
    this.stop();
    await this.ask();
    if (!document.hidden) this.timer = setTimeout(() => this.now(), EVERY);
  }
}
