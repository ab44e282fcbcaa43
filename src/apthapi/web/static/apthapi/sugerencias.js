// The suggestions of the unit, asked apart from saving so that saving stays quick, and again some time after it.

import { h, icon } from "./grid/dom.js";

const QUIET = 2500;
const SHOWN = 8;
const root = document.querySelector("[data-sugerencias]");
let waiting = 0;

async function refresh() {
  const response = await fetch(root.dataset.sugerencias, { headers: { Accept: "application/json" } }).catch(() => null);
  if (!response?.ok) return;
  const { total, sugerencias, traidos } = await response.json();
  mark(new Set(traidos));
  root.querySelector("[data-cuenta]").replaceChildren(...(total ? [h("span", { class: "cuenta", text: String(total) })] : [h("span", { class: "tenue chico", text: "ninguna" })]));
  root.querySelector("[data-lista]").replaceChildren(...sugerencias.slice(0, SHOWN).map(one));
}

/** The lines whose price nobody has looked at yet, on the grids of the page. */
function mark(renglones) {
  for (const { rejilla } of document.querySelectorAll("[data-rejilla]")) {
    if (!rejilla) continue;
    rejilla.model.oldPrices = renglones;
    rejilla.view.rowElements.forEach((_, row) => rejilla.view.paintRow(row));
  }
}

function one(each) {
  return h("li", { class: "hallazgo" }, icon("ver"),
    h("p", { text: each.mensaje }), h("p", { class: "corrija", text: each.corrija }),
    h("p", { class: "acciones" }, h("a", { href: target(each) }, "Ir a la celda", h("span", { class: "solo-lector", text: `: ${each.mensaje}` })), confirm(each)),
    h("p", { class: "norma", text: each.origen }));
}

/** To the very cell: here if its table is on this page. */
function target(each) {
  const here = document.querySelector(`[data-rejilla][data-vista="${CSS.escape(each.vista)}"]`);
  return here ? each.enlace.slice(each.enlace.indexOf("#")) : each.enlace;
}

function confirm(each) {
  if (each.clase !== "precio_traido" || !root.dataset.confirmar) return null;
  return h("button", { type: "button", class: "boton texto", "aria-label": `Confirmar el precio: ${each.mensaje}`, text: "Confirmar", onclick: () => send(each.renglon) });
}

async function send(renglon) {
  const token = document.querySelector('meta[name="csrf-token"]').content;
  const body = new URLSearchParams({ renglon });
  await fetch(root.dataset.confirmar, { method: "POST", headers: { "X-CSRFToken": token, Accept: "application/json" }, body }).catch(() => null);
  await refresh();
  root.querySelector("h2").focus();
}

if (root) {
  root.querySelector("h2").tabIndex = -1;
  refresh();
  document.addEventListener("apthapi:verificaciones", () => {
    clearTimeout(waiting);
    waiting = setTimeout(refresh, QUIET);
  });
}
