// Everything that changes rows goes through here: it changes what is shown, remembers how to undo it, and queues it.

const MOST_STEPS = 500;

export class Edits {
  /** `queue(changes)` sends; `touched(rows, structure)` repaints. */
  constructor(model, { queue, touched }) {
    Object.assign(this, { model, queue, touched });
    this.done = [];
    this.undone = [];
  }

  get canUndo() { return this.done.length > 0; }
  get canRedo() { return this.undone.length > 0; }

  /** Write texts: `[{row, index, texto}]`; those that change nothing are left out. Answers how many cells change. */
  write(cells, { added = [], antes } = {}) {
    const steps = cells
      .map((cell) => ({ ...cell, before: this.model.text(cell.row, cell.index) }))
      .filter((cell) => cell.texto !== cell.before || isUnsettled(cell));
    if (!steps.length && !added.length) return 0;
    this.#remember({ cells: steps, added, removed: [], moved: [], born: this.#born(steps, added) });
    this.#send(steps.map(({ row, index, texto }) => ({ row, index, texto })), antes);
    return steps.length;
  }

  /** Rows that were there, empty, and that this writing makes real. */
  #born(steps, added) {
    const empty = steps.map(({ row }) => row).filter((row) => row.renglon === null && !row.cells.size);
    return [...new Set(empty)].filter((row) => !added.some((one) => one.row === row));
  }

  /** Put new rows in; with texts they are sent, without them they wait for the first. */
  add(rows, at, cells = []) {
    rows.forEach((row, offset) => this.model.insert(row, at + offset));
    const added = rows.map((row, offset) => ({ row, at: at + offset }));
    if (cells.length) this.write(cells, { added });
    else this.#remember({ cells: [], added, removed: [], moved: [] });
    this.touched(rows, true);
  }

  remove(rows) {
    const removed = rows.map((row) => ({ row, at: this.model.rows.indexOf(row), texts: this.#texts(row) }));
    removed.sort((a, b) => a.at - b.at);
    this.#remember({ cells: [], added: [], removed, moved: [] });
    this.#take(removed.map(({ row }) => row));
  }

  /** Move a row to a place of the stored order. */
  move(row, to) {
    const from = this.model.rows.indexOf(row);
    if (from === to) return;
    this.#remember({ cells: [], added: [], removed: [], moved: [{ row, from, to }] });
    this.#place(row, to);
  }

  /** Answers what was undone, or null. */
  undo() {
    const step = this.done.pop();
    if (!step) return null;
    this.undone.push(step);
    step.moved.forEach(({ row, from }) => this.#place(row, from));
    const standing = step.cells.filter(({ row }) => !isAdded(step, row) && !step.born.includes(row));
    this.#send(standing.map(({ row, index, before }) => ({ row, index, texto: before })));
    this.#unmake(step.born);
    this.#restoreAdded(step);
    step.removed.forEach((one) => this.#bring(one));
    return step;
  }

  redo() {
    const step = this.undone.pop();
    if (!step) return null;
    this.done.push(step);
    step.added.forEach((one) => this.#bring({ ...one, texts: one.texts ?? [] }));
    this.#send(step.cells.filter(({ row }) => !isAdded(step, row)).map(({ row, index, texto }) => ({ row, index, texto })));
    this.#take(step.removed.map(({ row }) => row));
    step.moved.forEach(({ row, to }) => this.#place(row, to));
    return step;
  }

  #restoreAdded(step) {
    for (const one of step.added) one.texts = this.#texts(one.row);
    this.#take(step.added.map(({ row }) => row));
  }

  /** A row that was empty is empty again, and the server has it no more. */
  #unmake(rows) {
    if (!rows.length) return;
    this.queue(rows.map((row) => ({ ...nameOf(row), borrar: true })));
    for (const row of rows) {
      if (row.renglon !== null) this.model.gone.set(row.renglon, row.values);
      this.#renew(row);
    }
    this.touched(rows, true);
  }

  #renew(row) {
    const fresh = this.model.blank();
    Object.assign(row, { renglon: null, nuevo: fresh.nuevo, values: fresh.values, cells: fresh.cells, folded: null });
  }

  #remember(step) {
    this.done.push({ born: [], ...step });
    if (this.done.length > MOST_STEPS) this.done.shift();
    this.undone = [];
  }

  #send(cells, antes) {
    const changes = new Map();
    for (const { row, index, texto } of cells) {
      const column = this.model.columns[index];
      if (!changes.has(row)) changes.set(row, this.#change(row));
      const known = row.renglon === null ? {} : { antes: antes === undefined ? this.#before(row, index) : antes };
      changes.get(row).celdas[column.nombre] = { ...known, texto };
      this.model.put(row, index, texto);
    }
    if (changes.size) this.queue([...changes.values()]);
    this.touched([...changes.keys()], false);
  }

  /** The stored value that the person had in front: in a conflict, the one that the conflict showed. */
  #before(row, index) {
    const cell = row.cells.get(index);
    return cell?.estado === "conflicto" ? cell.suya : row.values[index];
  }

  #change(row) {
    if (row.renglon !== null) return { renglon: row.renglon, celdas: {} };
    const change = { nuevo: row.nuevo, celdas: row.unmade ? this.#writtenIn(row) : {} };
    row.unmade = false;
    // A row that was not sent yet says where it stands, if places are kept.
    if (this.model.ordena) change.lugar = this.model.rows.indexOf(row) + 1;
    return change;
  }

  #writtenIn(row) {
    const written = [...row.cells].filter(([index]) => row.written(index));
    return Object.fromEntries(written.map(([index, { texto }]) => [this.model.columns[index].nombre, { texto }]));
  }

  #take(rows) {
    const sent = rows.filter((row) => row.renglon !== null || row.cells.size);
    rows.forEach((row) => this.model.drop(row));
    if (sent.length) this.queue(sent.map((row) => ({ ...nameOf(row), borrar: true })));
    if (rows.length) this.touched([], true);
  }

  /** Bring a removed row back: for the server it is a new one. */
  #bring({ row, at, texts }) {
    this.#renew(row);
    this.model.insert(row, Math.min(at, this.model.rows.length));
    this.#send(texts.map(({ index, texto }) => ({ row, index, texto })));
    this.touched([row], true);
  }

  #texts(row) {
    return this.model.columns
      .filter((column) => !column.calculada)
      .map((column) => ({ index: column.index, texto: this.model.text(row, column.index) }))
      .filter(({ texto }) => texto !== "");
  }

  #place(row, to) {
    this.model.move(row, to);
    if (row.renglon !== null) this.queue([{ renglon: row.renglon, lugar: to + 1 }]);
    else if (row.cells.size) this.queue([{ nuevo: row.nuevo, lugar: to + 1 }]);
    this.touched([row], true);
  }
}

function isAdded(step, row) {
  return step.added.some((one) => one.row === row);
}

function nameOf(row) {
  return row.renglon === null ? { nuevo: row.nuevo } : { renglon: row.renglon };
}

/** The same text again is an answer where the server asked a question. */
function isUnsettled({ row, index }) {
  return ["rechazo", "conflicto"].includes(row.cells.get(index)?.estado);
}
