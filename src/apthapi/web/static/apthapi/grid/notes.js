// What is said under a cell: why it was not stored, between which readings to choose, or whose value stands there now.

import { show } from "./format.js";
import { button, h } from "./dom.js";
import { isTrouble } from "./model.js";

const WIDEST = 440;

/** The messages of a row, each under its cell. */
export function noteFor(view, row) {
  const note = h("div", { class: "rejilla-nota" });
  for (const [index, cell] of row.cells) {
    if (isTrouble(cell)) note.append(message(view, row, index, cell));
  }
  return note;
}

function message(view, row, index, cell) {
  const element = h("div", { class: `rejilla-mensaje es-${cell.estado}`, id: view.noteId(row, index), role: "group" });
  element.setAttribute("aria-label", `${view.model.columns[index].titulo}, línea ${row.ordinal}`);
  const build = cell.estado === "conflicto" ? conflict : refusal;
  element.append(...build(view, row, index, cell));
  element.index = index;
  return element;
}

/** Each message under its cell, as far as the frame lets it be read whole. */
export function placeMessages(view, note) {
  const { layout, scroller } = view;
  const seen = scroller.clientWidth || WIDEST;
  const width = Math.min(WIDEST, seen - 16);
  for (const element of note.children) {
    // Where the column really is: those of text take the room that is left over.
    const cell = view.header.children[layout.positionOf(element.index) + 1];
    const left = Math.min(cell.offsetLeft, scroller.scrollLeft + seen - width - 8);
    Object.assign(element.style, { marginLeft: `${Math.max(4, left)}px`, width: `${width}px` });
  }
}

/** What the messages of a row say, to know whether they must be made anew. */
export function whatItSays(row) {
  return JSON.stringify([row.ordinal, ...[...row.cells].filter(([, cell]) => isTrouble(cell))]);
}

function refusal(view, row, index, cell) {
  const choose = (texto) => () => view.resolve(row, index, texto);
  return [
    h("span", { text: cell.mensaje }),
    ...cell.opciones.map(([shown, texto]) => button(shown, choose(texto))),
    button("Deshacer", () => view.resolve(row, index, null), { clase: "texto" }),
  ];
}

function conflict(view, row, index, cell) {
  const column = view.model.columns[index];
  const when = cell.cuando ? ` a las ${cell.cuando}` : "";
  return [
    h("span", { text: `${cell.quien || "Otra persona"} escribió «${show(cell.suya, column) || "vacío"}»${when}; usted, «${cell.texto || "vacío"}».` }),
    button("Dejar la mía", () => view.resolve(row, index, cell.texto)),
    button("Usar la suya", () => view.resolve(row, index, null)),
  ];
}
