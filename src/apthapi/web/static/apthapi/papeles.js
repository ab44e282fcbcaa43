// The progress of a paper that is being made, without loading the page again until it is done.
const box = document.querySelector("[data-papel]");
const bar = box.querySelector("progress");
const words = box.querySelector("[data-avance] .tenue");
// What is short is there within a second; what is long is asked for less and less.
const FIRST = 400;
const MORE = 100;
const EVERY = 1500;
const SLOWER = 10000;

let wait = FIRST;

words.setAttribute("role", "status");

function next() {
  wait = Math.min(wait + MORE, EVERY);
  return wait;
}

async function look() {
  if (document.hidden) return EVERY;
  try {
    const answer = await fetch(box.dataset.papel, { headers: { Accept: "application/json" } });
    if (!answer.ok) return SLOWER;
    const now = await answer.json();
    if (now.termino) {
      location.reload();
      return 0;
    }
    bar.max = now.de;
    bar.value = now.hecho;
    bar.textContent = now.texto;
    if (words.textContent !== now.texto) words.textContent = now.texto;
    return next();
  } catch {
    // Without connection the work goes on in the server; it is asked again later.
    return SLOWER;
  }
}

async function follow() {
  const pause = await look();
  if (pause) setTimeout(follow, pause);
}

setTimeout(follow, wait);
