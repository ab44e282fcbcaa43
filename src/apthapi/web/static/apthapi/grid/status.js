// The line over the table: where one is, what happened, and whether everything is saved.

import { count } from "./format.js";
import { button, h } from "./dom.js";

export class Status {
  constructor({ retry, discard, signIn }) {
    Object.assign(this, { retry, discard, signIn });
    this.where = h("span", { class: "rejilla-donde" });
    this.message = h("span", { class: "rejilla-dicho", role: "status" });
    this.saved = h("span", { class: "rejilla-guardado" });
    this.people = h("span", { class: "rejilla-presentes" });
    this.announcer = h("span", { class: "solo-lector", role: "status" });
    this.element = h("div", { class: "rejilla-estado" }, this.where, this.message, this.people, this.saved, this.announcer);
    this.last = "";
    /** How many cells wait to be corrected. */
    this.troubled = 0;
    this.time = "";
  }

  /** Say something, on screen and aloud, with an optional button. */
  say(text, action = null) {
    this.message.replaceChildren(text, ...(action ? [" ", action] : []));
  }

  at(text) { this.where.textContent = text; }

  /** How things stand with what was written. */
  show({ size, sending, problem, unkept }) {
    const state = size ? (problem ? "pendiente" : "enviando") : this.troubled ? "marcado" : "guardado";
    const key = `${state}/${this.troubled}/${size}/${problem?.message}/${unkept}/${Boolean(sending)}`;
    if (key === this.last) return;
    this.last = key;
    if (state === "guardado") this.time = new Date().toLocaleTimeString("es-BO", { hour: "2-digit", minute: "2-digit", hour12: false });
    const words = this.#words(size, problem);
    this.saved.dataset.estado = state;
    this.saved.replaceChildren(h("span", { text: words }), ...this.#actions(size, problem));
    if (unkept && size) this.saved.append(h("span", { class: "es-rechazo", text: " Este navegador no puede guardarlos: no cierre la página." }));
    if (state !== "enviando") this.announcer.textContent = words;
  }

  #words(size, problem) {
    if (!size && this.troubled) return `${count(this.troubled, "celda sin guardar", "celdas sin guardar")}, por corregir`;
    if (!size) return this.time ? `Todo guardado, ${this.time}` : "";
    const waiting = count(size, "cambio sin enviar", "cambios sin enviar");
    return problem ? `${waiting}: ${problem.message}` : "Guardando…";
  }

  #actions(size, problem) {
    if (!size || !problem) return [];
    if (problem.status === 401) {
      return [h("a", { href: this.signIn, target: "_blank", rel: "opener", text: "Ingresar otra vez" }), button("Enviar ahora", this.retry)];
    }
    const again = button("Enviar ahora", this.retry);
    return problem.passing ? [again] : [again, button("Descartar", this.discard, { clase: "texto" })];
  }

  present(people) {
    this.people.textContent = people.length ? `También aquí: ${people.map(({ quien, donde }) => (donde ? `${quien} (${donde})` : quien)).join(", ")}` : "";
  }
}
