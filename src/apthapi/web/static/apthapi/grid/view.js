// The table on the page: a header, the rows that can be seen, a row of sums, and the messages under the cells.

import { count, isNumber, money, show } from "./format.js";
import { h, nextId } from "./dom.js";
import { isTrouble } from "./model.js";
import { ROW_HEIGHT } from "./layout.js";
import { noteFor, placeMessages, whatItSays } from "./notes.js";

const BEYOND = 8;
const MARKS = { pendiente: "sin enviar", rechazo: "no se guardó", conflicto: "en conflicto" };

export class View {
  constructor(model, layout, { editing, resolve }) {
    Object.assign(this, { model, layout, editing, resolve });
    this.id = nextId("rejilla");
    this.rowElements = new Map();
    this.noteElements = new Map();
    this.saidElements = new Map();
    this.spares = [];
    this.pinned = null;
    this.selected = () => false;
    this.#build();
    this.frame = 0;
    this.scroller.addEventListener("scroll", () => this.#later(), { passive: true });
    new ResizeObserver(() => this.#later()).observe(this.scroller);
  }

  #build() {
    this.header = h("div", { role: "row", class: "rejilla-fila rejilla-cabecera", "aria-rowindex": 1 });
    this.footer = h("div", { role: "row", class: "rejilla-fila rejilla-sumas" });
    this.body = h("div", { role: "rowgroup", class: "rejilla-cuerpo" });
    this.grid = h("div", { role: "grid", class: "rejilla-tabla", "aria-label": this.model.titulo, "aria-multiselectable": "true" },
      h("div", { role: "rowgroup", class: "rejilla-arriba" }, this.header), this.body,
      h("div", { role: "rowgroup", class: "rejilla-abajo" }, this.footer));
    if (!this.model.edita) this.grid.setAttribute("aria-readonly", "true");
    this.layer = h("div", { class: "rejilla-notas" });
    this.sayings = h("div", { hidden: true });
    this.scroller = h("div", { class: "rejilla-marco" }, this.grid, this.layer, this.sayings);
  }

  #later() {
    if (!this.frame) this.frame = requestAnimationFrame(() => { this.frame = 0; this.render(); });
  }

  /** Columns have changed: header, footer and every row are made anew. */
  rebuild() {
    this.layout.arrangeColumns();
    this.scroller.style.setProperty("--columnas", this.layout.template);
    this.scroller.style.setProperty("--fija-1", `${this.layout.columns[1]?.left ?? 0}px`);
    this.scroller.style.setProperty("--fijo", `${this.layout.fixedWidth}px`);
    this.scroller.style.setProperty("--ancho", `${this.layout.width}px`);
    this.grid.setAttribute("aria-colcount", this.model.columns.length + 1);
    this.header.replaceChildren(this.#corner(), ...this.layout.columns.map((shown) => this.#headerCell(shown)));
    this.#empty();
    this.refresh();
  }

  /** Rows have come, gone or changed places. */
  refresh() {
    this.layout.arrangeRows();
    this.model.rows.forEach((row, at) => { row.ordinal = this.model.nameOf(row, at); });
    this.grid.setAttribute("aria-rowcount", this.model.visible.length + 2);
    this.body.style.height = `${this.layout.height}px`;
    this.render();
    this.paintSums();
  }

  #empty() {
    this.rowElements.forEach((element) => element.remove());
    this.rowElements.clear();
    [...this.noteElements.keys()].forEach((row) => this.#dropNote(row));
  }

  /** The first and the last row to draw. */
  #window() {
    const seen = this.scroller.clientHeight || 600;
    const from = this.layout.rowAt(this.scroller.scrollTop) - BEYOND;
    const to = this.layout.rowAt(this.scroller.scrollTop + seen) + BEYOND;
    return [Math.max(0, from), Math.min(this.model.visible.length - 1, to)];
  }

  render() {
    const [from, to] = this.#window();
    const wanted = new Map();
    for (let at = from; at <= to; at += 1) wanted.set(this.model.visible[at], at);
    // The row that holds the focus stays, however far it is scrolled away.
    const pinned = this.pinned ? this.model.visible.indexOf(this.pinned) : -1;
    if (pinned >= 0) wanted.set(this.pinned, pinned);
    this.rowElements.forEach((element, row) => wanted.has(row) || this.#spare(row, element));
    wanted.forEach((at, row) => this.#place(row, at));
    this.spares.splice(0).forEach((element) => element.remove());
    this.#inOrder(wanted);
    this.#renderNotes(wanted);
  }

  /** The element of a row out of sight serves for the next one that comes: making it is what costs. */
  #spare(row, element) {
    this.rowElements.delete(row);
    this.spares.push(element);
  }

  #place(row, at) {
    let element = this.rowElements.get(row);
    if (!element) {
      element = this.spares.pop() ?? this.#rowElement();
      element.row = row;
      this.rowElements.set(row, element);
      element.at = at;
      this.paintRow(row);
    }
    element.at = at;
    element.style.top = `${this.layout.top(at)}px`;
    element.setAttribute("aria-rowindex", at + 2);
    element.firstChild.lastChild.textContent = headOf(row);
    this.#select(element, at);
  }

  /** A screen reader goes by the order of the document. Moving a row that holds the focus would lose it. */
  #inOrder(wanted) {
    const held = document.activeElement;
    let next = this.body.firstChild;
    for (const [row] of [...wanted].sort((a, b) => a[1] - b[1])) {
      const element = this.rowElements.get(row);
      while (next !== element && element.contains(held)) {
        const misplaced = next;
        next = next.nextSibling;
        this.body.append(misplaced);
      }
      if (next === element) next = next.nextSibling;
      else this.body.insertBefore(element, next);
    }
  }

  #corner() {
    return h("div", { role: "columnheader", class: "rejilla-numero", "aria-colindex": 1 }, h("span", { class: "solo-lector", text: "Línea" }));
  }

  #headerCell({ column, index, months }) {
    const sort = this.model.sort?.index === index && !months ? this.model.sort.direction : 0;
    const cell = h("div", {
      role: "columnheader", tabindex: -1, class: this.#cellClass(column, index, months), "aria-colindex": index + 2,
      "aria-sort": months ? null : ["descending", "none", "ascending"][sort + 1], title: column.ayuda,
      "aria-expanded": months ? "false" : null,
    }, h("span", { text: column.titulo }));
    if (sort) cell.append(h("span", { class: "rejilla-orden", "aria-hidden": "true", text: sort > 0 ? "↑" : "↓" }));
    if (months) cell.append(h("span", { "aria-hidden": "true", text: " ▸" }));
    return cell;
  }

  #cellClass(column, index, months) {
    const classes = ["rejilla-celda", `clase-${column.clase}`];
    if (isNumber(column)) classes.push("es-numero");
    if (column.calculada) classes.push("es-calculada");
    if (column.grupo === "meses" && index === this.model.months[0]) classes.push("empieza-grupo");
    const position = this.layout.positionOf(index);
    if (!months && position < this.layout.fixed) classes.push("es-fija", `fija-${position}`);
    return classes.join(" ");
  }

  #rowElement() {
    const element = h("div", { role: "row", class: "rejilla-fila" });
    const handle = this.model.ordena && this.model.edita;
    element.append(h("div", { role: "rowheader", class: `rejilla-numero${handle ? " se-arrastra" : ""}`, "aria-colindex": 1 },
      h("span", { class: "rejilla-marca", "aria-hidden": "true" }), h("span", {})));
    for (const { column, index, months } of this.layout.columns) {
      const readonly = column.calculada || !this.model.edita;
      element.append(h("div", {
        role: "gridcell", tabindex: -1, class: this.#cellClass(column, index, months), "aria-colindex": index + 2,
        "aria-readonly": readonly ? "true" : null,
      }));
    }
    return element;
  }

  /** The element of a cell, if its row is drawn. */
  cell(row, position) {
    return this.rowElements.get(row)?.children[position + 1];
  }

  paintRow(row) {
    const element = this.rowElements.get(row);
    if (row.troubled || this.noteElements.has(row)) this.#later();
    if (!element) return;
    if (this.model.numbering !== undefined) row.ordinal = this.model.nameOf(row);
    element.firstChild.lastChild.textContent = headOf(row);
    this.layout.columns.forEach((shown, position) => this.#paintCell(element.children[position + 1], row, shown));
    const state = row.troubled ? "rechazo" : row.unsent ? "pendiente" : "";
    element.dataset.estado = state;
    element.classList.toggle("ha-cambiado", this.model.changedSince.has(row.renglon));
    const old = this.model.oldPrices.has(row.renglon);
    const observed = this.model.observed.said(row, null);
    element.firstChild.dataset.observada = observed?.severidad ?? "";
    element.classList.toggle("precio-traido", old);
    element.firstChild.title = [old ? "Precio traído de otro plan, por confirmar" : "", observed?.words].filter(Boolean).join(". ");
    element.firstChild.setAttribute("aria-label", `Línea ${row.ordinal ?? ""}${state ? `, ${MARKS[state]}` : ""}${old ? ", precio por confirmar" : ""}${observed ? `. ${observed.words}` : ""}`);
  }

  #paintCell(element, row, shown) {
    if (shown.months) this.#paintMonths(element, row);
    const said = this.model.observed.said(row, shown.index, Boolean(shown.months));
    if (said || element.dataset.dice) this.#say(element, said);
    if (shown.months) return;
    const cell = row.cells.get(shown.index);
    if (!this.editing(row, shown.index)) element.textContent = this.model.shown(row, shown.index);
    if (!cell && !element.dataset.estado) return;
    element.dataset.estado = cell?.estado ?? "";
    const described = [cell && isTrouble(cell) ? this.noteId(row, shown.index) : "", element.dataset.dice].filter(Boolean).join(" ");
    const attributes = { "aria-invalid": cell && isTrouble(cell) ? "true" : "", "aria-describedby": described };
    for (const name of ["aria-invalid", "aria-describedby"]) {
      if (attributes[name]) element.setAttribute(name, attributes[name]);
      else element.removeAttribute(name);
    }
  }

  /** The mark of a cell that was observed or changed; its words are in the tooltip, and said to who does not see it. */
  #say(element, said) {
    element.dataset.observada = said?.severidad ?? "";
    element.dataset.antes = said?.antes ? "si" : "";
    element.title = said?.words ?? "";
    element.dataset.dice = said ? this.#sayingId(said.words) : "";
    if (said) element.setAttribute("aria-describedby", element.dataset.dice);
    else element.removeAttribute("aria-describedby");
  }

  /** The same words are written once, wherever they are said. */
  #sayingId(words) {
    if (!this.saidElements.has(words)) {
      const saying = h("span", { id: nextId(`${this.id}-dice`), text: words });
      this.saidElements.set(words, saying);
      this.sayings.append(saying);
    }
    return this.saidElements.get(words).id;
  }

  #paintMonths(element, row) {
    const gap = this.model.monthsGap(row);
    const base = this.model.base === undefined ? null : this.model.reading(row, this.model.base);
    const words = gap === null ? (base ? "sin distribuir" : "") : gap === 0 ? "cuadra ✓" : this.#gapWords(gap);
    element.textContent = words;
    element.dataset.estado = gap ? "descuadre" : "";
  }

  #gapWords(gap) {
    const isMoney = this.model.columns[this.model.base].clase === "dinero";
    return `${gap > 0 ? "faltan" : "sobran"} ${isMoney ? money(Math.abs(gap)) : Math.abs(gap) / 10000}`;
  }

  noteId(row, index) {
    return `${this.id}-nota-${row.key}-${index}`;
  }

  #select(element, at) {
    this.layout.columns.forEach((_, position) => {
      const cell = element.children[position + 1];
      const chosen = this.selected(at, position);
      if ((cell.getAttribute("aria-selected") === "true") !== chosen) cell.setAttribute("aria-selected", String(chosen));
    });
  }

  paintSelection() {
    this.rowElements.forEach((element) => this.#select(element, element.at));
  }

  #renderNotes(wanted) {
    const troubled = this.layout.extras.filter(({ row }) => wanted.has(row));
    const kept = new Set(troubled.map(({ row }) => row));
    this.noteElements.forEach((_, row) => kept.has(row) || this.#dropNote(row));
    let moved = false;
    for (const { at, row } of troubled) {
      const note = this.#note(row);
      placeMessages(this, note);
      note.style.top = `${this.layout.top(at) + ROW_HEIGHT + this.header.offsetHeight}px`;
      if (!note.offsetHeight || this.layout.notes.get(row) === note.offsetHeight) continue;
      this.layout.notes.set(row, note.offsetHeight);
      moved = true;
    }
    if (moved) this.refresh();
  }

  /** A message that still says the same stays as it is: a button of it may have the focus. */
  #note(row) {
    const now = whatItSays(row);
    const standing = this.noteElements.get(row);
    if (standing?.says === now) return standing;
    standing?.remove();
    const note = noteFor(this, row);
    note.says = now;
    this.noteElements.set(row, note);
    this.layer.append(note);
    return note;
  }

  #dropNote(row) {
    this.noteElements.get(row)?.remove();
    this.noteElements.delete(row);
  }

  paintSums() {
    const number = this.model.visible.filter(isLine).length;
    const all = this.model.rows.filter(isLine).length;
    const words = !all ? "Sin líneas" : number === all ? count(all, "línea", "líneas") : `${count(number, "línea", "líneas")} de ${count(all, "", "").trim()}`;
    this.footer.setAttribute("aria-rowindex", this.model.visible.length + 2);
    const label = h("div", { role: "rowheader", class: "rejilla-cuenta", "aria-colindex": 1, text: words });
    const start = this.#firstMoney();
    // It stays in sight over the columns that stay, and over no others: a sum must not slide under it.
    const under = Math.min(start, Math.max(1, this.layout.fixed));
    label.style.gridColumn = `1 / ${under + 2}`;
    this.footer.replaceChildren(label, ...this.layout.columns.slice(under).map((shown) => this.#sum(shown)));
  }

  #firstMoney() {
    const adds = ({ column, months }) => (column.clase === "dinero" && !months) || column.debe_sumar != null;
    const at = this.layout.columns.findIndex(adds);
    return at < 0 ? this.layout.columns.length : Math.max(1, at);
  }

  #sum({ column, index, months }) {
    if (column.debe_sumar != null) return this.#mustAdd(column, index);
    const summed = column.clase === "dinero" && !months && column.nombre !== "precio_unitario";
    return h("div", {
      role: "gridcell", class: this.#cellClass(column, index, months), "aria-colindex": index + 2,
      "aria-label": summed ? `Suma de ${column.titulo}: ${money(this.model.sum(index))}` : null,
      text: summed ? money(this.model.sum(index)) : "",
    });
  }

  /** What a column adds up to beside what it must, with a word and not only a colour. */
  #mustAdd(column, index) {
    const sum = this.model.sum(index);
    const gap = sum - column.debe_sumar;
    const state = gap === 0 ? "cuadra" : gap < 0 ? "falta" : "excede";
    const word = gap === 0 ? "cuadra" : `${gap < 0 ? "faltan" : "sobran"} ${show(Math.abs(gap), column)}`;
    const text = `${show(sum, column) || "0"}: ${word}`;
    return h("div", {
      role: "gridcell", class: `${this.#cellClass(column, index, null)} texto-estado es-${state}`, "aria-colindex": index + 2,
      "aria-label": `Suma de ${column.titulo}: ${text}`, text,
    });
  }

  /** Bring a column into sight, as the first beside those that stay. */
  revealColumn(position) {
    this.scroller.scrollLeft = this.layout.columns[position].left - this.layout.fixedWidth - 120;
  }

  /** Bring a cell into sight, beside the header and the fixed columns. */
  reveal(at, position) {
    const { scroller, layout } = this;
    const shown = layout.columns[position];
    const roof = this.header.offsetHeight;
    const floor = this.footer.offsetHeight + 16;
    const fixed = layout.fixedWidth;
    const top = layout.top(at);
    const room = scroller.clientHeight - roof - floor;
    if (top < scroller.scrollTop) scroller.scrollTop = top;
    else if (top + ROW_HEIGHT > scroller.scrollTop + room) scroller.scrollTop = top + ROW_HEIGHT - room;
    if (position >= layout.fixed && shown.left < scroller.scrollLeft + fixed) scroller.scrollLeft = shown.left - fixed;
    else if (shown.left + shown.width > scroller.scrollLeft + scroller.clientWidth) {
      scroller.scrollLeft = Math.min(shown.left - fixed, shown.left + shown.width - scroller.clientWidth);
    }
    this.render();
  }
}

/** A row in which something was written; the blank one that waits at the end is not counted. */
function isLine(row) {
  return row.renglon !== null || row.cells.size > 0;
}

function headOf(row) {
  return row.ordinal === "nueva" ? "+" : row.ordinal ?? "";
}
