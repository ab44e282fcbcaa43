// The tie-out while the server has not answered: its last word, moved by what was written since.

import { money } from "./format.js";

/** The tie-out with the amounts that are on screen and not yet stored. */
export function movedTie(model, cuadre) {
  const [fuente, importe] = ["fuente", "importe"].map((name) => model.named.get(name));
  if (!cuadre || importe === undefined) return cuadre;
  const moved = deltas(model, fuente, importe);
  if (![...moved.values()].some(Boolean)) return cuadre;
  const fuentes = cuadre.fuentes.map((one) => (moved.get(one.fuente) ? shifted(one, moved.get(one.fuente)) : one));
  const all = [...moved.values()].reduce((sum, delta) => sum + delta, 0);
  return { ...cuadre, fuentes, total: "f3" in (cuadre.total ?? {}) ? shifted(cuadre.total, all) : cuadre.total };
}

function deltas(model, fuente, importe) {
  const moved = new Map();
  const add = (code, amount) => moved.set(code, (moved.get(code) ?? 0) + (amount || 0));
  for (const row of model.rows) {
    if (!row.unsent && model.draft?.row !== row) continue;
    add(row.values[fuente], -row.values[importe]);
    add(model.reading(row, fuente), model.reading(row, importe) ?? row.values[importe]);
  }
  model.gone.forEach((values) => add(values[fuente], -values[importe]));
  return moved;
}

function shifted(one, delta) {
  const f3 = one.f3 + delta;
  const must = one.techo ?? one.f4;
  if (one.estado === "sin_techo" || typeof must !== "number") return { ...one, f3 };
  const diferencia = f3 - must;
  const estado = diferencia === 0 ? "cuadra" : diferencia < 0 ? "falta" : "excede";
  return { ...one, f3, diferencia, estado, texto: WORDS[estado](money(Math.abs(diferencia)), one.techo === null) };
}

const WORDS = {
  cuadra: () => "Cuadra",
  falta: (amount, declared) => `Faltan Bs ${amount} para llegar ${declared ? "a lo declarado en el formulario 04" : "al techo"}`,
  excede: (amount, declared) => `Excede ${declared ? "lo declarado en el formulario 04" : "el techo"} en Bs ${amount}`,
};
