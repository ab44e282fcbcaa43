// Deciding what was read without leaving the keyboard: a decision is sent, the page that comes back is put in place, and
// the next doubtful cell has the focus. Without this module each decision is a form that loads the page again.

const place = () => document.querySelector("[data-lectura]");
const field = () => document.getElementById("texto");
const form = () => document.querySelector("form[data-decidir]");
const voice = document.querySelector("[data-voz]");
let sending = false;

function say(text) {
  voice.textContent = text;
}

function settle() {
  const input = field();
  if (input) {
    input.dataset.leido = input.value;
    input.focus({ preventScroll: true });
    input.select?.();
  }
  const frame = document.querySelector(".pagina-imagen .marco");
  const box = frame?.closest(".pagina-marco");
  if (box) {
    const [at, within] = [frame.getBoundingClientRect(), box.getBoundingClientRect()];
    box.scrollTop += at.top - within.top - box.clientHeight / 3;
    box.scrollLeft += at.left - within.left - box.clientWidth / 3;
  }
}

// The picture that is there already stays there: only its frame moves.
function keepPicture(fresh) {
  const [old, now] = [place().querySelector("[data-pagina]"), fresh.querySelector("[data-pagina]")];
  if (!old || !now || old.dataset.pagina !== now.dataset.pagina) return;
  const [svg, other] = [old.querySelector("svg"), now.querySelector("svg")];
  if (!svg || !other) return;
  svg.setAttribute("aria-label", other.getAttribute("aria-label"));
  svg.querySelector(".marco")?.remove();
  const frame = other.querySelector(".marco");
  if (frame) svg.append(frame);
  now.replaceWith(old);
}

async function show(request) {
  if (sending) return;
  sending = true;
  try {
    const answer = await fetch(request);
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    const region = fresh.querySelector("[data-lectura]");
    if (!region) {
      location.assign(answer.url);
      return;
    }
    keepPicture(region);
    place().replaceWith(document.adoptNode(region));
    document.querySelectorAll(".hoja > .aviso").forEach((old) => old.remove());
    fresh.querySelectorAll(".hoja > .aviso").forEach((told) => place().before(document.adoptNode(told)));
    if (answer.ok && answer.url) history.replaceState(null, "", answer.url);
    settle();
    const title = document.getElementById("celda-titulo")?.textContent;
    say(document.getElementById("texto-error")?.textContent ?? title ?? "No queda nada por decidir en este formulario.");
  } catch {
    say("No hay conexión: la decisión no se guardó. Vuelva a pulsar Intro cuando la haya.");
    tell("No hay conexión. Lo decidido hasta ahora está guardado; esta decisión, todavía no.");
  } finally {
    sending = false;
  }
}

function tell(text) {
  const note = document.querySelector("[data-sin-conexion]") ?? document.createElement("p");
  note.dataset.sinConexion = "";
  note.className = "error-campo";
  note.textContent = text;
  form()?.append(note);
}

document.addEventListener("submit", (event) => {
  const target = event.target;
  if (!target.closest(".campos-leidos")) return;
  event.preventDefault();
  show(new Request(target.action, { method: "POST", body: new FormData(target, event.submitter), headers: { Accept: "text/html" } }));
});

document.addEventListener("click", (event) => {
  const link = event.target.closest(".leidos a, [data-anterior], [data-siguiente]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
  event.preventDefault();
  show(new Request(link.href, { headers: { Accept: "text/html" } }));
});

document.addEventListener("keydown", (event) => {
  if (!form()) return;
  const option = event.altKey && /^[1-9]$/.test(event.key) && document.querySelectorAll(".lecturas-posibles button")[event.key - 1];
  const step = event.altKey && { ArrowDown: "[data-siguiente]", ArrowUp: "[data-anterior]" }[event.key];
  if (option) {
    event.preventDefault();
    form().requestSubmit(option);
  } else if (step) {
    event.preventDefault();
    document.querySelector(step)?.click();
  } else if (event.target === field() && event.key === "Escape") {
    field().value = field().dataset.leido;
  } else if (event.target === field() && event.key === "Enter" && !event.shiftKey && field().tagName !== "INPUT") {
    // In a text the key would begin a line, in a list open it: here it accepts, as everywhere; with Shift it begins one.
    event.preventDefault();
    form().requestSubmit();
  }
});

settle();
