// The panel of observations beside the work: answers and pins without leaving it, and shows what others did.

const STALE = "Otra persona puso o respondió una observación.";
let leave = null;

const panel = () => document.querySelector("[data-observaciones]");
const status = (text) => { const said = panel()?.querySelector("[data-dicho]"); if (said) said.textContent = text; };

/** The panel as the server has it now, or its answer to a form. Answers whether it came. */
async function ask(url, body = null) {
  const headers = { "X-Apthapi-Panel": panel().dataset.paso || "-" };
  const options = { method: body ? "POST" : "GET", body, headers, credentials: "same-origin", redirect: "manual", signal: AbortSignal.timeout(30000) };
  const response = await fetch(url, options).catch(() => null);
  if (!response) return refuse("Sin conexión con el servidor: lo que escribió sigue aquí. Vuelva a enviarlo.");
  if (response.type === "opaqueredirect" || response.status === 401) return refuse("Su sesión terminó: ingrese en otra pestaña y vuelva a enviar. Lo que escribió sigue aquí.");
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  const fresh = page.querySelector("[data-observaciones]");
  // A form that was refused keeps what was written; only the reason is shown.
  if (!response.ok || !fresh) return refuse(page.querySelector("[role=alert], main p, p")?.textContent.trim() || "No se pudo hacer. Recargue la página.");
  panel().replaceWith(document.adoptNode(fresh));
  hereLinks();
  return true;
}

function refuse(text) {
  const form = document.querySelector("[data-enviando]");
  const where = form ?? panel();
  where.querySelector("[data-problema]")?.remove();
  const said = document.createElement("p");
  Object.assign(said, { className: "texto-estado es-error chico", textContent: text });
  said.dataset.problema = "";
  said.setAttribute("role", "alert");
  where.append(said);
  return false;
}

/** To the very cell without loading the page again, if its table is on it. */
function hereLinks() {
  for (const link of panel()?.querySelectorAll("[data-ir]") ?? []) {
    const [vista] = link.dataset.ir.split("/");
    if (document.querySelector(`[data-rejilla][data-vista="${CSS.escape(vista)}"]`)) link.setAttribute("href", `#${link.dataset.ir}`);
  }
}

async function sent(form, button) {
  const body = new FormData(form);
  const number = form.closest("article")?.id;
  form.dataset.enviando = "";
  button.disabled = true;
  const came = await ask(button.getAttribute("formaction") ?? form.action, body);
  delete form.dataset.enviando;
  button.disabled = false;
  if (!came) return;
  if (leave && "fijar" in form.dataset) leave();
  else (document.getElementById(number) ?? panel().querySelector("h2")).focus();
  leave = null;
  for (const { rejilla } of document.querySelectorAll("[data-rejilla]")) rejilla?.presence?.now();
}

/** Whether somebody is writing in the panel, so that it must not be changed under their hands. */
function isBusy() {
  return [...panel().querySelectorAll("textarea")].some((field) => field.value !== field.defaultValue || field === document.activeElement);
}

function heard({ detail }) {
  const now = panel();
  if (!now || !detail.observado || detail.observado <= Number(now.dataset.observado)) return;
  now.dataset.observado = detail.observado;
  if (!isBusy()) { ask(now.dataset.observaciones); return; }
  status(`${STALE} `);
  const button = document.createElement("button");
  Object.assign(button, { type: "button", className: "boton texto", textContent: "Actualizar" });
  button.addEventListener("click", () => ask(now.dataset.observaciones));
  now.querySelector("[data-dicho]").append(button);
}

/** From a cell of a table: read what was observed of it, or observe it. */
function observe({ detail }) {
  const now = panel();
  if (!now) return;
  leave = detail.volver;
  const card = detail.numeros.map((number) => document.getElementById(`obs-${number}`)).find(Boolean);
  if (card && (!detail.observa || card.dataset.leida !== "si")) {
    card.dataset.leida = "si";
    card.focus();
    card.scrollIntoView({ block: "nearest" });
    return;
  }
  const box = now.querySelector("[data-nueva]");
  if (!box) return;
  box.open = true;
  const choose = box.querySelector("[data-donde]");
  choose.querySelectorAll("[data-celda]").forEach((old) => old.remove());
  const row = `${detail.vista}/${detail.renglon}`;
  const places = [[`${row}/${detail.columna}`, `La celda: línea ${detail.linea}, ${detail.titulo}`], [row, `La línea ${detail.linea}`]];
  for (const [value, words] of places.reverse()) {
    const option = new Option(words, value);
    option.dataset.celda = "";
    choose.prepend(option);
  }
  choose.selectedIndex = 0;
  box.querySelector("textarea").focus({ preventScroll: true });
  choose.closest(".campo").scrollIntoView({ block: "start" });
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!panel()?.contains(form)) return;
  event.preventDefault();
  sent(form, event.submitter ?? form.querySelector("[type=submit]"));
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || !leave || !panel()?.contains(event.target)) return;
  leave();
  leave = null;
});
document.addEventListener("click", (event) => {
  const link = event.target.closest?.("[data-observaciones] [data-ir]");
  // The same cell again: the address does not change, and going there is asked for all the same.
  if (link && link.hash === location.hash) window.dispatchEvent(new HashChangeEvent("hashchange"));
});
document.addEventListener("apthapi:observaciones", heard);
document.addEventListener("apthapi:observar", observe);
hereLinks();
