// Texts that were refused or disputed stay where they were written, also for who goes to another page and comes back.

import { isTrouble } from "./model.js";

export function nameOfMarks(clave) {
  return `marcadas ${clave}`;
}

export class Marked {
  constructor(storage, clave) {
    this.storage = storage;
    this.envio = nameOfMarks(clave);
    this.last = "[]";
  }

  /** Put them back over the rows of now, except where the cell holds another thing than then. */
  async restore(model) {
    const [kept] = await this.storage.all(this.envio).catch(() => []);
    for (const { key, nombre, antes, cell } of kept?.celdas ?? []) {
      const row = model.byKey(key) ?? fresh(model, key);
      const index = model.named.get(nombre);
      if (row && index !== undefined && row.values[index] === antes) row.cells.set(index, cell);
    }
  }

  /** Keep those of now. Answers how many they are. */
  keep(model) {
    const celdas = model.rows.flatMap((row) => (row.cells.size ? marksOf(model, row) : []));
    const now = JSON.stringify(celdas);
    if (now === this.last) return celdas.length;
    this.last = now;
    const kept = celdas.length
      ? this.storage.put({ envio: this.envio, clave: this.envio, celdas })
      : this.storage.remove(this.envio);
    kept.catch(() => null);
    return celdas.length;
  }
}

function marksOf(model, row) {
  return [...row.cells]
    .filter(([, cell]) => isTrouble(cell))
    .map(([index, cell]) => ({ key: row.key, nombre: model.columns[index].nombre, antes: row.values[index], cell }));
}

/** A row of which nothing could be stored is only here. */
function fresh(model, key) {
  if (!key.startsWith("n") || !model.edita) return null;
  const row = model.blank();
  row.nuevo = key;
  model.insert(row, model.rows.length);
  return row;
}
