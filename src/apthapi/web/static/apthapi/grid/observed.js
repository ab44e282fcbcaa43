// What is said of a cell besides what it holds: the observations pinned to it, and what it held at the last visit.

import { show } from "./format.js";

export const WEIGHTS = { detiene: "impide el envío", corregir: "debe corregirse", sugerencia: "sugerencia" };
const HEAVIEST = Object.keys(WEIGHTS);

export class Observed {
  constructor(model, { observaciones, antes }) {
    this.model = model;
    this.before = new Map();
    for (const [renglon, nombre, value] of antes ?? []) {
      const index = model.named.get(nombre);
      if (index === undefined) continue;
      if (!this.before.has(renglon)) this.before.set(renglon, new Map());
      this.before.get(renglon).set(index, value);
    }
    this.take(observaciones);
  }

  /** Take the marks of now. Answers the rows on which they changed. */
  take(list) {
    const now = JSON.stringify(list ?? []);
    if (now === this.last) return [];
    this.last = now;
    const touched = new Set(this.marks?.keys());
    this.marks = new Map();
    for (const [renglon, nombre, severidad, numero] of list ?? []) {
      if (!this.marks.has(renglon)) this.marks.set(renglon, []);
      this.marks.get(renglon).push({ index: nombre ? this.model.named.get(nombre) : null, severidad, numero });
      touched.add(renglon);
    }
    return [...touched].map((renglon) => this.model.byRenglon(renglon)).filter(Boolean);
  }

  /** Those of a cell; of the whole row when `index` is null. The twelve months show theirs where they are folded. */
  of(row, index, folded = false) {
    const marks = this.marks.get(row.renglon);
    if (!marks) return [];
    return marks.filter((mark) => mark.index === index || (folded && this.model.months.includes(mark.index)));
  }

  /** What is to be said of a cell, and how heavy the heaviest of its observations is; null if nothing. */
  said(row, index, folded = false) {
    if (!this.marks.size && !this.before.size) return null;
    const marks = this.of(row, index, folded);
    const before = folded ? undefined : this.before.get(row.renglon)?.get(index);
    if (!marks.length && before === undefined) return null;
    const words = marks.map(({ numero, severidad }) => `Observación Nº ${numero}: ${WEIGHTS[severidad] ?? severidad}`);
    if (before !== undefined) words.push(`En su última visita decía ${show(before, this.model.columns[index]) || "vacío"}`);
    return { severidad: heaviest(marks), antes: before !== undefined, words: words.join(". ") };
  }
}

function heaviest(marks) {
  return HEAVIEST.find((key) => marks.some(({ severidad }) => severidad === key)) ?? (marks.length ? "corregir" : "");
}
