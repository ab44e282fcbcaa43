// The panel of findings, in the same elements as templates/components/checks.html, made anew after each save.

import { count } from "./format.js";
import { h, icon } from "./dom.js";

const WORDS = { error: "Debe corregirse:", advertencia: "Conviene revisar:" };

/** Keep the panel in `root` up to date. */
export function showChecks(root) {
  let shown = "";
  document.addEventListener("apthapi:verificaciones", ({ detail }) => {
    const now = JSON.stringify(detail);
    if (now === shown) return;
    shown = now;
    root.querySelector(":scope > .panel-cabeza > span")?.replaceChildren(...counts(detail));
    root.querySelectorAll(":scope > .hallazgos, :scope > .hallazgos-mas, :scope > .texto-estado").forEach((old) => old.remove());
    root.querySelector(":scope > .panel-cabeza").after(...(detail.hallazgos.length
      ? [h("ul", { class: "hallazgos" }, ...detail.hallazgos.map(finding)), ...Object.entries(detail.mas ?? {}).map(more)]
      : [h("p", { class: "texto-estado es-cuadra" }, icon("cuadra"), " Nada por corregir.")]),
      ...(detail.pendiente ? [h("p", { class: "hallazgos-mas tenue", text: "Muchas personas guardan a la vez: en unos segundos se revisa lo último." })] : []));
    const voice = document.querySelector("[data-voz]");
    if (voice && !detail.pendiente) voice.textContent = `Verificaciones: ${count(detail.errores, "error", "errores")}, ${count(detail.advertencias, "advertencia", "advertencias")}`;
  });
}

function counts({ errores, advertencias }) {
  const said = [];
  if (errores) said.push(h("span", { class: "cuenta es-error", text: String(errores) }), " por corregir ");
  if (advertencias) said.push(h("span", { class: "cuenta es-advertencia", text: String(advertencias) }), " por revisar");
  return said;
}

function finding(one) {
  return h("li", { class: `hallazgo es-${one.severidad}` }, icon(one.severidad),
    h("p", {}, h("span", { class: "solo-lector", text: `${WORDS[one.severidad] ?? "Nota:"} ` }), one.mensaje),
    h("p", { class: "corrija", text: one.corrija }),
    link(one), h("p", { class: "norma", text: `${one.regla} · ${one.norma}` }));
}

function more([rule, count]) {
  return h("p", { class: "hallazgos-mas tenue", text: `Y ${count} más de ${rule}: aparecen al corregir las primeras.` });
}

/** To the very cell: here if its table is on this page. */
function link(one) {
  const here = one.renglon && document.querySelector(`[data-rejilla][data-vista="${CSS.escape(one.vista ?? "")}"]`);
  const href = here ? `#${one.vista}/${one.renglon}/${one.columna ?? ""}` : one.enlace;
  return href ? h("a", { href }, "Ir a la celda", h("span", { class: "solo-lector", text: `: ${one.mensaje}` })) : null;
}
