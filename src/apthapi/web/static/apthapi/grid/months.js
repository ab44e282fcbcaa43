// Sharing out an amount among the twelve months so that they add up to it exactly.

import { read, show, write } from "./format.js";
import { button, h } from "./dom.js";

const NAMES = "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre".split(" ");

/** Equal parts for the chosen months; the remainder goes to the last of them. Quantities that are whole stay whole. */
export function equalParts(total, chosen, unit = 1) {
  const step = total % unit ? 1 : unit;
  const parts = new Array(12).fill(0);
  if (!chosen.length) return parts;
  const part = Math.trunc(total / step / chosen.length) * step;
  chosen.forEach((month) => { parts[month] = part; });
  parts[chosen.at(-1)] += total - part * chosen.length;
  return parts;
}

/** Parts by hundredths of a percent that add up to 10.000; the remainder goes to the last month with a part. */
export function percentParts(total, hundredths) {
  const parts = hundredths.map((share) => Number((BigInt(total) * BigInt(share)) / 10000n));
  const last = hundredths.findLastIndex((share) => share > 0);
  if (last >= 0) parts[last] += total - parts.reduce((sum, part) => sum + part, 0);
  return parts;
}

/** Ask how to share out; `example` is `{total, column}` of the first row. Resolves to a function total → twelve parts, or null. */
export function askDistribution(host, { total, column, rows }) {
  return new Promise((resolve) => {
    const panel = new Panel({ total, column, rows }, (result) => { panel.element.remove(); resolve(result); });
    host.append(panel.element);
    panel.element.showModal();
  });
}

class Panel {
  constructor({ total, column, rows }, done) {
    Object.assign(this, { total, column });
    this.way = "iguales";
    this.state = h("p", { class: "rejilla-resumen", role: "status" });
    this.shares = h("div", { class: "rejilla-meses" });
    this.accept = h("button", { type: "submit", class: "boton chico principal", text: "Distribuir" });
    const form = h("form", { method: "dialog" },
      h("h2", { id: "rejilla-meses-titulo", text: rows > 1 ? `Distribuir ${rows} líneas en los meses` : `Distribuir ${show(total, column)} en los meses` }),
      this.#ways(), this.shares, this.state,
      h("div", { class: "rejilla-acciones" }, button("Cancelar", () => this.element.close("")), this.accept));
    form.addEventListener("submit", (event) => { event.preventDefault(); if (this.#valid) this.element.close("distribuir"); });
    form.addEventListener("input", () => this.#recount());
    this.element = h("dialog", { class: "rejilla-dialogo", "aria-labelledby": "rejilla-meses-titulo" }, form);
    this.element.addEventListener("close", () => done(this.element.returnValue === "distribuir" ? this.#maker() : null));
    this.#draw();
  }

  #ways() {
    const ways = { iguales: "En partes iguales", uno: "En un mes", algunos: "En los meses que elija", porcentajes: "Por porcentajes" };
    return h("fieldset", { class: "rejilla-modos" }, h("legend", { class: "solo-lector", text: "Modo" }),
      ...Object.entries(ways).map(([value, text]) => {
        const radio = h("input", { type: "radio", name: "modo", value, checked: value === this.way, onchange: () => { this.way = value; this.#draw(); } });
        return h("label", {}, radio, text);
      }));
  }

  #draw() {
    const kinds = { iguales: null, uno: "radio", algunos: "checkbox", porcentajes: "text" };
    this.parts = NAMES.map(() => h("span", { class: "es-numero" }));
    this.fields = NAMES.map((_, month) => this.#field(kinds[this.way], month));
    this.shares.replaceChildren(...NAMES.map((name, month) => h("label", {}, h("span", { text: name }), this.fields[month], this.parts[month])));
    this.#recount();
  }

  #field(type, month) {
    if (!type) return h("span", {});
    const label = type === "text" ? `${NAMES[month]}, porcentaje` : NAMES[month];
    return h("input", { type, name: "mes", value: type === "text" ? "" : String(month), checked: type === "radio" && month === 0,
      inputmode: "decimal", "aria-label": label, placeholder: type === "text" ? "%" : null });
  }

  get #chosen() { return NAMES.map((_, month) => month).filter((month) => this.fields[month].checked); }

  get #hundredths() {
    return this.fields.map((field) => (field.value.trim() ? read(field.value, { clase: "porcentaje" }) ?? NaN : 0));
  }

  #maker() {
    const unit = this.column.clase === "cantidad" ? 10000 : 1;
    const all = NAMES.map((_, month) => month);
    if (this.way === "porcentajes") { const shares = this.#hundredths; return (total) => percentParts(total, shares); }
    const chosen = this.way === "iguales" ? all : this.#chosen;
    return (total) => equalParts(total, chosen, unit);
  }

  #problem() {
    if (this.way === "algunos" && !this.#chosen.length) return "Elija al menos un mes.";
    if (this.way !== "porcentajes") return "";
    const shares = this.#hundredths;
    if (shares.some((share) => !(share >= 0))) return "Escriba los porcentajes como 12,5.";
    const sum = shares.reduce((total, share) => total + share, 0);
    return sum === 10000 ? "" : `Los porcentajes suman ${show(sum, { clase: "porcentaje" }) || "0"}; deben sumar 100.`;
  }

  get #valid() { return !this.#problem(); }

  #recount() {
    const problem = this.#problem();
    const parts = problem ? null : this.#maker()(this.total);
    this.parts.forEach((part, month) => { part.textContent = parts ? show(parts[month], this.column) : ""; });
    this.state.textContent = problem || `Los doce meses suman ${show(parts.reduce((sum, part) => sum + part, 0), this.column)}.`;
    this.accept.disabled = Boolean(problem);
  }
}

/** The texts of the twelve cells of a row. */
export function monthTexts(parts, column) {
  return parts.map((part) => write(part, column));
}
