// What was written and the server has not taken yet. It is kept before it is sent, sent in order, and sent again with the
// same `envio` until it is answered, so that nothing is lost and nothing is done twice.

import { uuid } from "./dom.js";

const TOGETHER = 400;
const LONGEST_WAIT = 60000;
const MOST_CHANGES = 500;

export class Outbox {
  /**
   * `send(batch)` answers or throws a ServerError; `answered(batch, answer)`, `inherited(batches)` and `changed()` tell the grid;
   * `places` says where each column stands in the values of a row.
   */
  constructor({ clave, storage, places, send, answered, inherited, changed }) {
    Object.assign(this, { clave, storage, places, send, answered, inherited, changed });
    this.batches = [];
    this.sending = null;
    this.problem = null;
    this.failures = 0;
    this.unkept = 0;
    this.page = uuid();
    this.timer = null;
  }

  /** Take up what an earlier page left unsent. A page that is still open keeps its own. */
  async open() {
    await holdLock(this.page);
    const alive = await livePages();
    const left = await this.storage.all(this.clave).catch(() => []);
    this.batches = left.filter((batch) => !alive.has(batch.pagina)).sort((a, b) => a.creado - b.creado);
    // One just left may still be closing: what it leaves is taken up as soon as it is gone.
    new Set(left.map((batch) => batch.pagina).filter((page) => alive.has(page))).forEach((page) => this.#inherit(page));
    window.addEventListener("online", () => this.retry());
    window.addEventListener("beforeunload", (event) => this.unkept && this.size && event.preventDefault());
  }

  #inherit(page) {
    return navigator.locks.request(nameOf(page), async () => {
      const left = (await this.storage.all(this.clave).catch(() => [])).filter((batch) => batch.pagina === page);
      if (!left.length) return;
      left.forEach((batch) => { batch.pagina = this.page; });
      await Promise.all(left.map((batch) => this.#keep(batch)));
      this.batches = [...this.batches, ...left].sort((a, b) => a.creado - b.creado);
      this.inherited(left);
      this.retry();
    });
  }

  /** How many changes wait. */
  get size() { return this.batches.reduce((total, batch) => total + countOf(batch), 0); }

  add(changes) {
    for (let at = 0; at < changes.length; at += MOST_CHANGES) this.#queue(changes.slice(at, at + MOST_CHANGES));
    this.#schedule(TOGETHER);
    this.changed();
  }

  #queue(changes) {
    let batch = this.batches.at(-1);
    // One that was tried may have arrived: what it says can no longer change.
    if (!batch || batch.tried || batch.cambios.length + changes.length > MOST_CHANGES) {
      batch = { envio: uuid(), clave: this.clave, pagina: this.page, creado: Date.now() + this.batches.length / 1000, cambios: [], tried: false };
      this.batches.push(batch);
    }
    changes.forEach((change) => merge(batch.cambios, change, this.#wasTried(change)));
    this.#keep(batch);
  }

  #wasTried(change) {
    return this.batches.some((batch) => batch.tried && batch.cambios.some((c) => keyOf(c) === keyOf(change)));
  }

  #keep(batch) {
    return this.storage.put(batch).catch(() => { this.unkept += 1; this.changed(); });
  }

  /** Whether a later sending also writes this cell. */
  writesLater(key, name, batch) {
    return this.batches.some((other) => other !== batch && other.cambios.some((c) => keyOf(c) === key && c.celdas?.[name]));
  }

  retry() {
    this.failures = 0;
    this.problem = null;
    this.#schedule(0);
    this.changed();
  }

  /** Forget everything that waits, because the person says so. */
  async discard() {
    const gone = this.batches;
    this.batches = [];
    this.problem = null;
    await Promise.all(gone.map((batch) => this.storage.remove(batch.envio).catch(() => null)));
    this.changed();
  }

  #schedule(wait) {
    if (this.timer && wait) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => { this.timer = null; this.#flush(); }, wait);
  }

  async #flush() {
    if (this.sending || !this.batches.length) return;
    if (this.problem && !this.problem.passing) return;
    const batch = this.batches[0];
    this.sending = batch;
    batch.tried = true;
    this.changed();
    try {
      await this.#keep(batch);
      this.#settle(batch, await this.send(batch));
    } catch (problem) {
      this.#postpone(problem);
    } finally {
      this.sending = null;
      this.changed();
    }
    if (this.batches.length && !this.problem) this.#schedule(this.batches[0].tried ? 0 : 1);
  }

  #settle(batch, answer) {
    this.problem = null;
    this.failures = 0;
    this.unkept = 0;
    this.batches = this.batches.filter((other) => other !== batch);
    this.storage.remove(batch.envio).catch(() => null);
    this.batches.filter((later) => catchUp(later, batch, answer, this.places)).forEach((later) => this.#keep(later));
    this.answered(batch, answer);
  }

  #postpone(problem) {
    if (problem.passing === undefined) throw problem;
    this.problem = problem;
    this.failures += 1;
    if (!problem.passing) return;
    const wait = Math.min(LONGEST_WAIT, 1000 * 2 ** (this.failures - 1));
    this.#schedule(wait * (0.75 + Math.random() / 2));
  }
}

/** The row that a change is of. */
export function keyOf(change) {
  return change.nuevo ?? String(change.renglon);
}

function countOf(batch) {
  return batch.cambios.reduce((total, change) => total + Math.max(1, Object.keys(change.celdas ?? {}).length), 0);
}

function merge(changes, change, wasTried) {
  const same = changes.find((other) => keyOf(other) === keyOf(change) && !other.borrar);
  if (!same) {
    changes.push(change);
  } else if (change.borrar) {
    changes.splice(changes.indexOf(same), 1);
    // A row that the server never saw needs no removal.
    if (change.renglon !== undefined || wasTried) changes.push(change);
  } else {
    for (const [name, cell] of Object.entries(change.celdas ?? {})) {
      const antes = (same.celdas ??= {})[name]?.antes ?? cell.antes;
      same.celdas[name] = antes === undefined ? { texto: cell.texto } : { antes, texto: cell.texto };
    }
    if (change.lugar !== undefined) same.lugar = change.lugar;
  }
}

/** Tell a later sending what an earlier one did: the number of a new row, and the values that now stand. */
function catchUp(later, batch, answer, places) {
  let touched = false;
  const disputed = new Set((answer.conflictos ?? []).map((conflict) => `${conflict.renglon}/${conflict.columna}`));
  for (const row of answer.filas ?? []) {
    const isRow = (change) => change.renglon === row.renglon || (row.nuevo && change.nuevo === row.nuevo);
    const written = batch.cambios.find(isRow)?.celdas ?? {};
    for (const change of later.cambios.filter(isRow)) {
      touched = true;
      delete change.nuevo;
      change.renglon = row.renglon;
      for (const [name, cell] of Object.entries(change.celdas ?? {})) {
        const known = name in written || cell.antes === undefined;
        if (known && !disputed.has(`${row.renglon}/${name}`)) cell.antes = row.valores[places.get(name) + 1];
      }
    }
  }
  return touched;
}

function nameOf(page) {
  return `apthapi:${page}`;
}

async function holdLock(page) {
  if (!navigator.locks) return;
  await new Promise((resolve) => {
    navigator.locks.request(nameOf(page), () => { resolve(); return new Promise(() => {}); });
  });
}

async function livePages() {
  const held = navigator.locks ? (await navigator.locks.query()).held : [];
  return new Set(held.map((lock) => lock.name.replace("apthapi:", "")));
}
