// The bar of the tie-out, in the same elements as templates/components/tieout_row.html, moving as one types.

import { money } from "./format.js";
import { h, icon, svg } from "./dom.js";

const WHOLE = 1000;

/** Keep the bar in `root` up to date. */
export function showTie(root) {
  let states = "";
  document.addEventListener("apthapi:cuadre", ({ detail }) => {
    const rows = detail.fuentes.map((one) => row(one, false));
    if (rows.length > 1 && detail.total) rows.push(row(detail.total, true));
    root.replaceChildren(...rows);
    // Only a change of state is said aloud, not each amount on its way.
    const now = detail.fuentes.map(({ fuente, estado }) => `${fuente} ${estado}`).join();
    if (states && now !== states) sayAloud(detail.fuentes.map(({ fuente, texto }) => `Fuente ${fuente}: ${texto}`).join(". "));
    states = now;
  });
}

function sayAloud(text) {
  const voice = document.querySelector("[data-voz]");
  if (voice) voice.textContent = text;
}

function row(one, isTotal) {
  const techo = one.techo === null ? null : h("span", { class: "tenue", text: `de ${money(one.techo)}` });
  return h("div", { class: `cuadre-fuente es-${one.estado}${isTotal ? " es-total" : ""}`, "data-fuente": one.fuente },
    h("span", { class: "nombre", title: one.nombre || null, text: isTotal ? "Total" : `Fuente ${one.fuente}` }),
    h("span", { class: "importes" }, money(one.f3), techo ? " " : null, techo), bar(one),
    h("span", { class: "estado" }, icon(one.estado), h("span", { text: one.texto }), isTotal ? null : jump(one)));
}

function bar(one) {
  const drawing = svg("svg", { class: "dibujo", viewBox: `0 0 ${WHOLE} 8`, preserveAspectRatio: "none", "aria-hidden": "true", focusable: "false" },
    svg("rect", { class: "pista", width: WHOLE, height: 8 }));
  const limit = one.techo ?? one.f4;
  const over = one.estado === "excede" && limit;
  const full = share(over ? limit : one.f3, over ? one.f3 : limit);
  drawing.append(svg("rect", { class: "lleno", width: full, height: 8 }));
  if (over) {
    drawing.append(svg("rect", { class: "demas", x: full, width: WHOLE, height: 8 }), svg("rect", { class: "marca-techo", x: full, width: 3, height: 8 }));
  }
  return drawing;
}

function share(part, whole) {
  return part && whole ? Math.max(0, Math.min(WHOLE, Math.floor((part * WHOLE) / whole))) : 0;
}

/** A jump to the first of the lines that make the excess. */
function jump(one) {
  const grids = [...document.querySelectorAll("[data-rejilla]")].map(({ rejilla }) => rejilla).filter(Boolean);
  const grid = grids.find(({ model }) => one.lineas?.some((renglon) => model.byRenglon(renglon)));
  const renglon = grid && one.lineas.find((each) => grid.model.byRenglon(each));
  if (!renglon) return null;
  return h("a", { href: `#${grid.vista}/${renglon}/importe`, text: "ver línea", "aria-label": `Ver la línea mayor de la fuente ${one.fuente}` });
}
