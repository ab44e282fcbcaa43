// The matrix of techos: moving with the keyboard, pasting a block, and totals that follow what is typed.
// What a text means is the server's word: what is not surely an amount is asked, and everything is judged again on saving.

import { money, readNumber } from "./grid/format.js";
import { h, icon } from "./grid/dom.js";

const form = document.querySelector("[data-techos]");
const inputs = form ? [...form.querySelectorAll("input.dinero")] : [];
const rows = form ? [...form.querySelectorAll("tbody tr")] : [];
const bar = document.querySelector(".techos-barra");
const columns = rows[0]?.querySelectorAll("td").length - 2 || 0;

/** Centavos of a cell: null is no techo, undefined is not yet known. */
function value(input) {
  const text = input.value.trim();
  if (!text) return null;
  return readNumber(text, "dinero") ?? input.leido?.[text];
}

function stored(input) {
  return input.dataset.guardado === "" ? null : Number(input.dataset.guardado);
}

function changed(input) {
  return value(input) !== stored(input);
}

/** Write it as an office does, or ask the server what it means. */
async function settle(input) {
  const amount = value(input);
  if (typeof amount === "number") input.value = money(amount);
  if (amount !== undefined) return say(input, "", []);
  const answer = await ask(input.value.trim());
  if (answer) understood(input, answer);
}

function understood(input, { valor, mensaje, opciones }) {
  input.leido = { ...input.leido, [input.value.trim()]: mensaje ? undefined : valor };
  say(input, mensaje, opciones);
  if (!mensaje) settle(input);
  draw();
}

async function ask(text) {
  const token = document.querySelector('meta[name="csrf-token"]').content;
  const headers = { Accept: "application/json", "Content-Type": "application/json", "X-CSRFToken": token };
  const response = await fetch(form.dataset.interpretar, { method: "POST", headers, body: JSON.stringify({ textos: [text] }) }).catch(() => null);
  return response?.ok ? (await response.json()).celdas[0] : null;
}

/** What is said under a cell. */
function say(input, message, choices) {
  const cell = input.closest("td");
  cell.querySelector(".error-celda")?.remove();
  cell.classList.toggle("con-error", Boolean(message));
  if (!message) return input.removeAttribute("aria-invalid");
  const id = `p-${input.name}`;
  input.setAttribute("aria-invalid", "true");
  input.setAttribute("aria-describedby", id);
  const buttons = choices.map(([shown, text]) => h("button", { class: "boton chico", type: "button", "data-elegir": text, text: shown }));
  cell.append(h("span", { class: "error-celda", id, text: `${message} ` }));
  cell.lastElementChild.append(...buttons);
}

// Totals --------------------------------------------------------------------------------------------------------------

/** Each row as amounts by column; null where there is no techo. */
function amounts(row) {
  return [...row.querySelectorAll("td:not([data-suma], .estado)")].map((cell) => {
    const input = cell.querySelector("input.dinero");
    return { cell, techo: input ? value(input) ?? null : null, programado: Number(cell.dataset.programado ?? 0) };
  });
}

const sum = (numbers) => numbers.reduce((total, one) => total + (one ?? 0), 0);
const whole = form ? [...form.querySelectorAll("thead th")].slice(1).findIndex((th) => "sinFuente" in th.dataset) : -1;

/** What no techo covers; one whose fuente is not told covers what passes the others. */
function uncovered(cells) {
  const beyond = sum(cells.map(({ techo, programado }, at) => (at === whole ? 0 : Math.max(0, programado - (techo ?? 0)))));
  const free = whole < 0 ? 0 : cells[whole].techo ?? 0;
  return Math.max(0, beyond - free, sum(cells.map((one) => one.programado)) - sum(cells.map((one) => one.techo)));
}

function drawRow(row) {
  const cells = amounts(row);
  const total = row.querySelector("[data-suma]");
  const has = cells.some(({ techo }) => techo !== null);
  const techo = sum(cells.map((one) => one.techo));
  total.querySelector("[data-importe]").textContent = has ? money(techo) : "";
  const state = row.querySelector("[data-estado]");
  if (!state) return cells;
  const free = whole >= 0 && cells[whole].techo !== null;
  cells.forEach(({ cell, techo: own, programado }, at) => cell.classList.toggle("supera", has && !free && at !== whole && programado > (own ?? 0)));
  const over = has ? uncovered(cells) : 0;
  const left = techo - sum(cells.map((one) => one.programado));
  if (!has) show(state, "sin_techo", "Sin techo");
  else if (over) show(state, "excede", `Excede ${money(over)}`);
  else show(state, left ? "falta" : "cuadra", left ? `Sin programar ${money(left)}` : "Cuadra");
  return cells;
}

function show(element, state, text) {
  element.className = `texto-estado es-${state}`;
  element.replaceChildren(...(text ? [icon(state), ` ${text}`] : []));
}

function balance(element, assigned, techo, prefix = "") {
  if (techo === null) return show(element, "sin_techo", "");
  const left = techo - assigned;
  const state = left < 0 ? "excede" : left ? "falta" : "cuadra";
  show(element, state, { excede: `Excede ${money(-left)}`, falta: `${prefix}${money(left)}`, cuadra: "Todo asignado" }[state]);
  return state;
}

function draw() {
  const [entity, ...units] = rows.map(drawRow);
  const assigned = Array.from({ length: columns }, (_, at) => sum(units.map((cells) => cells[at].techo)));
  const techos = entity.map(({ techo }) => techo);
  const tells = techos.some((techo, at) => at !== whole && techo !== null);
  const given = form.querySelectorAll("[data-asignado] td");
  const left = form.querySelectorAll("[data-saldo] td .texto-estado");
  assigned.forEach((amount, at) => {
    given[at].textContent = money(amount);
    balance(left[at], amount, tells && at !== whole ? techos[at] ?? 0 : techos[at]);
  });
  const all = techos.some((techo) => techo !== null) ? sum(techos) : null;
  given[columns].textContent = money(sum(assigned));
  balance(left[columns], sum(assigned), all);
  drawBar(sum(assigned), all);
  drawChanges();
}

function drawBar(assigned, techo) {
  bar.querySelector("[data-asignado-total]").textContent = money(assigned);
  bar.querySelector("[data-techo-total]").textContent = techo === null ? "" : money(techo);
  const state = balance(bar.querySelector(".estado .texto-estado"), assigned, techo, "Sin asignar ") ?? "sin_techo";
  bar.querySelector("[data-total]").className = `cuadre-fuente es-${state}`;
  bar.querySelector(".lleno").setAttribute("width", techo ? Math.min(1000, Math.floor((assigned * 1000) / techo)) : 0);
}

function drawChanges() {
  const many = inputs.filter(changed);
  inputs.forEach((input) => input.closest("td").classList.toggle("cambiada", changed(input)));
  const words = many.length === 1 ? "1 cambio sin guardar" : `${many.length} cambios sin guardar`;
  bar.querySelector("[data-cambios]").textContent = many.length ? words : "";
  bar.querySelector("[data-deshacer]").hidden = !many.length;
}

// Keyboard and paste --------------------------------------------------------------------------------------------------

function at(row, column) {
  return rows[row]?.querySelectorAll("input.dinero")[column];
}

function place(input) {
  const row = input.closest("tr");
  return [rows.indexOf(row), [...row.querySelectorAll("input.dinero")].indexOf(input)];
}

const STEPS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

function onKey(event) {
  const input = event.target;
  if (!inputs.includes(input)) return;
  if (event.key === "Escape") {
    input.value = input.alEntrar;
    input.select();
    say(input, "", []);
    draw();
    return;
  }
  const step = event.key === "Enter" ? [event.shiftKey ? -1 : 1, 0] : STEPS[event.key];
  if (!step || event.ctrlKey || event.altKey || (step[1] && !atEdge(input, step[1]))) return;
  event.preventDefault();
  const [row, column] = place(input);
  at(row + step[0], column + step[1])?.focus();
}

/** Left and right move within the text first. */
function atEdge(input, direction) {
  const all = input.selectionStart === 0 && input.selectionEnd === input.value.length;
  return all || (direction < 0 ? input.selectionEnd === 0 : input.selectionStart === input.value.length);
}

function onPaste(event) {
  const text = event.clipboardData.getData("text/plain").replace(/\r?\n$/, "");
  if (!inputs.includes(event.target) || !/[\t\n]/.test(text)) return;
  event.preventDefault();
  const [row, column] = place(event.target);
  text.split(/\r?\n/).forEach((line, down) => line.split("\t").forEach((each, right) => {
    const input = at(row + down, column + right);
    if (input) { input.value = each.trim(); settle(input); }
  }));
  draw();
}

if (form && inputs.length) {
  form.addEventListener("keydown", onKey);
  form.addEventListener("paste", onPaste);
  form.addEventListener("focusin", ({ target }) => { if (inputs.includes(target)) { target.alEntrar = target.value; target.select(); } });
  form.addEventListener("input", draw);
  form.addEventListener("change", ({ target }) => { if (inputs.includes(target)) settle(target).then(draw); });
  form.addEventListener("click", ({ target }) => {
    if (!target.dataset.elegir) return;
    const input = target.closest("td").querySelector("input");
    input.value = target.dataset.elegir;
    settle(input);
    draw();
    input.focus();
  });
  // What was refused comes back as it was written: to undo is to go to what is stored.
  form.addEventListener("reset", (event) => {
    event.preventDefault();
    inputs.forEach((input) => { input.value = stored(input) === null ? "" : money(stored(input)); say(input, "", []); });
    draw();
  });
  // Only what changed is sent: a large matrix stays light.
  form.addEventListener("formdata", ({ formData }) => inputs.filter((input) => !changed(input)).forEach((input) => formData.delete(input.name)));
  let sending = false;
  form.addEventListener("submit", () => { sending = true; });
  window.addEventListener("beforeunload", (event) => { if (!sending && inputs.some(changed)) event.preventDefault(); });
  draw();
}
