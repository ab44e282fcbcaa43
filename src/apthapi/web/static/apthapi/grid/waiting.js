// Before a part is sent: what was written in this browser and the server has not stored must get there first.

import { count } from "./format.js";
import { h } from "./dom.js";
import { nameOfMarks } from "./marked.js";
import { openStorage } from "./storage.js";

const sure = new WeakSet();

for (const form of document.querySelectorAll("form[data-espera]")) form.addEventListener("submit", (event) => check(form, event));

async function check(form, event) {
  if (sure.has(form)) return;
  event.preventDefault();
  const storage = await openStorage();
  const [batches, marks] = await Promise.all(
    [form.dataset.espera, nameOfMarks(form.dataset.espera)].map((prefix) => storage.under(prefix).catch(() => [])));
  const unsent = batches.flatMap((batch) => batch.cambios).length;
  const marked = marks.flatMap((kept) => kept.celdas).length;
  if (unsent || marked) {
    say(form, unsent, marked);
    return;
  }
  sure.add(form);
  form.requestSubmit(event.submitter);
}

function say(form, unsent, marked) {
  document.querySelectorAll("[data-dicho]").forEach((said) => said.remove());
  const words = [
    unsent ? `${count(unsent, "línea que cambió aquí no llegó", "líneas que cambió aquí no llegaron")} al servidor: abra su planilla y espere a que diga «Todo guardado».` : "",
    marked ? `${count(marked, "celda no se guardó", "celdas no se guardaron")}: están marcadas en su planilla; corríjalas o deshágalas.` : "",
  ];
  document.querySelector("main").prepend(h("p", { class: "aviso es-advertencia", role: "alert", "data-dicho": "",
    text: `Todavía no se envió. ${words.filter(Boolean).join(" ")}` }));
  document.querySelector("[data-dicho]").scrollIntoView({ block: "center" });
}
