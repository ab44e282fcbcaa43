// The one field in which a cell is written.

import { isNumber, YES_NO } from "./format.js";
import { h } from "./dom.js";
import { Finder } from "./finder.js";

const WIDEST = 360;
const FINDER_WIDTH = 200;

export class Editor {
  /** `commit({row, index, texto, antes})`, `typing(row, index, texto)` and `closed()` tell the grid; `lists` are those fetched. */
  constructor({ host, model, lists, commit, typing, closed }) {
    Object.assign(this, { host, model, lists, commit, typing, closed });
    this.now = null;
  }

  get open() { return this.now !== null; }

  isAt(row, index) { return this.now?.row === row && this.now.index === index; }

  /** Open on a cell; with `over` what it held gives way to what is typed next. */
  start(cell, row, index, { over = false } = {}) {
    const column = this.model.columns[index];
    const before = this.model.text(row, index);
    const field = this.#field(column, row);
    this.now = { cell, row, index, before, field, over, antes: antesOf(row, index), finder: null };
    field.value = over ? "" : before;
    cell.replaceChildren(field);
    cell.classList.add("se-escribe");
    field.focus({ preventScroll: true });
    field.addEventListener("input", () => this.#typed());
    field.addEventListener("blur", () => this.open && this.now.field === field && this.finish());
    this.#openFinder(column, over);
    this.#fit();
    if (!over) this.#pointAtEnd();
  }

  #field(column, row) {
    const label = `${column.titulo}, línea ${row.ordinal}`;
    if (column.clase === "texto" && !column.busca) return h("textarea", { class: "rejilla-campo", rows: 1, "aria-label": label, spellcheck: "true" });
    return h("input", {
      class: "rejilla-campo", type: "text", "aria-label": label, autocomplete: "off", spellcheck: "false",
      inputmode: isNumber(column) ? "decimal" : "text", placeholder: column.clase === "fecha" ? "dd/mm/aaaa" : null,
    });
  }

  /** A list that came while its cell was being written opens now. */
  listCame(name) {
    if (!this.now || this.now.finder || this.model.columns[this.now.index].busca !== name) return;
    this.#openFinder(this.model.columns[this.now.index], true);
    this.#typed();
  }

  #openFinder(column, over) {
    const items = column.clase === "booleano" ? YES_NO : column.opciones ?? (column.busca ? this.lists.get(column.busca) : null);
    if (!items) return;
    const chosen = (value) => { this.now.finder.close(); this.now.field.value = value; this.finish(value); };
    this.now.finder = new Finder(this.host, this.now.field, items, { column, chosen });
    if (!over && this.now.before) this.#pointAt(this.now.before);
  }

  /** As F2 does in a spreadsheet, so that what is typed adds to a long text; a code is chosen anew from its list. */
  #pointAtEnd() {
    const { field, finder, index } = this.now;
    if (finder && this.model.columns[index].clase !== "texto") field.select();
    else field.setSelectionRange(field.value.length, field.value.length);
  }

  /** The list opens whole, on what the cell holds. */
  #pointAt(value) {
    this.now.finder.point(value);
    this.now.field.value = this.#optionText(value);
  }

  #optionText(value) {
    return this.model.columns[this.now.index].opciones?.find(([stored]) => stored === value)?.[1] ?? value;
  }

  #typed() {
    const { finder, field, row, index } = this.now;
    finder?.filter(field.value);
    this.#fit();
    this.typing(row, index, field.value);
  }

  /** Long texts are written over the rows below. */
  #fit() {
    const { field, cell, finder } = this.now;
    if (finder) field.style.width = `${Math.max(cell.clientWidth, FINDER_WIDTH)}px`;
    if (field.tagName !== "TEXTAREA") return;
    field.style.width = `${Math.max(cell.clientWidth, Math.min(WIDEST, window.innerWidth - 48))}px`;
    field.style.height = "auto";
    field.style.height = `${Math.min(field.scrollHeight, 200)}px`;
  }

  /** Take what was written (or a chosen value) and close. */
  finish(value) {
    const { row, index, field, before, antes, finder } = this.now;
    const shownBefore = finder ? this.#optionText(before) : before;
    const texto = value ?? (field.value === shownBefore && !finder?.moved ? before : finder?.value ?? field.value);
    this.#close();
    if (texto !== before) this.commit({ row, index, texto, antes });
  }

  cancel() { this.#close(); }

  #close() {
    const { cell, finder } = this.now;
    this.now = null;
    finder?.close();
    cell.classList.remove("se-escribe");
    this.closed(cell);
  }

  /** Alt+Enter parts a long text in two lines. */
  newLine() {
    const { field } = this.now;
    if (field.tagName === "TEXTAREA") field.setRangeText("\n", field.selectionStart, field.selectionEnd, "end");
    this.#typed();
  }
}

function antesOf(row, index) {
  const cell = row.cells.get(index);
  return cell?.estado === "conflicto" ? cell.suya : row.values[index];
}
