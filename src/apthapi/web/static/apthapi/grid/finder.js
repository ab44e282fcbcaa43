// A list to choose from under the cell that is being written: the options of a column, or a list of codes found by words.

import { fold, hasWords } from "./format.js";
import { h, nextId } from "./dom.js";

const MOST_SHOWN = 60;

/** Items are `[value, text, note]`. An input with it follows the ARIA combobox pattern. */
export class Finder {
  constructor(host, input, items, { column, chosen }) {
    Object.assign(this, { host, input, column, chosen });
    this.items = items.map(([value, text, note]) => ({ value, text, note, folded: fold(`${value} ${text} ${note ?? ""}`) }));
    this.showsCode = column.clase !== "opcion" && column.clase !== "booleano";
    this.active = -1;
    this.moved = false;
    this.found = [];
    this.#build();
    this.filter("");
  }

  #build() {
    this.id = nextId("lista");
    this.list = h("div", { role: "listbox", id: this.id, class: "rejilla-lista", "aria-label": this.column.titulo });
    this.list.addEventListener("pointerdown", (event) => {
      event.preventDefault();
      const option = event.target.closest("[role=option]");
      if (option) this.chosen(option.valor);
    });
    for (const [name, value] of Object.entries({
      role: "combobox", "aria-expanded": "true", "aria-controls": this.id, "aria-autocomplete": "list", "aria-haspopup": "listbox",
    })) this.input.setAttribute(name, value);
    this.host.append(this.list);
  }

  /** Show what has every word of the query; what begins with it comes first. */
  filter(query) {
    const wanted = fold(query.trim());
    const found = wanted ? this.items.filter((item) => hasWords(item.folded, wanted)) : this.items;
    const starts = (item) => fold(item.value).startsWith(wanted) || (!this.showsCode && fold(item.text).startsWith(wanted));
    this.found = [...found.filter(starts), ...found.filter((item) => !starts(item))].slice(0, MOST_SHOWN);
    this.#draw(found.length);
    const exact = this.found.findIndex((item) => item.value === query.trim() || fold(item.text) === wanted);
    this.#activate(exact >= 0 ? exact : this.#guess(wanted));
    this.place();
  }

  /** Words point at the first match. The first digits of a code could be of many, and a free text is what it is. */
  #guess(wanted) {
    if (!wanted || !this.found.length || this.column.clase === "texto") return -1;
    const isSure = !/\d/.test(wanted) || (this.found.length === 1 && this.found[0].value.startsWith(wanted));
    return isSure ? 0 : -1;
  }

  #draw(total) {
    this.list.replaceChildren(...this.found.map((item, at) => this.#option(item, at)));
    // A text may be any, and may name several at once: only a code has to be of the list.
    const none = this.column.clase === "texto" ? "" : "Nada con esas palabras";
    const words = total ? (total > this.found.length ? `y ${total - this.found.length} más; escriba otra palabra` : "") : none;
    this.list.hidden = !total && !words;
    if (words) this.list.append(h("div", { class: "rejilla-lista-nota", role: "option", "aria-disabled": "true", "aria-selected": "false", text: words }));
  }

  #option(item, at) {
    const option = h("div", { role: "option", id: `${this.id}-${at}`, "aria-selected": "false" },
      this.showsCode ? h("span", { class: "rejilla-codigo", text: item.value }) : null, h("span", { text: item.text }),
      item.note ? h("span", { class: "rejilla-lista-nota", text: item.note }) : null);
    option.valor = item.value;
    return option;
  }

  #activate(at) {
    this.list.querySelector('[aria-selected="true"]')?.setAttribute("aria-selected", "false");
    this.active = at;
    const option = this.found[at] ? this.list.children[at] : null;
    option?.setAttribute("aria-selected", "true");
    option?.scrollIntoView({ block: "nearest" });
    if (option) this.input.setAttribute("aria-activedescendant", option.id);
    else this.input.removeAttribute("aria-activedescendant");
  }

  move(steps) {
    if (!this.found.length) return;
    this.moved = true;
    const last = this.found.length - 1;
    const from = this.active < 0 && steps < 0 ? this.found.length : this.active;
    this.#activate(Math.max(0, Math.min(last, from + steps)));
  }

  /** Point at what the cell holds, without choosing it. */
  point(value) { this.#activate(this.found.findIndex((item) => item.value === value)); }

  /** The value pointed at, or undefined: then what was typed counts. */
  get value() { return this.found[this.active]?.value; }

  /** Under the cell, or above it where there is no room. */
  place() {
    const cell = this.input.getBoundingClientRect();
    const width = Math.min(Math.max(cell.width, this.showsCode ? 460 : 180), window.innerWidth - 16);
    const below = window.innerHeight - cell.bottom - 8;
    const room = Math.max(below, cell.top - 8);
    Object.assign(this.list.style, {
      width: `${width}px`, maxHeight: `${Math.min(320, room)}px`,
      left: `${Math.max(8, Math.min(cell.left, window.innerWidth - width - 8))}px`,
    });
    const above = below < Math.min(200, this.list.scrollHeight);
    Object.assign(this.list.style, above ? { top: "auto", bottom: `${window.innerHeight - cell.top}px` } : { top: `${cell.bottom}px`, bottom: "auto" });
  }

  close() { this.list.remove(); }
}
