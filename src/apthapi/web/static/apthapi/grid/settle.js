// What an answer of the server does to the rows: cells that were stored, refused or disputed, and what others changed.

/** Take the answer to a sending. Answers the rows to repaint and whether rows came or went. */
export function settleAnswer(model, outbox, batch, answer) {
  // Others first: a row that both changed is in both lists, as it now stands.
  const others = takeOthers(model, answer.ajenas);
  const named = new Map();
  for (const { renglon, nuevo, valores } of answer.filas ?? []) {
    const row = nuevo ? model.byKey(nuevo) ?? model.byRenglon(renglon) : model.byRenglon(renglon);
    if (!row) continue;
    row.renglon = renglon;
    model.take(row, valores.slice(1));
    named.set(row.key, row);
  }
  const refused = byCell(answer.rechazos);
  const disputed = byCell(answer.conflictos);
  for (const change of batch.cambios) {
    const row = change.nuevo ? model.byKey(change.nuevo) : model.byRenglon(change.renglon);
    if (!row) continue;
    named.set(row.key, row);
    // A new row that has no number was not made at all: its other cells go again with the next thing written in it.
    row.unmade = row.renglon === null;
    for (const name of Object.keys(change.celdas ?? {})) {
      if (outbox.writesLater(row.key, name, batch)) continue;
      const refusal = refused(row, name);
      if (refusal || !row.unmade) settleCell(row, model.named.get(name), refusal, disputed(row, name));
    }
  }
  (answer.borradas ?? []).forEach((renglon) => model.gone.delete(renglon));
  model.acto = answer.acto;
  return { rows: [...named.values(), ...others.rows], structure: others.structure, refused: answer.rechazos?.length ?? 0, disputed: answer.conflictos?.length ?? 0, others };
}

function byCell(list) {
  const found = new Map((list ?? []).flatMap((one) => {
    const keys = [one.nuevo, one.renglon].filter(Boolean);
    return keys.map((key) => [`${key}/${one.columna}`, one]);
  }));
  // Without a column it speaks of the whole row.
  const places = (row, name) => [`${row.renglon}/${name}`, `${row.nuevo}/${name}`, `${row.renglon}/`, `${row.nuevo}/`];
  return (row, name) => places(row, name).map((place) => found.get(place)).find(Boolean);
}

function settleCell(row, index, refusal, conflict) {
  if (refusal) row.cells.set(index, { estado: "rechazo", texto: refusal.columna ? refusal.texto : row.cells.get(index)?.texto ?? "", mensaje: refusal.mensaje, opciones: refusal.opciones ?? [] });
  else if (conflict) row.cells.set(index, { estado: "conflicto", texto: conflict.mia, suya: conflict.suya, quien: conflict.quien, cuando: conflict.cuando });
  else row.cells.set(index, { estado: "guardado" });
}

/** Take what other people changed; what one is writing oneself stays. */
export function takeOthers(model, ajenas) {
  const result = { rows: [], structure: false, cells: 0, removed: 0 };
  for (const { renglon, valores } of ajenas?.filas ?? []) {
    const row = model.byRenglon(renglon);
    if (row) takeOther(model, row, valores.slice(1), result);
    else if (!model.gone.has(renglon)) addOther(model, renglon, valores.slice(1), result);
  }
  for (const renglon of ajenas?.borradas ?? []) removeOther(model, model.byRenglon(renglon), result);
  return result;
}

function takeOther(model, row, values, result) {
  const changed = model.take(row, values);
  changed.filter((index) => !row.written(index)).forEach((index) => row.cells.set(index, { estado: "ajeno" }));
  if (!changed.length) return;
  result.rows.push(row);
  result.cells += changed.length;
}

function addOther(model, renglon, values, result) {
  const row = model.blank();
  Object.assign(row, { renglon, nuevo: "", values });
  model.insert(row, model.rows.length);
  result.structure = true;
  result.cells += 1;
}

/** A row in which one has written something unsettled stays, and says what happened. */
function removeOther(model, row, result) {
  if (!row) return;
  result.removed += 1;
  const written = [...row.cells].filter(([index]) => row.written(index));
  if (!written.length) {
    model.remove(row);
    result.structure = true;
    return;
  }
  const mensaje = "Otra persona quitó esta línea. Cópiela (Ctrl+Mayús+D) si todavía hace falta.";
  written.forEach(([index, cell]) => row.cells.set(index, { estado: "rechazo", texto: cell.texto, mensaje, opciones: [] }));
  result.rows.push(row);
}
