// What a person can do in the grid, by key, button or pointer. Each is one method; keyboard.js says with which key.

import { count, isNumber, money } from "./format.js";
import { askDistribution, monthTexts } from "./months.js";
import { readClipboard, writeClipboard } from "./clipboard.js";
import { chosenText, interpret, planPaste, preview, staysRefused } from "./paste.js";

export class Commands {
  constructor(grid) { this.grid = grid; }

  get #model() { return this.grid.model; }
  get #selection() { return this.grid.selection; }
  get #columns() { return this.grid.layout.columns; }

  /** Says why when the table only shows. */
  #mayEdit() {
    if (!this.#model.edita) this.grid.status.say(this.#model.motivo || "Esta tabla solo se puede leer.");
    return this.#model.edita;
  }

  move(down, right, extend = false) {
    const { at, position } = this.#selection.active;
    this.#selection.go(extend ? Math.max(0, at + down) : at + down, position + right, { extend });
  }

  goTo(at, position, extend = false) { this.#selection.go(at, position, { extend }); }

  page(direction, extend) {
    const seen = Math.max(1, Math.floor(this.grid.view.scroller.clientHeight / 32) - 3);
    this.goTo(Math.max(0, this.#selection.active.at + direction * seen), this.#selection.active.position, extend);
  }

  /** Enter: down, and under the last row a new one. */
  enter() {
    const { at, position } = this.#selection.active;
    if (at < 0) { this.sort(); return; }
    if (this.#columns[position]?.months) { this.toggleMonths(); return; }
    const start = this.#selection.startPosition ?? position;
    this.#selection.startPosition = null;
    if (at < this.#model.visible.length - 1) this.goTo(at + 1, start);
    else if (this.#model.edita) this.#append(start);
  }

  #append(position) {
    const last = this.#model.rows.at(-1);
    if (last && last.renglon === null && !last.cells.size) { this.grid.status.say("Escriba algo en esta línea antes de añadir otra."); return; }
    this.grid.edits.add([this.#model.blank()], this.#model.rows.length);
    this.goTo(this.#model.visible.length - 1, position);
  }

  /** Tab: right, and at the end of a row to the next. Answers false at the very end, where Tab leaves the table. */
  tab(step, writing = false) {
    const { at, position } = this.#selection.active;
    this.#selection.startPosition ??= position;
    const beyond = position + step < 0 || position + step >= this.#columns.length;
    if (!beyond) { this.goTo(at, position + step); return true; }
    const next = at + step;
    if (next >= 0 && next < this.#model.visible.length) { this.goTo(next, step > 0 ? 0 : this.#columns.length - 1); return true; }
    if (!writing || step < 0) return false;
    this.#append(0);
    return true;
  }

  edit(over = false) {
    const { at, position } = this.#selection.active;
    const shown = this.#columns[position];
    const row = this.#model.visible[at];
    if (!row) return;
    if (shown.months) { this.toggleMonths(); return; }
    if (!this.#mayEdit()) return;
    if (shown.column.calculada) { this.grid.status.say(`${shown.column.titulo} se calcula: no se escribe.`); return; }
    this.grid.startEditor(row, shown.index, over);
  }

  sort() {
    const shown = this.#columns[this.#selection.active.position];
    if (shown.months) { this.toggleMonths(); return; }
    const now = this.#model.sort?.index === shown.index ? this.#model.sort.direction : 0;
    this.#model.sort = now === -1 ? null : { index: shown.index, direction: now === 1 ? -1 : 1 };
    const words = { 1: "de menor a mayor", [-1]: "de mayor a menor" }[this.#model.sort?.direction];
    this.grid.status.say(words ? `Ordenado por ${shown.column.titulo}, ${words}. El orden guardado no cambia.` : "En el orden guardado.");
    this.grid.rearrange();
    this.goTo(-1, this.#selection.active.position);
  }

  clear() {
    if (!this.#mayEdit()) return;
    const cells = this.#selection.cells.filter(({ row, index, shown }) => !shown.months && this.#model.editable(row, index));
    const number = this.grid.edits.write(cells.map(({ row, index }) => ({ row, index, texto: "" })));
    if (number > 1) this.grid.status.say(`Se vaciaron ${count(number, "celda", "celdas")}.`);
  }

  fillDown() {
    if (!this.#mayEdit()) return;
    const { top, bottom } = this.#selection.rect;
    const from = top === bottom ? this.#model.visible[top - 1] : this.#model.visible[top];
    if (!from) return;
    const cells = this.#selection.cells.filter(({ row, index, shown }) => row !== from && !shown.months && this.#model.editable(row, index));
    this.grid.edits.write(cells.map(({ row, index }) => ({ row, index, texto: this.#model.text(from, index) })));
  }

  copy(event, cut = false) {
    const { left, right } = this.#selection.rect;
    const columns = this.#columns.slice(left, right + 1).filter(({ months }) => !months);
    writeClipboard(event.clipboardData, this.#selection.rows.map((row) => columns.map(({ index, column }) => this.#copied(row, index, column))));
    const number = this.#selection.rows.length * columns.length;
    if (cut) this.clear();
    this.grid.status.say(`${cut ? "Cortado" : "Copiado"}: ${count(number, "celda", "celdas")}.`);
  }

  #copied(row, index, column) {
    const value = this.#model.reading(row, index);
    const scale = { dinero: 100, cantidad: 10000, porcentaje: 100, entero: 1 }[column.clase];
    return { texto: this.#model.shown(row, index), numero: isNumber(column) && typeof value === "number" ? String(value / scale) : "" };
  }

  async paste(event) {
    if (!this.#mayEdit()) return;
    const cells = readClipboard(event.clipboardData);
    const { top, left, bottom, right } = this.#selection.rect;
    const plan = planPaste(cells, this.#columns, { position: left, rows: bottom - top + 1, columns: right - left + 1 });
    if (!plan.texts.length || !plan.into.length) { this.grid.status.say("No hay nada que pegar aquí."); return; }
    if (plan.texts.length === 1 && plan.into.length === 1) { this.#pasteOne(plan, top); return; }
    await this.#pasteMany(plan, top);
  }

  #pasteOne(plan, top) {
    const [shown] = plan.into;
    if (shown.column.calculada) { this.grid.status.say(`${shown.column.titulo} se calcula: no se pega.`); return; }
    this.grid.edits.write([{ row: this.#model.visible[top], index: shown.index, texto: plan.texts[0][0] }]);
  }

  async #pasteMany(plan, top) {
    const total = plan.texts.length;
    let meant;
    try {
      meant = await interpret(this.grid.server, plan, (done) => this.grid.status.say(`Leyendo lo pegado: ${done} de ${total} filas…`));
    } catch (problem) {
      this.grid.status.say(`No se pudo leer lo pegado: ${problem.message}. Nada cambió; pegue otra vez.`);
      return;
    }
    const grows = Math.max(0, top + total - this.#model.visible.length);
    this.grid.status.say("");
    const accepted = await preview(this.grid.root, plan, meant, { grows });
    this.#selection.focus();
    if (accepted) this.#write(plan, accepted, top, grows);
    else this.grid.status.say("No se pegó nada.");
  }

  #write(plan, meant, top, grows) {
    const rows = this.#model.visible.slice(top, top + meant.length);
    const fresh = Array.from({ length: grows }, () => this.#model.blank());
    const cells = [...rows, ...fresh].flatMap((row, down) => plan.into.map(({ index }, across) => ({ row, index, cell: meant[down][across] })));
    const open = cells.filter(({ cell }) => !cell.skipped);
    const sent = open.filter(({ cell }) => !staysRefused(cell)).map(({ row, index, cell }) => ({ row, index, texto: chosenText(cell) }));
    this.grid.edits.add(fresh, this.#model.rows.length, sent.filter(({ row, texto }) => texto !== "" || row.renglon !== null || !fresh.includes(row)));
    open.filter(({ cell }) => staysRefused(cell)).forEach(({ row, index, cell }) => this.grid.refuse(row, index, cell));
    this.grid.repaint(rows.concat(fresh), true);
    this.#selection.anchor = { at: top, position: this.grid.layout.positionOf(plan.into[0].index) };
    this.goTo(top + meant.length - 1, this.grid.layout.positionOf(plan.into.at(-1).index), true);
    const marked = open.length - sent.length;
    const left = marked ? ` ${count(marked, "celda quedó", "celdas quedaron")} por corregir: F8 va a la primera.` : "";
    this.grid.status.say(`Pegado: ${count(sent.length, "celda", "celdas")}. Ctrl+Z lo deshace.${left}`);
  }

  undo() { this.#step(this.grid.edits.undo(), "Deshecho"); }
  redo() { this.#step(this.grid.edits.redo(), "Rehecho"); }

  #step(step, word) {
    if (!step) { this.grid.status.say(`No hay nada que ${word === "Deshecho" ? "deshacer" : "rehacer"}.`); return; }
    const row = [...step.cells, ...step.removed, ...step.moved, ...step.added].map((one) => one.row).find((one) => this.#model.visible.includes(one));
    const index = step.cells[0]?.index;
    const position = index === undefined ? this.#selection.active.position : Math.max(0, this.grid.layout.positionOf(index));
    if (row) this.goTo(this.#model.visible.indexOf(row), position);
    else this.#selection.settle();
    this.#selection.focus();
    this.grid.status.say(`${word}: ${describe(step)}.`);
  }

  /** A new row under this one, where rows have an order; otherwise at the end. */
  insertRow() {
    if (!this.#mayEdit()) return;
    if (!this.#model.ordena) { this.#append(0); return; }
    const row = this.#selection.row;
    this.grid.edits.add([this.#model.blank()], row ? this.#model.rows.indexOf(row) + 1 : this.#model.rows.length);
    this.goTo(this.#selection.active.at + (row ? 1 : 0), 0);
  }

  copyRows() {
    if (!this.#mayEdit()) return;
    const rows = this.#selection.rows;
    const open = this.#model.columns.filter((column) => !column.calculada);
    const copies = rows.map(() => this.#model.blank());
    const cells = rows.flatMap((row, i) => open.map(({ index }) => ({ row: copies[i], index, texto: this.#model.text(row, index) })));
    const at = this.#model.ordena && rows.length ? this.#model.rows.indexOf(rows.at(-1)) + 1 : this.#model.rows.length;
    this.grid.edits.add(copies, at, cells.filter(({ texto }) => texto !== ""));
    this.goTo(this.#model.visible.indexOf(copies[0]), this.#selection.active.position);
    this.grid.status.say(copies.length === 1 ? "Línea copiada." : `${copies.length} líneas copiadas.`);
  }

  removeRows() {
    if (!this.#mayEdit()) return;
    const rows = this.#selection.rows;
    const { at, position } = this.#selection.active;
    this.grid.edits.remove(rows);
    this.grid.ensureRow();
    this.goTo(Math.min(this.#selection.rect.top, at), position);
    this.grid.status.say(rows.length === 1 ? "Se quitó 1 línea. Ctrl+Z la devuelve." : `Se quitaron ${rows.length} líneas. Ctrl+Z las devuelve.`);
  }

  moveRow(step) {
    const row = this.#selection.row;
    if (!row || !this.#mayEdit()) return;
    if (!this.#model.ordena) { this.grid.status.say("En esta tabla las líneas no tienen un orden propio."); return; }
    this.placeRow(row, this.#model.rows.indexOf(row) + step);
  }

  placeRow(row, to) {
    if (this.#model.arranged) { this.grid.status.say("Quite el filtro y el orden por columna para mover líneas."); return; }
    if (to < 0 || to >= this.#model.rows.length) return;
    this.grid.edits.move(row, to);
    this.goTo(this.#model.visible.indexOf(row), this.#selection.active.position);
    this.grid.status.say(`Línea en el lugar ${to + 1} de ${this.#model.rows.length}.`);
  }

  async distribute() {
    if (!this.#model.months.length || !this.#mayEdit()) return;
    const { base, months, columns } = this.#model;
    const rows = this.#selection.rows.filter((row) => typeof this.#model.reading(row, base) === "number");
    if (!rows.length) { this.grid.status.say(`Primero hace falta ${columns[base]?.titulo ?? "el importe"} de la línea.`); return; }
    const column = columns[months[0]];
    const share = await askDistribution(this.grid.root, { total: this.#model.reading(rows[0], base), column, rows: rows.length });
    this.#selection.focus();
    if (!share) return;
    const cells = rows.flatMap((row) => monthTexts(share(this.#model.reading(row, base)), column).map((texto, i) => ({ row, index: months[i], texto })));
    this.grid.edits.write(cells);
    this.grid.status.say(rows.length === 1 ? "Distribuido en los meses." : `${rows.length} líneas distribuidas en los meses.`);
  }

  toggleMonths() {
    const shown = this.#columns[this.#selection.active.position];
    this.grid.openMonths(!this.grid.layout.monthsOpen);
    this.goTo(this.#selection.active.at, Math.max(0, this.grid.layout.positionOf(shown?.index)));
    if (this.grid.layout.monthsOpen) this.grid.view.revealColumn(this.grid.layout.positionOf(this.#model.months[0]));
  }

  /** The next cell with a message, after the active one. */
  nextTrouble() {
    const troubled = this.grid.layout.extras;
    if (!troubled.length) { this.grid.status.say("No hay celdas por corregir."); return; }
    const { at, row } = troubled.find((one) => one.at > this.#selection.active.at) ?? troubled[0];
    const [index] = [...row.cells].find(([, cell]) => ["rechazo", "conflicto"].includes(cell.estado));
    this.goTo(at, this.grid.layout.positionOf(index));
  }

  /** F6: from a cell to its message, from there to the bar, and back. */
  nextPlace() {
    const note = this.grid.view.noteElements.get(this.#selection.row)?.querySelector("button");
    (note ?? this.grid.toolbar.querySelector("button:not(:disabled), input")).focus();
  }

  /** What a selection adds up to, for the line of state. */
  summary() {
    if (!this.#selection.many) return "";
    const cells = this.#selection.cells;
    const amounts = cells.filter(({ shown }) => shown.column.clase === "dinero").map(({ row, index }) => this.#model.reading(row, index));
    const known = amounts.filter((value) => typeof value === "number");
    const sum = known.length ? `, suma ${money(known.reduce((total, value) => total + value, 0))}` : "";
    return `${count(cells.length, "celda", "celdas")}${sum}`;
  }
}

function describe(step) {
  const said = [
    step.cells.length ? count(step.cells.length, "celda", "celdas") : "",
    step.added.length ? `${count(step.added.length, "línea añadida", "líneas añadidas")}` : "",
    step.removed.length ? `${count(step.removed.length, "línea quitada", "líneas quitadas")}` : "",
    step.moved.length ? "un cambio de lugar" : "",
  ];
  return said.filter(Boolean).join(", ");
}
