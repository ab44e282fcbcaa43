// The rows of a view: what the server holds, what the person wrote over it, and in which order it is shown.

import { fold, hasWords, isNumber, read, show, write } from "./format.js";
import { uuid } from "./dom.js";
import { Observed } from "./observed.js";

const BASES = ["importe", "meta"];
export const WRITTEN = new Set(["pendiente", "rechazo", "conflicto"]);

/** A line. It keeps being the same object when the server gives it its number, or when it is removed and brought back. */
export class Row {
  constructor(renglon, values) {
    this.renglon = renglon;
    this.nuevo = renglon === null ? `n${uuid().slice(0, 13)}` : "";
    this.values = values;
    this.cells = new Map();
    this.folded = null;
    this.unmade = false;
  }

  get key() { return this.renglon === null ? this.nuevo : String(this.renglon); }

  /** What the person wrote in the cell and the server does not hold. */
  written(column) {
    const cell = this.cells.get(column);
    return cell && WRITTEN.has(cell.estado) ? cell : null;
  }

  get unsent() { return [...this.cells.values()].some((cell) => cell.estado === "pendiente"); }
  get troubled() { return [...this.cells.values()].some(isTrouble); }
}

export function isTrouble(cell) {
  return cell.estado === "rechazo" || cell.estado === "conflicto";
}

export class Model {
  constructor(answer) {
    Object.assign(this, { titulo: answer.titulo, tabla: answer.tabla, acto: answer.acto, motivo: answer.motivo });
    this.edita = answer.edita;
    this.ordena = answer.ordena;
    this.columns = answer.columnas.map((column, index) => ({ ...column, index }));
    this.named = new Map(this.columns.map((column) => [column.nombre, column.index]));
    this.rows = answer.filas.map(([renglon, ...values]) => new Row(renglon, values));
    this.changedSince = new Set(answer.cambiadas ?? []);
    this.oldPrices = new Set(answer.traidos ?? []);
    // A number that the system gives stands at the head of the row, as on the form.
    this.numbering = this.columns[0]?.calculada && this.columns[0].clase === "entero" ? 0 : undefined;
    this.months = this.columns.filter((column) => column.grupo === "meses").map((column) => column.index);
    this.base = BASES.map((name) => this.named.get(name)).find((index) => index !== undefined);
    this.observa = answer.observa;
    this.observed = new Observed(this, answer);
    this.query = "";
    this.onlyChanged = false;
    this.sort = null;
    this.draft = null;
    this.gone = new Map();
    this.visible = [...this.rows];
  }

  byRenglon(renglon) { return this.rows.find((row) => row.renglon === renglon); }
  byKey(key) { return this.rows.find((row) => row.key === key || (row.nuevo && row.nuevo === key)); }

  blank() { return new Row(null, this.columns.map((column) => (isNumber(column) ? null : ""))); }

  editable(row, index) { return this.edita && !this.columns[index].calculada; }

  /** The stored value, or what the written text surely means; undefined if only the server can tell. */
  reading(row, index) {
    if (this.draft?.row === row && this.draft.index === index) return read(this.draft.texto, this.columns[index]);
    const cell = row.cells.get(index);
    if (cell?.estado === "pendiente") return cell.lectura;
    if (this.columns[index].nombre === "importe" && !row.written(index)) return this.#product(row, index);
    return row.values[index];
  }

  /** Quantity by price while the server has not answered; undefined when it is not exact. */
  #product(row, index) {
    const factors = ["cantidad", "precio_unitario"].map((name) => this.named.get(name));
    if (factors.includes(undefined) || !factors.some((factor) => this.#isNew(row, factor))) return row.values[index];
    const [quantity, price] = factors.map((factor) => this.reading(row, factor));
    if (quantity === undefined || price === undefined) return undefined;
    if (quantity === null || price === null) return null;
    const product = BigInt(quantity) * BigInt(price);
    return product % 10000n ? undefined : Number(product / 10000n);
  }

  #isNew(row, index) {
    return Boolean(row.written(index)) || (this.draft?.row === row && this.draft.index === index);
  }

  /** What the cell shows. */
  shown(row, index) {
    const cell = row.written(index);
    if (cell && (cell.estado !== "pendiente" || cell.lectura === undefined)) return cell.texto;
    return show(this.reading(row, index), this.columns[index]);
  }

  /** The text that stands for the cell in an editor, in a copy and in an undo. */
  text(row, index) {
    const cell = row.written(index);
    return cell ? cell.texto : write(this.reading(row, index), this.columns[index]);
  }

  /** Leave a text written in a cell, to be sent. */
  put(row, index, texto) {
    row.cells.set(index, { estado: "pendiente", texto, lectura: read(texto, this.columns[index]) });
    row.folded = null;
  }

  /** Take the row as the server holds it, keeping what the person has written and is not settled. */
  take(row, values) {
    const changed = [];
    values.forEach((value, index) => {
      if (row.values[index] !== value) changed.push(index);
    });
    row.values = values;
    row.folded = null;
    return changed;
  }

  /** The number by which people know a row: the one that the system gave it, or its place. */
  nameOf(row, at) {
    return this.numbering === undefined ? at + 1 : row.values[this.numbering] ?? "nueva";
  }

  insert(row, at) {
    const before = this.rows[at];
    this.rows.splice(at, 0, row);
    const shown = before ? this.visible.indexOf(before) : -1;
    this.visible.splice(shown < 0 ? this.visible.length : shown, 0, row);
  }

  /** Take a row out; what it held is remembered until the server has taken it out too. */
  drop(row) {
    this.remove(row);
    if (row.renglon !== null) this.gone.set(row.renglon, row.values);
  }

  remove(row) {
    for (const list of [this.rows, this.visible]) {
      const at = list.indexOf(row);
      if (at >= 0) list.splice(at, 1);
    }
  }

  move(row, place) {
    this.remove(row);
    this.insert(row, Math.min(place, this.rows.length));
  }

  /** Apply filter and order anew. What is being written is not rearranged under the hands of who writes. */
  arrange() {
    this.visible = this.rows.filter((row) => this.#matches(row));
    if (this.sort) this.visible.sort((a, b) => this.#compare(a, b));
  }

  get arranged() { return Boolean(this.query || this.onlyChanged || this.sort); }

  #matches(row) {
    if (this.onlyChanged && !this.changedSince.has(row.renglon)) return false;
    if (!this.query) return true;
    row.folded ??= fold(this.columns.map((column) => this.shown(row, column.index)).join(" "));
    return hasWords(row.folded, this.query);
  }

  #compare(a, b) {
    const { index, direction } = this.sort;
    const [left, right] = [a, b].map((row) => this.reading(row, index));
    const blanks = [left, right].map((value) => value === null || value === undefined || value === "");
    if (blanks[0] || blanks[1]) return blanks[0] - blanks[1];
    if (typeof left === "number" && typeof right === "number") return direction * (left - right);
    return direction * String(left).localeCompare(String(right), "es", { numeric: true });
  }

  /** The sum of a column over the rows that are shown; what nobody knows adds nothing. */
  sum(index) {
    return this.visible.reduce((total, row) => total + (this.reading(row, index) || 0), 0);
  }

  /** How far the months are from what they should add up to; null when there is nothing to compare. */
  monthsGap(row) {
    if (this.base === undefined || !this.months.length) return null;
    const [base, ...months] = [this.base, ...this.months].map((index) => this.reading(row, index));
    if (typeof base !== "number" || months.every((value) => typeof value !== "number")) return null;
    return base - months.reduce((total, value) => total + (value || 0), 0);
  }
}
