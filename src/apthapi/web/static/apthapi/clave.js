// A password may be looked at before it is sent, and a new one says how hard it is to guess. Without this script the
// fields are as ever, and the server says the same of what it refuses.

// As accounts/passwords.py counts, which decides; a test compares them.
const LEAST = 12;
const FEWEST = 6;
const ROWS = "qwertyuiop asdfghjklñ zxcvbnm 1234567890";

// How many characters neither repeat one of the four before nor follow the last in the alphabet or on the keyboard.
export function surprises(text) {
  const all = [...text.toLowerCase()];
  return all.filter((char, at) => {
    if (all.slice(Math.max(0, at - 4), at).includes(char)) return false;
    const before = all[at - 1];
    if (before === undefined) return true;
    const follows = Math.abs(char.codePointAt(0) - before.codePointAt(0)) === 1;
    return !follows && !ROWS.includes(before + char) && !ROWS.includes(char + before);
  }).length;
}

// From 0 to 4, and in words.
export function judged(text) {
  const left = LEAST - [...text].length;
  if (left > 0) return [0, left === 1 ? "Falta 1 carácter." : `Faltan ${left} caracteres.`];
  const found = surprises(text);
  if (found < FEWEST) return [1, "Fácil de adivinar: repite lo mismo o sigue un orden."];
  if (found < 14) return [2, "Suficiente. Una palabra más la haría mejor."];
  return found < 20 ? [3, "Buena."] : [4, "Muy buena."];
}

function made(name, values) {
  return Object.assign(document.createElement(name), values);
}

function mayBeSeen(input) {
  const row = made("div", { className: "con-mostrar" });
  const button = made("button", { type: "button", className: "boton" });
  const what = made("span", { className: "solo-lector", textContent: ` lo escrito en «${input.labels[0]?.firstChild.data.trim() ?? ""}»` });
  const show = (visible) => {
    input.type = visible ? "text" : "password";
    button.replaceChildren(visible ? "Ocultar" : "Mostrar", what);
  };
  const focused = document.activeElement === input;
  input.replaceWith(row);
  row.append(input, button);
  if (focused) input.focus();
  Object.assign(input, { spellcheck: false, autocapitalize: "none" });
  button.addEventListener("click", () => show(input.type === "password"));
  // What was in sight is no text for the browser to remember.
  input.form?.addEventListener("submit", () => show(false));
  window.addEventListener("pagehide", () => show(false));
  show(false);
}

function saysHowStrong(input) {
  const meter = made("meter", { min: 0, max: 4, low: 2, high: 3, optimum: 4, value: 0, ariaLabel: "Qué tan difícil es de adivinar" });
  const words = made("span", { role: "status" });
  const line = made("div", { className: "fuerza", hidden: true });
  line.append(meter, words);
  input.closest(".con-mostrar").after(line);
  input.addEventListener("input", () => {
    const [level, said] = judged(input.value);
    line.hidden = !input.value;
    meter.value = level;
    if (words.textContent !== said) words.textContent = said;
  });
}

for (const input of document.querySelectorAll("input[type=password]")) mayBeSeen(input);
// The second one only repeats the first.
const wanted = document.querySelector("input[autocomplete=new-password]");
if (wanted) saysHowStrong(wanted);
