// The buttons over the table. Each is also a key.

import { button, h } from "./dom.js";

/** The bar of a grid; answers its element, the filter box, and a function that says what can be pressed now. */
export function toolbar(grid) {
  const { commands, model } = grid;
  const press = (action) => () => { action(); grid.selection.focus(); };
  const undo = button("Deshacer", press(() => commands.undo()), { key: "Control+Z" });
  const redo = button("Rehacer", press(() => commands.redo()), { key: "Control+Y" });
  const months = button("Meses", press(() => commands.toggleMonths()), { key: "Alt+Shift+M" });
  const filterBox = filter(grid);
  const writing = [
    button("+ Línea", press(() => commands.insertRow()), { key: "Control+Enter" }),
    button("Copiar línea", press(() => commands.copyRows()), { key: "Control+Shift+D" }),
    button("Quitar", press(() => commands.removeRows()), { key: "Control+Delete", label: "Quitar las líneas elegidas" }),
    undo, redo,
    model.months.length ? button("Distribuir…", () => commands.distribute(), { key: "Alt+M", label: "Distribuir en los doce meses" }) : null,
  ];
  const element = h("div", { class: "rejilla-barra", role: "group", "aria-label": `Acciones de ${model.titulo}` },
    ...(model.edita ? writing : []), model.months.length ? months : null,
    model.observa && grid.hasPanel ? button("Observar", () => grid.observe(), { key: "Shift+F2", label: "Observar la celda elegida" }) : null,
    h("span", { class: "rejilla-hueco" }), ...changed(grid), filterBox,
    button("?", () => grid.help(), { key: "F1", label: "Ayuda de teclado" }));
  element.addEventListener("keydown", (event) => event.key === "Escape" && grid.selection.focus());
  const update = () => {
    undo.disabled = !grid.edits.canUndo;
    redo.disabled = !grid.edits.canRedo;
    months.setAttribute("aria-expanded", String(grid.layout.monthsOpen));
  };
  return { element, filterBox, update };
}

function filter(grid) {
  const box = h("input", { type: "search", class: "rejilla-filtro", placeholder: "Filtrar", "aria-label": `Filtrar ${grid.model.titulo} por palabras`, "aria-keyshortcuts": "Control+F" });
  box.addEventListener("input", () => grid.filter(box.value));
  box.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && box.value) { box.value = ""; grid.filter(""); event.stopPropagation(); event.preventDefault(); }
    if (event.key === "Enter" || event.key === "ArrowDown") { grid.selection.go(0, grid.selection.active.position); event.preventDefault(); }
  });
  return box;
}

function changed(grid) {
  const number = grid.model.changedSince.size;
  if (!number) return [];
  const toggle = button(`Solo lo que cambió (${number})`, () => {
    grid.model.onlyChanged = !grid.model.onlyChanged;
    toggle.setAttribute("aria-pressed", String(grid.model.onlyChanged));
    grid.rearrange();
  }, { label: `Ver solo las ${number} líneas que cambiaron desde su última visita` });
  toggle.setAttribute("aria-pressed", "false");
  const seen = button("Marcar como visto", () => grid.markSeen([toggle, seen]), { clase: "texto", label: "Marcar como visto todo lo que cambió en la unidad" });
  return [toggle, seen];
}
