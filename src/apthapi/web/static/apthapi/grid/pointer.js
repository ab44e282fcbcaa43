// Mouse and finger: choosing, dragging a selection, dragging a row by its number, a tap to write.

/** Listen on the table of a grid. */
export function listenPointer(grid) {
  const { view, selection, commands } = grid;
  let dragging = null;

  const placeOf = (target) => {
    const cell = target.closest?.("[role=gridcell], [role=columnheader], [role=rowheader]");
    const element = cell?.closest("[role=row]");
    if (!element || element === view.footer) return null;
    const position = [...element.children].indexOf(cell) - 1;
    return { at: element === view.header ? -1 : element.at, position, row: element.row };
  };

  view.grid.addEventListener("pointerdown", (event) => {
    const place = placeOf(event.target);
    if (!place || event.button || event.target.closest(".rejilla-campo")) return;
    selection.startPosition = null;
    if (event.pointerType !== "mouse") return;
    event.preventDefault();
    if (grid.editor.open) grid.editor.finish();
    if (place.position < 0) dragging = pickRow(grid, place, event.shiftKey);
    else if (place.at >= 0) { selection.go(place.at, place.position, { extend: event.shiftKey }); dragging = { cells: true }; }
  });

  view.grid.addEventListener("pointermove", (event) => {
    const place = dragging && placeOf(document.elementFromPoint(event.clientX, event.clientY) ?? event.target);
    if (!place || place.at < 0) return;
    if (dragging.cells && place.position >= 0) drag(selection, place);
    if (dragging.row) mark(view, dragging, place);
  });

  window.addEventListener("pointerup", () => {
    if (dragging?.over) {
      dragging.over.element.classList.remove("cae-aqui");
      commands.placeRow(dragging.row, grid.model.rows.indexOf(dragging.over.row));
    }
    dragging = null;
  });

  view.grid.addEventListener("click", (event) => {
    const place = placeOf(event.target);
    if (!place || event.target.closest(".rejilla-campo")) return;
    if (place.at < 0 && place.position >= 0) { selection.go(-1, place.position); commands.sort(); return; }
    if (event.pointerType === "mouse" || place.at < 0) return;
    if (place.position < 0) { pickRow(grid, place, false); return; }
    if (grid.editor.open) grid.editor.finish();
    selection.go(place.at, place.position);
    if (event.detail && event.pointerType) commands.edit();
  });

  view.grid.addEventListener("dblclick", (event) => {
    const place = placeOf(event.target);
    if (place && place.at >= 0 && place.position >= 0 && !grid.editor.open) commands.edit();
  });
}

function pickRow(grid, place, extend) {
  if (place.at < 0) { grid.selection.all(); return null; }
  const { selection, layout } = grid;
  if (!extend) selection.anchor = { at: place.at, position: 0 };
  selection.anchor.position = layout.columns.length - 1;
  selection.go(place.at, 0, { extend: true });
  return grid.model.ordena && grid.model.edita && !extend ? { row: place.row, over: null } : null;
}

function drag(selection, place) {
  const { at, position } = selection.active;
  if (at !== place.at || position !== place.position) selection.go(place.at, place.position, { extend: true });
}

function mark(view, dragging, place) {
  dragging.over?.element.classList.remove("cae-aqui");
  dragging.over = place.row === dragging.row ? null : { row: place.row, element: view.rowElements.get(place.row) };
  dragging.over?.element.classList.add("cae-aqui");
}
