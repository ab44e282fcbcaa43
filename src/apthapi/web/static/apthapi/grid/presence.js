// Asks every little while what others changed and who else is here, as long as the page can be seen.

const EVERY = 20000;
/** At the latest, although each answer to a save brings what others changed: who else is here, it does not say. */
const AT_THE_LATEST = 45000;
/** After something was saved: once for many savings in a row. */
const SOON = 2000;

export class Presence {
  /** `ask()` fetches and applies the news. */
  constructor(ask) {
    this.ask = ask;
    this.timer = null;
    this.asked = 0;
    this.hurries = false;
    document.addEventListener("visibilitychange", () => (document.hidden ? this.stop() : this.now()));
  }

  stop() {
    clearTimeout(this.timer);
    this.timer = null;
  }

  soon() {
    if (document.hidden) return;
    this.stop();
    this.hurries = true;
    this.timer = setTimeout(() => this.now(), SOON);
  }

  /** What others changed came with the answer to a save: the news can wait for the next time. */
  heard() {
    if (!this.timer || this.hurries) return;
    this.stop();
    const wait = Math.min(EVERY, this.asked + AT_THE_LATEST - Date.now());
    this.timer = setTimeout(() => this.now(), Math.max(wait, 0));
  }

  async now() {
    this.stop();
    this.hurries = false;
    this.asked = Date.now();
    await this.ask();
    if (!document.hidden) this.timer = setTimeout(() => this.now(), EVERY);
  }
}
