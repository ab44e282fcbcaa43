// Which key does what. The help panel is made from the same table.

const MOVES = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

/** A key press by name: «Control+Shift+D». On a Mac, Command is Control. */
export function keyName(event) {
  const parts = [];
  // AltGr, which writes «@» and «|», comes as Ctrl+Alt in Windows.
  if (event.getModifierState("AltGraph")) return event.key;
  if (event.ctrlKey || event.metaKey) parts.push("Control");
  if (event.altKey) parts.push("Alt");
  if (event.shiftKey && (event.key.length > 1 || event.ctrlKey || event.metaKey || event.altKey)) parts.push("Shift");
  parts.push(event.key.length === 1 && parts.length ? event.key.toUpperCase() : event.key);
  return parts.join("+");
}

/** Key, what it does for people, and what it does. */
export const KEYS = [
  ["Enter", "Bajar; en la última línea, añadir otra", (c) => c.enter()],
  ["Shift+Enter", "Subir", (c) => c.move(-1, 0)],
  ["F2", "Corregir lo que hay en la celda", (c) => c.edit()],
  ["Delete", "Vaciar las celdas elegidas", (c) => c.clear()],
  ["Backspace", "", (c) => c.clear()],
  ["Home", "Primera columna", (c, g) => c.goTo(g.selection.active.at, 0)],
  ["End", "Última columna", (c, g) => c.goTo(g.selection.active.at, Infinity)],
  ["Control+Home", "Primera celda", (c) => c.goTo(0, 0)],
  ["Control+End", "Última celda", (c) => c.goTo(Infinity, Infinity)],
  ["PageUp", "Una pantalla arriba", (c) => c.page(-1)],
  ["PageDown", "Una pantalla abajo", (c) => c.page(1)],
  ["Control+ArrowUp", "", (c, g) => c.goTo(0, g.selection.active.position)],
  ["Control+ArrowDown", "", (c, g) => c.goTo(Infinity, g.selection.active.position)],
  ["Control+ArrowLeft", "", (c, g) => c.goTo(g.selection.active.at, 0)],
  ["Control+ArrowRight", "", (c, g) => c.goTo(g.selection.active.at, Infinity)],
  ["Shift+PageUp", "", (c) => c.page(-1, true)],
  ["Shift+PageDown", "", (c) => c.page(1, true)],
  ["Shift+Home", "", (c, g) => c.goTo(g.selection.active.at, 0, true)],
  ["Shift+End", "", (c, g) => c.goTo(g.selection.active.at, Infinity, true)],
  ["Control+Shift+Home", "", (c) => c.goTo(0, 0, true)],
  ["Control+Shift+End", "", (c) => c.goTo(Infinity, Infinity, true)],
  ["Control+A", "Elegir toda la tabla", (c, g) => g.selection.all()],
  ["Control+D", "Repetir hacia abajo la primera celda elegida", (c) => c.fillDown()],
  ["Control+Z", "Deshacer", (c) => c.undo()],
  ["Control+Y", "Rehacer", (c) => c.redo()],
  ["Control+Shift+Z", "", (c) => c.redo()],
  ["Control+Enter", "Insertar una línea", (c) => c.insertRow()],
  ["Control+Shift+D", "Copiar la línea", (c) => c.copyRows()],
  ["Control+Delete", "Quitar las líneas elegidas", (c) => c.removeRows()],
  ["Alt+ArrowUp", "Subir la línea de lugar", (c) => c.moveRow(-1)],
  ["Alt+ArrowDown", "Bajar la línea de lugar", (c) => c.moveRow(1)],
  ["Alt+M", "Distribuir en los doce meses", (c) => c.distribute()],
  ["Alt+Shift+M", "Abrir o cerrar los meses", (c) => c.toggleMonths()],
  ["Control+F", "Filtrar", (c, g) => g.filterBox.focus()],
  ["Shift+F2", "Observar la celda, o leer lo que se observó de ella", (c, g) => g.observe()],
  ["Control+Alt+M", "", (c, g) => g.observe()],
  ["F8", "Ir a la próxima celda por corregir", (c) => c.nextTrouble()],
  ["F6", "Ir al mensaje de la celda, o a los botones", (c) => c.nextPlace()],
  ["F1", "Esta ayuda", (c, g) => g.help()],
  ["?", "", (c, g) => g.help()],
];

/** Keys that need no entry of their own in the table. */
export const MORE_HELP = [
  ["Flechas", "Moverse; con Mayús, elegir varias celdas"],
  ["Tab", "A la derecha; con Mayús, a la izquierda"],
  ["Escribir", "Reemplaza lo que había en la celda"],
  ["Esc", "Deshacer lo que se está escribiendo"],
  ["Alt+Entrar", "Otro renglón dentro de un texto largo"],
  ["Ctrl+C, Ctrl+X, Ctrl+V", "Copiar, cortar y pegar, también desde y hacia Excel"],
];

const TABLE = new Map(KEYS.map(([key, , action]) => [key, action]));

/** Answer a key press in the table. */
export function pressed(grid, event) {
  if (event.isComposing || event.defaultPrevented) return;
  const done = grid.editor.open ? whileWriting(grid, event) : whileMoving(grid, event);
  if (done) event.preventDefault();
}

function whileMoving(grid, event) {
  const name = keyName(event);
  const { commands } = grid;
  if (name === "Tab" || name === "Shift+Tab") return commands.tab(event.shiftKey ? -1 : 1);
  grid.selection.startPosition = name === "Enter" ? grid.selection.startPosition : null;
  const arrow = MOVES[event.key];
  if (arrow && (name === event.key || name === `Shift+${event.key}`)) {
    commands.move(...arrow, event.shiftKey);
    return true;
  }
  const action = TABLE.get(name);
  if (action) {
    action(commands, grid);
    return true;
  }
  return startsWriting(grid, event);
}

/** The field opens empty under the key that is being pressed, so that accents and other compositions land in it. */
function startsWriting(grid, event) {
  if ((event.ctrlKey || event.metaKey) && !event.getModifierState("AltGraph")) return false;
  if (event.key === " " && event.shiftKey) {
    grid.selectRows();
    return true;
  }
  const writes = event.key.length === 1 || event.key === "Dead" || event.key === "Process" || event.key === "Unidentified";
  if (!writes || grid.selection.active.at < 0) return event.key === " " ? (grid.commands.sort(), true) : false;
  const opensList = event.key === " " && grid.hasList();
  grid.commands.edit(!opensList);
  return opensList;
}

function whileWriting(grid, event) {
  const { editor, commands } = grid;
  const { finder, over } = editor.now;
  const name = keyName(event);
  const steps = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8 }[name];
  if (finder && steps) { finder.move(steps); return true; }
  switch (name) {
    case "Escape": editor.cancel(); return true;
    case "Alt+Enter": editor.newLine(); return true;
    case "Enter": editor.finish(); commands.enter(); return true;
    case "Shift+Enter": editor.finish(); commands.move(-1, 0); return true;
    case "Control+Enter": editor.finish(); commands.insertRow(); return true;
    case "Tab": case "Shift+Tab": editor.finish(); return commands.tab(event.shiftKey ? -1 : 1, true);
    case "F2": editor.now.over = false; return true;
    default: break;
  }
  // Who began by typing over a cell goes on with the arrows, as in a spreadsheet.
  const arrow = MOVES[name];
  if (!over || !arrow || (finder && arrow[1])) return false;
  editor.finish();
  commands.move(...arrow);
  return true;
}
