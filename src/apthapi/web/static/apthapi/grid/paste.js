// Pasting: the server says what each text would mean, the person sees it, and only then it is written.

import { count, fold, show } from "./format.js";
import { button, h } from "./dom.js";
import { textFor } from "./clipboard.js";

const ASKED_AT_ONCE = 400;
const MOST_SHOWN = 100;

/** What goes where: cells of the clipboard over the columns from a place on. Titles pasted with the data are left out. */
export function planPaste(cells, columns, target) {
  const titled = isTitles(cells[0], columns.slice(target.position));
  const rows = titled ? cells.slice(1) : cells;
  const widest = Math.max(0, ...rows.map((row) => row.length));
  const high = repeats(target.rows, rows.length);
  const wide = repeats(target.columns, widest);
  const into = columns.slice(target.position, target.position + widest * wide).filter(({ months }) => !months);
  const spread = Array.from({ length: rows.length * high }, (_, at) => into.map((shown, across) => {
    const cell = rows[at % rows.length][across % widest] ?? { texto: "", exacto: "" };
    return textFor(cell, shown.column);
  }));
  return { titled, into, texts: spread, beyond: Math.max(0, widest - into.length) };
}

/** A smaller piece fills a larger selection, as in a spreadsheet. */
function repeats(selected, pasted) {
  return pasted && selected > pasted && selected % pasted === 0 ? selected / pasted : 1;
}

function isTitles(row, columns) {
  if (!row || row.length < 2) return false;
  return row.every((cell, at) => {
    const column = columns[at]?.column;
    return column && [fold(column.titulo), fold(column.nombre)].includes(fold(cell.texto.trim()));
  });
}

/** Ask what the texts mean, in pieces; `told(done)` moves the sentence on screen. */
export async function interpret(server, plan, told) {
  const names = plan.into.map(({ column }) => column.nombre);
  const open = plan.into.map(({ column }) => !column.calculada);
  const meant = [];
  for (let at = 0; at < plan.texts.length; at += ASKED_AT_ONCE) {
    told(at);
    const piece = plan.texts.slice(at, at + ASKED_AT_ONCE);
    const answer = await server.interpret(names.filter((_, i) => open[i]), piece.map((row) => row.filter((_, i) => open[i])));
    meant.push(...answer.celdas.map((row, down) => joined(row, piece[down], open)));
  }
  return meant;
}

function joined(row, texts, open) {
  const answered = [...row];
  return texts.map((texto, i) => (open[i] ? { texto, ...answered.shift() } : { texto, skipped: true, valor: null, mensaje: "", opciones: [] }));
}

/** Show what was understood. Resolves to the cells to write, or null if the person cancels. */
export function preview(host, plan, meant, { grows }) {
  return new Promise((resolve) => {
    const dialog = new Preview(plan, meant, grows, (result) => { dialog.element.remove(); resolve(result); });
    host.append(dialog.element);
    dialog.element.showModal();
  });
}

class Preview {
  constructor(plan, meant, grows, done) {
    Object.assign(this, { plan, meant, grows, done });
    this.summary = h("p", { class: "rejilla-resumen", role: "status" });
    this.accept = button("Pegar", () => this.element.close("pegar"), { clase: "principal" });
    this.element = h("dialog", { class: "rejilla-dialogo es-ancho", "aria-labelledby": "rejilla-pegar-titulo" },
      h("h2", { id: "rejilla-pegar-titulo", text: "Esto es lo que se entendió" }), this.summary, ...this.#doubts(),
      h("div", { class: "rejilla-dialogo-tabla", tabindex: 0, role: "region", "aria-label": "Celdas por pegar" }, this.#table()),
      h("div", { class: "rejilla-acciones" }, button("Cancelar", () => this.element.close("")), this.accept));
    this.element.addEventListener("close", () => this.done(this.element.returnValue === "pegar" ? this.meant : null));
    this.#count();
  }

  get #cells() { return this.meant.flat().filter((cell) => !cell.skipped); }

  #count() {
    const cells = this.#cells;
    const doubtful = cells.filter(isDoubt).length;
    const refused = cells.filter((cell) => cell.mensaje && !isDoubt(cell) && cell.elegido === undefined).length;
    const good = cells.length - doubtful - refused;
    this.summary.replaceChildren(...[
      h("strong", { text: `${count(this.meant.length, "fila", "filas")}, ${count(good, "celda entendida", "celdas entendidas")}` }),
      doubtful ? h("span", { class: "es-duda", text: `${count(doubtful, "celda dudosa", "celdas dudosas")}: confirme cómo leerla${doubtful === 1 ? "" : "s"}` }) : null,
      refused ? h("span", { class: "es-rechazo", text: `${count(refused, "celda no se puede guardar y quedará marcada", "celdas no se pueden guardar y quedarán marcadas")} para corregir` }) : null,
      this.grows ? h("span", { text: this.grows === 1 ? "Se añade 1 línea nueva" : `Se añaden ${this.grows} líneas nuevas` }) : null,
      this.plan.titled ? h("span", { text: "La primera fila son los títulos y no se pega" }) : null,
      this.#skips(),
    ].filter(Boolean));
    this.accept.textContent = `Pegar ${count(cells.length, "celda", "celdas")}`;
  }

  #skips() {
    const calculated = this.plan.into.filter(({ column }) => column.calculada).map(({ column }) => column.titulo);
    const words = calculated.length ? `${calculated.join(", ")} se calcula y no se pega. ` : "";
    const lost = this.plan.beyond ? `${count(this.plan.beyond, "columna queda", "columnas quedan")} fuera de la tabla.` : "";
    return words + lost ? h("span", { text: (words + lost).trim() }) : null;
  }

  /** The same doubt in a whole column is answered once. */
  #doubts() {
    return this.plan.into.map(({ column }, at) => {
      const cells = this.meant.map((row) => row[at]).filter(isDoubt);
      if (cells.length < 2) return null;
      const choose = (which) => () => { cells.forEach((cell) => { choosing(cell, which); }); this.#redraw(); };
      const [first] = cells;
      return h("p", { class: "rejilla-duda" }, h("span", { text: `${column.titulo}: leer «${first.texto}»${cells.length === 2 ? " y la otra " : ` y las otras ${cells.length - 1} `}` }),
        ...first.opciones.map(([shown], which) => button(`como ${shown}`, choose(which))));
    });
  }

  #redraw() {
    this.element.querySelector("table").replaceWith(this.#table());
    this.#count();
  }

  #table() {
    const rows = this.meant.map((row, at) => ({ row, at }));
    const troubled = ({ row }) => row.some((cell) => cell.mensaje);
    const shown = [...rows.slice(0, MOST_SHOWN), ...rows.slice(MOST_SHOWN).filter(troubled).slice(0, MOST_SHOWN)];
    const rest = rows.length - shown.length;
    return h("table", {},
      h("thead", {}, h("tr", {}, h("th", { scope: "col", text: "Fila" }), ...this.plan.into.map(({ column }) => h("th", { scope: "col", text: column.titulo })))),
      h("tbody", {}, ...shown.map(({ row, at }) => this.#row(row, at)),
        rest ? h("tr", {}, h("td", { colspan: this.plan.into.length + 1, text: `y ${count(rest, "fila más", "filas más")} sin problemas a la vista` })) : null));
  }

  #row(row, at) {
    return h("tr", {}, h("th", { scope: "row", text: String(at + 1) }), ...row.map((cell, across) => this.#cell(cell, this.plan.into[across].column)));
  }

  #cell(cell, column) {
    if (cell.skipped) return h("td", { class: "es-calculada", text: "" });
    if (cell.opciones.length) return h("td", { class: "es-duda" }, this.#choice(cell, column));
    if (cell.mensaje) return h("td", { class: "es-rechazo" }, h("span", { text: cell.texto }), h("small", { text: cell.mensaje }));
    return h("td", { class: `clase-${column.clase}`, text: show(cell.valor, column) });
  }

  #choice(cell, column) {
    const select = h("select", { "aria-label": `${column.titulo}: «${cell.texto}» puede ser`, title: cell.mensaje },
      h("option", { value: "", text: `${cell.texto} ?` }), ...cell.opciones.map(([shown], which) => h("option", { value: String(which), text: shown })));
    if (cell.elegido !== undefined) select.value = String(cell.elegido);
    select.addEventListener("change", () => { choosing(cell, select.value === "" ? undefined : Number(select.value)); this.#count(); });
    return select;
  }
}

function isDoubt(cell) {
  return !cell.skipped && cell.opciones.length > 0 && cell.elegido === undefined;
}

function choosing(cell, which) {
  cell.elegido = which;
}

/** The text that a previewed cell sends. */
export function chosenText(cell) {
  return cell.elegido === undefined ? cell.texto : cell.opciones[cell.elegido][1];
}

/** Whether the cell stays in the grid, marked, instead of being sent. */
export function staysRefused(cell) {
  return Boolean(cell.mensaje) && cell.elegido === undefined;
}
