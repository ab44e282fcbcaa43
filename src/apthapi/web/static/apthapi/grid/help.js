// The keys of the grid, as a panel.

import { button, h, spanishKey } from "./dom.js";
import { KEYS, MORE_HELP } from "./keyboard.js";

export function showHelp(host, back) {
  const rows = [...MORE_HELP, ...KEYS.filter(([, words]) => words).map(([key, words]) => [spanishKey(key), words])];
  const dialog = h("dialog", { class: "rejilla-dialogo", "aria-labelledby": "rejilla-ayuda-titulo" },
    h("h2", { id: "rejilla-ayuda-titulo", text: "Teclas de la tabla" }),
    h("div", { class: "rejilla-dialogo-tabla", tabindex: 0, role: "region", "aria-label": "Lista de teclas" },
      h("dl", { class: "rejilla-teclas" }, ...rows.flatMap(([key, words]) => [h("dt", {}, h("kbd", { text: key })), h("dd", { text: words })]))),
    h("div", { class: "rejilla-acciones" }, button("Cerrar", () => dialog.close(), { clase: "principal" })));
  dialog.addEventListener("close", () => { dialog.remove(); back(); });
  host.append(dialog);
  dialog.showModal();
}
