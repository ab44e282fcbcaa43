// What is ticked, counted as one ticks; filters that hide rows without forgetting what was ticked in them.

import { count, fold, hasWords, money } from "./grid/format.js";

const form = document.querySelector("[data-traer]");
const filter = document.querySelector("[data-filtro]");
const said = document.querySelector("[data-elegido]");
const rows = [...document.querySelectorAll("[data-fila]")];

function boxes(name) {
  return [...form.querySelectorAll(`input[name="${name}"]`)];
}

function tell() {
  const ticked = Object.fromEntries(["operaciones", "tareas", "lineas"].map((name) => [name, boxes(name).filter((box) => box.checked)]));
  const amount = ticked.lineas.reduce((sum, box) => sum + Number(box.closest("[data-fila]").dataset.importe), 0);
  const hidden = rows.filter((row) => row.classList.contains("esta-oculta") && row.querySelector("input:checked")).length;
  said.textContent = `${count(ticked.operaciones.length, "operación", "operaciones")}, ${count(ticked.tareas.length, "tarea", "tareas")} y ` +
    `${count(ticked.lineas.length, "línea", "líneas")} por Bs ${money(amount)}, a los precios de su origen.${hidden ? ` ${count(hidden, "marcada no se ve", "marcadas no se ven")} con este filtro.` : ""}`;
}

function sift() {
  const words = filter.elements.busca.value;
  const wanted = filter.elements.formulario.value;
  const onlyNew = filter.elements.nuevas.checked;
  for (const row of rows) {
    const { texto, formulario = "" } = row.dataset;
    const keeps = hasWords(fold(texto), words) && (!wanted || formulario === wanted) && !(onlyNew && "esta" in row.dataset);
    row.classList.toggle("esta-oculta", !keeps);
  }
  tell();
}

if (form) {
  form.addEventListener("change", tell);
  // The tasks of an operation follow it.
  form.addEventListener("change", ({ target }) => {
    if (target.name !== "operaciones") return;
    target.closest("li").querySelectorAll('input[name="tareas"]').forEach((box) => { box.checked = target.checked; });
    tell();
  });
  document.querySelectorAll("[data-todas]").forEach((button) => {
    button.hidden = false;
    button.addEventListener("click", () => {
      const seen = [...form.querySelectorAll(`[data-grupo="${button.dataset.todas}"] [data-fila]:not(.esta-oculta) input[type="checkbox"]`)];
      const all = seen.every((box) => box.checked);
      seen.forEach((box) => { box.checked = !all; });
      tell();
    });
  });
  filter.addEventListener("input", sift);
  filter.addEventListener("submit", (event) => { event.preventDefault(); sift(); });
  tell();
}
