// A table that people fill: its parts, and what passes between them and the server.

import { count } from "./format.js";
import { button, h } from "./dom.js";
import { Commands } from "./commands.js";
import { Editor } from "./editor.js";
import { Edits } from "./edits.js";
import { showHelp } from "./help.js";
import { pressed } from "./keyboard.js";
import { Layout } from "./layout.js";
import { movedTie } from "./localtie.js";
import { Marked } from "./marked.js";
import { Model } from "./model.js";
import { Outbox } from "./outbox.js";
import { listenPointer } from "./pointer.js";
import { Presence } from "./presence.js";
import { Selection } from "./selection.js";
import { Server } from "./server.js";
import { settleAnswer, takeOthers } from "./settle.js";
import { Status } from "./status.js";
import { openStorage } from "./storage.js";
import { toolbar } from "./toolbar.js";
import { View } from "./view.js";

const TICK = 2500;
/** Milliseconds without a save after which what was not judged with it is asked for. */
const REVIEW = 15000;

export class Grid {
  /** Fetch the rows and show them in `root`. Throws a ServerError if they do not come. */
  static async open(root) {
    const server = new Server(root.dataset.base, root.dataset.vista);
    const [answer, storage] = await Promise.all([server.rows(), openStorage()]);
    const grid = new Grid(root, server, answer);
    root.rejilla = grid;
    await grid.#start(storage);
    return grid;
  }

  constructor(root, server, answer) {
    Object.assign(this, { root, server, vista: root.dataset.vista, lists: new Map(), cuadre: null, pista: answer.pista ?? "" });
    this.model = new Model({ ...answer, titulo: root.dataset.titulo || answer.titulo });
    this.layout = new Layout(this.model);
    this.view = new View(this.model, this.layout, {
      editing: (row, index) => this.editor.isAt(row, index),
      resolve: (row, index, texto) => this.resolve(row, index, texto),
    });
    this.status = new Status({ retry: () => this.outbox.retry(), discard: () => this.#discard(), signIn: this.#signIn() });
    this.selection = new Selection(this.model, this.layout, this.view, () => this.#where());
    this.edits = new Edits(this.model, {
      queue: (changes) => this.outbox.add(changes),
      touched: (rows, structure) => this.repaint(rows, structure),
    });
    this.commands = new Commands(this);
    this.editor = new Editor({
      host: root, model: this.model, lists: this.lists,
      commit: ({ row, index, texto, antes }) => this.edits.write([{ row, index, texto }], { antes }),
      typing: (row, index, texto) => this.#typing({ row, index, texto }),
      closed: () => this.#closed(),
    });
  }

  async #start(storage) {
    const clave = `${this.root.dataset.persona ?? ""}|${this.server.base}${this.vista}`;
    this.marked = new Marked(storage, clave);
    this.outbox = new Outbox({
      clave, storage, places: this.model.named,
      send: (batch) => this.server.save({ envio: batch.envio, desde: this.model.acto, cambios: batch.cambios.filter(isKnown) }),
      answered: (batch, answer) => this.#answered(batch, answer),
      inherited: (batches) => { this.#restore(batches); this.view.refresh(); },
      changed: () => this.status.show(this.outbox),
    });
    await this.outbox.open();
    await this.marked.restore(this.model);
    this.#restore(this.outbox.batches);
    this.#show();
    this.#listen();
    this.#fetchLists();
    this.presence = new Presence(() => this.#news());
    this.presence.now();
    if (this.outbox.size) this.outbox.retry();
  }

  #show() {
    const { element, filterBox, update } = toolbar(this);
    Object.assign(this, { toolbar: element, filterBox, updateToolbar: update });
    this.ensureRow();
    const isFirst = document.querySelector("[data-rejilla]") === this.root;
    const notes = [isFirst && this.model.motivo && !this.model.edita ? h("p", { class: "rejilla-motivo", text: this.model.motivo }) : null, this.#hint()];
    this.root.replaceChildren(...[element, ...notes, this.status.element, this.view.scroller].filter(Boolean));
    this.root.classList.add("rejilla");
    this.view.rebuild();
    this.selection.go(0, 0, { focus: false });
    this.status.at(this.pista);
    this.updateToolbar();
    this.#settled();
  }

  /** An empty table has its first row ready. */
  ensureRow() {
    if (!this.model.rows.length && this.model.edita) {
      this.model.insert(this.model.blank(), 0);
      if (this.outbox) this.view.refresh();
    }
  }

  #hint() {
    const empty = this.model.rows.every((row) => row.renglon === null && !row.cells.size);
    if (!empty || !this.model.edita) return null;
    this.hint = h("p", { class: "rejilla-pista", text: `Todavía no hay líneas: escriba en la primera, o pegue desde Excel con Ctrl+V y verá lo que se entendió antes de guardar.` });
    return this.hint;
  }

  #listen() {
    const { grid, scroller } = this.view;
    grid.addEventListener("keydown", (event) => pressed(this, event));
    this.view.layer.addEventListener("keydown", (event) => this.#inNote(event));
    this.toolbar.addEventListener("keydown", (event) => event.key === "F6" && (event.preventDefault(), this.selection.focus()));
    for (const [name, act] of [["copy", (e) => this.commands.copy(e)], ["cut", (e) => this.commands.copy(e, true)], ["paste", (e) => this.commands.paste(e)]]) {
      grid.addEventListener(name, (event) => {
        if (this.editor.open) return;
        event.preventDefault();
        act(event);
      });
    }
    grid.addEventListener("focusin", () => { grid.dataset.foco = "si"; this.#where(); });
    grid.addEventListener("focusout", (event) => { if (event.relatedTarget) grid.dataset.foco = ""; });
    scroller.addEventListener("scroll", () => this.editor.now?.finder?.place(), { passive: true });
    window.addEventListener("hashchange", () => this.#jump());
    // Whoever signed in again in another tab comes back to this one.
    window.addEventListener("focus", () => this.outbox.problem?.status === 401 && this.outbox.retry());
    listenPointer(this);
    this.#jump();
  }

  /** The lists of codes are fetched once, before anybody needs them. */
  #fetchLists() {
    for (const name of new Set(this.model.columns.map((column) => column.busca).filter(Boolean))) {
      this.server.list(name).then((items) => { this.lists.set(name, items); this.editor.listCame(name); }, () => null);
    }
  }

  startEditor(row, index, over) {
    this.editor.start(this.selection.element, row, index, { over });
  }

  hasList() {
    const shown = this.layout.columns[this.selection.active.position];
    return Boolean(shown.column.opciones || this.lists.get(shown.column.busca) || shown.column.clase === "booleano");
  }

  /** The person has seen what others changed: it is marked no more. */
  async markSeen(buttons) {
    try {
      await this.server.seen();
    } catch (problem) {
      this.status.say(`No se pudo marcar: ${problem.message}.`);
      return;
    }
    Object.assign(this.model, { changedSince: new Set(), onlyChanged: false });
    this.model.observed.before.clear();
    buttons.forEach((each) => each.remove());
    this.rearrange();
    this.selection.focus();
    this.status.say("Marcado como visto.");
  }

  get hasPanel() { return Boolean(document.querySelector("[data-observaciones]")); }

  /** Observe the current cell in the panel beside the work, which says what was observed of it already. */
  observe() {
    const { at, position } = this.selection.active;
    const row = this.model.visible[at];
    const shown = this.layout.columns[position];
    if (!row || !shown) return;
    if (this.editor.open) this.editor.finish();
    const marks = [...this.model.observed.of(row, shown.index, Boolean(shown.months)), ...this.model.observed.of(row, null)];
    if (!this.hasPanel) { this.status.say("Las observaciones se ponen en la planilla de la unidad o de la estructura."); return; }
    if (!this.model.observa && !marks.length) { this.status.say("Esta celda no tiene observaciones."); return; }
    if (row.renglon === null) { this.status.say("Espere a que la línea se guarde para observarla."); return; }
    const columna = shown.months ? this.model.columns[this.model.base]?.nombre ?? "" : shown.column.nombre;
    const titulo = shown.months ? this.model.columns[this.model.base]?.titulo ?? "" : shown.column.titulo;
    emit("apthapi:observar", {
      vista: this.vista, renglon: row.renglon, columna, titulo, linea: row.ordinal, numeros: marks.map(({ numero }) => numero),
      observa: this.model.observa, volver: () => this.selection.focus(),
    });
  }

  selectRows() {
    this.selection.anchor.position = this.layout.columns.length - 1;
    this.selection.go(this.selection.active.at, 0, { extend: true });
  }

  #typing(draft) {
    this.model.draft = draft;
    this.#tell();
  }

  #closed() {
    this.model.draft = null;
    const { row } = this.selection;
    if (row) this.view.paintRow(row);
    this.selection.focus();
    this.#tell();
  }

  /** Rows changed: draw them, and what depends on them. */
  repaint(rows, structure) {
    const heights = structure || rows.some((row) => row.troubled || this.layout.extras.some((extra) => extra.row === row));
    rows.forEach((row) => this.view.paintRow(row));
    if (heights) { this.view.refresh(); this.selection.settle(); } else this.view.paintSums();
    if (this.hint && this.model.rows.some((row) => row.renglon !== null || row.cells.size)) { this.hint.remove(); this.hint = null; }
    this.updateToolbar?.();
    this.#where();
    this.#tell();
    this.#settled();
  }

  /** Cells that wait to be corrected are kept and counted; what was said of them is taken back when none is left. */
  #settled() {
    const troubled = this.marked.keep(this.model);
    if (this.status.troubled === troubled) return;
    if (!troubled) this.status.say("");
    this.status.troubled = troubled;
    this.status.show(this.outbox);
  }

  rearrange() {
    this.model.arrange();
    this.view.scroller.scrollTop = 0;
    this.view.rebuild();
    this.selection.settle();
  }

  filter(query) {
    this.model.query = query.trim();
    this.rearrange();
    this.status.say(this.model.query ? `${count(this.model.visible.length, "línea", "líneas")} con «${this.model.query}».` : "");
  }

  openMonths(open) {
    this.layout.monthsOpen = open;
    this.selection.tabbable = null;
    this.view.rebuild();
    this.selection.settle();
    this.updateToolbar();
  }

  /** Mark a cell as refused without asking the server. */
  refuse(row, index, { texto, mensaje, opciones }) {
    row.cells.set(index, { estado: "rechazo", texto, mensaje, opciones: opciones ?? [] });
  }

  /** A message is answered: with a text to store, or with null to leave what the server holds. */
  resolve(row, index, texto) {
    if (texto === null) {
      row.cells.delete(index);
      this.repaint([row], true);
    } else {
      this.edits.write([{ row, index, texto }]);
    }
    const at = this.model.visible.indexOf(row);
    if (at >= 0) this.selection.go(at, this.layout.positionOf(index));
  }

  #inNote(event) {
    if (event.key !== "Escape" && event.key !== "F6") return;
    event.preventDefault();
    if (event.key === "F6") this.toolbar.querySelector("button:not(:disabled), input").focus();
    else this.selection.focus();
  }

  /** What waited from before is shown again over the rows of now. */
  #restore(batches) {
    for (const change of batches.flatMap((batch) => batch.cambios)) {
      let row = change.nuevo ? this.model.byKey(change.nuevo) : this.model.byRenglon(change.renglon);
      if (change.borrar) { if (row) this.model.drop(row); continue; }
      if (!row && change.nuevo) {
        row = this.model.blank();
        row.nuevo = change.nuevo;
        this.model.insert(row, change.lugar ? change.lugar - 1 : this.model.rows.length);
      }
      if (!row) continue;
      for (const [name, { texto }] of Object.entries(change.celdas ?? {})) this.model.put(row, this.model.named.get(name), texto);
      if (change.lugar) this.model.move(row, change.lugar - 1);
    }
  }

  #answered(batch, answer) {
    const result = settleAnswer(this.model, this.outbox, batch, answer);
    this.repaint(result.rows, result.structure);
    this.#fade(result.rows);
    this.#heard(answer, result.others);
    this.#review(answer.verificaciones?.pendiente);
    this.presence.heard();
    this.#stepsMoved(answer);
    const said = [
      result.refused ? count(result.refused, "celda no se guardó", "celdas no se guardaron") : "",
      result.disputed ? count(result.disputed, "celda cambió mientras usted escribía", "celdas cambiaron mientras usted escribía") : "",
    ].filter(Boolean);
    if (said.length) this.status.say(`${said.join("; ")}. F8 va a la primera, F6 a sus opciones.`);
  }

  /** What several people save together is judged once for all of them: what is missing is asked for when this page rests. */
  #review(pending) {
    clearTimeout(this.reviewing);
    if (!pending) return;
    this.reviewing = setTimeout(async () => {
      const answer = await this.server.findings().catch(() => null);
      if (answer) this.#heard(answer, { cells: 0, removed: 0 });
      else this.#review(true);
    }, REVIEW);
  }

  /** The steps are asked for again only when they may stand otherwise: of the lines, when their sum stands otherwise. */
  #stepsMoved(answer) {
    const stands = `${answer.cuadre?.total?.estado}/${this.model.rows.length > 0}`;
    if (!this.vista.startsWith("requerimientos") || stands !== this.stood) this.presence.soon();
    this.stood = stands;
  }

  /** Ticks and marks of others' changes go away by themselves. */
  #fade(rows) {
    setTimeout(() => {
      for (const row of rows) {
        for (const [index, { estado }] of row.cells) if (estado === "guardado" || estado === "ajeno") row.cells.delete(index);
        this.view.paintRow(row);
      }
    }, TICK);
  }

  async #news() {
    // While something waits, the answer to it will bring the news.
    if (this.outbox.sending) return;
    const answer = await this.server.news(this.model.acto).catch(() => null);
    if (!answer || this.outbox.sending) return;
    if (this.outbox.problem?.passing) this.outbox.retry();
    const others = takeOthers(this.model, answer.ajenas);
    this.model.acto = answer.acto;
    if (others.rows.length || others.structure) this.repaint(others.rows, others.structure);
    this.#fade(others.rows);
    this.#heard(answer, others);
    this.status.present(answer.presentes ?? []);
    if (answer.edita !== undefined && answer.edita !== this.model.edita) this.#stateChanged(answer.edita);
  }

  /** The unit was sent or opened meanwhile: what may be done here is another thing now. */
  #stateChanged(edita) {
    const words = edita ? "Ya se puede escribir en esta tabla." : "La unidad ya no admite cambios.";
    this.status.say(words, button("Actualizar la página", () => location.reload()));
  }

  #heard(answer, others) {
    if (others.cells || others.removed) {
      const said = [others.cells ? count(others.cells, "celda", "celdas") : "", others.removed ? count(others.removed, "línea quitada", "líneas quitadas") : ""];
      this.status.say(`Otra persona cambió ${said.filter(Boolean).join(" y ")}.`);
    }
    if (answer.cuadre) this.cuadre = answer.cuadre;
    this.#tell();
    if (answer.observaciones) {
      this.model.observed.take(answer.observaciones).forEach((row) => this.view.paintRow(row));
      emit("apthapi:observaciones", { observado: answer.observado });
    }
    if (answer.verificaciones) emit("apthapi:verificaciones", answer.verificaciones);
    if (answer.pasos) emit("apthapi:pasos", answer.pasos);
  }

  #tell() {
    const cuadre = movedTie(this.model, this.cuadre);
    if (cuadre && cuadre !== this.told) emit("apthapi:cuadre", cuadre);
    this.told = cuadre;
  }

  async #discard() {
    await this.outbox.discard();
    location.reload();
  }

  #signIn() {
    return `${this.root.dataset.entrar ?? "/entrar/"}?next=${encodeURIComponent(location.pathname)}`;
  }

  /** The line of state names the cell and says its whole text. */
  #where() {
    const { at, position } = this.selection.active;
    const shown = this.layout.columns[position];
    if (!shown || !this.root.contains(document.activeElement)) return;
    const summary = this.commands.summary();
    if (at < 0 || shown.months) { this.status.at(`${shown.column.titulo}. ${shown.column.ayuda}`); return; }
    const row = this.model.visible[at];
    if (!row) return;
    const text = this.model.shown(row, shown.index);
    const named = this.lists.get(shown.column.busca)?.find(([code]) => code === text)?.[1];
    const said = this.model.observed.said(row, shown.index)?.words;
    this.status.at(summary || `Línea ${row.ordinal} · ${shown.column.titulo}${said ? ` · ${said}` : ""}: ${[text || "vacía", named].filter(Boolean).join(" · ")}`);
  }

  /** Go to the cell that the address names: #vista/renglon/columna. */
  #jump() {
    const [vista, renglon, column] = decodeURIComponent(location.hash.slice(1)).split("/");
    const row = vista === this.vista ? this.model.byRenglon(Number(renglon)) : null;
    if (!row) return;
    if (!this.model.visible.includes(row)) {
      Object.assign(this.model, { query: "", onlyChanged: false });
      this.filterBox.value = "";
      this.rearrange();
    }
    const index = this.model.named.get(column) ?? 0;
    if (this.model.months.includes(index)) this.openMonths(true);
    this.selection.go(this.model.visible.indexOf(row), Math.max(0, this.layout.positionOf(index)));
    this.root.scrollIntoView({ block: "nearest" });
  }

  help() { showHelp(this.root, () => this.selection.focus()); }
}

/** A row that was removed before the server knew it is nothing to it. */
function isKnown(change) {
  return !(change.nuevo && change.borrar);
}

function emit(name, detail) {
  document.dispatchEvent(new CustomEvent(name, { detail }));
}

/** What stands in place of a table whose rows did not come. */
export function failed(root, problem, again) {
  root.replaceChildren(h("p", { class: "rejilla-motivo", role: "alert" }, `No se pudo cargar la tabla: ${problem.message}. `, button("Intentar de nuevo", again)));
}
