// The clipboard of a spreadsheet: text parted by tabs, and HTML tables, in and out.

import { isNumber } from "./format.js";

const EXACT = /^-?\d{1,15}(\.\d{1,4})?$/;

/** The cells of what was copied, as rows of `{texto, exacto}`; `exacto` is a plain number behind what the sheet showed. */
export function readClipboard(data) {
  const html = data.getData("text/html");
  const rows = html ? readHtml(html) : [];
  if (rows.length) return rows;
  return readTsv(data.getData("text/plain")).map((row) => row.map((texto) => ({ texto, exacto: "" })));
}

/** Text parted by tabs, in which a cell of several lines is quoted. */
export function readTsv(text) {
  const rows = [[]];
  let at = 0;
  while (at < text.length) {
    const quoted = text[at] === '"' ? quotedCell(text, at) : null;
    const end = quoted ? quoted.end : plainEnd(text, at);
    rows.at(-1).push(quoted ? quoted.texto : text.slice(at, end));
    at = end;
    if (text[at] === "\t") {
      at += 1;
      if (at >= text.length || "\r\n".includes(text[at])) rows.at(-1).push("");
    }
    const line = text.slice(at).match(/^(\r\n|\n|\r)/);
    if (line) {
      at += line[0].length;
      if (at < text.length) rows.push([]);
    }
  }
  return rows.map((row) => (row.length ? row : [""])).filter((_, index, all) => all.length > 1 || text !== "" || index > 0);
}

function plainEnd(text, from) {
  const found = text.slice(from).search(/[\t\r\n]/);
  return found < 0 ? text.length : from + found;
}

/** A cell that begins with a quote is quoted only if the quote closes right before the cell ends. */
function quotedCell(text, from) {
  const found = text.slice(from).match(/^"((?:[^"]|"")*)"(?=[\t\r\n]|$)/);
  return found ? { texto: found[1].replaceAll('""', '"').replaceAll("\r\n", "\n"), end: from + found[0].length } : null;
}

function readHtml(html) {
  const table = new DOMParser().parseFromString(withoutStyle(html), "text/html").querySelector("table");
  if (!table) return [];
  const rows = [...table.rows].map(() => []);
  [...table.rows].forEach((tr, at) => [...tr.cells].forEach((cell) => spread(rows, at, cell)));
  return rows.map((row) => Array.from(row, (cell) => cell ?? { texto: "", exacto: "" })).filter((row) => row.length);
}

/** Spreadsheets dress their cells with inline style, which the Content-Security-Policy of the page complains of. */
function withoutStyle(html) {
  const bare = html.replace(/<style\b[^]*?<\/style>/gi, "");
  return bare.replace(/<[a-z][^>]*>/gi, (tag) => tag.replace(/\sstyle\s*=\s*("[^"]*"|'[^']*'|[^\s>]+)/gi, ""));
}

/** Joined cells hold their text once; the rest of them is blank. */
function spread(rows, at, cell) {
  let column = 0;
  while (rows[at][column]) column += 1;
  for (let down = 0; down < Math.min(cell.rowSpan || 1, rows.length - at); down += 1) {
    for (let right = 0; right < Math.min(cell.colSpan || 1, 200); right += 1) {
      const first = !down && !right;
      rows[at + down][column + right] = first ? { texto: textOf(cell), exacto: exactOf(cell) } : { texto: "", exacto: "" };
    }
  }
}

function textOf(cell) {
  const copy = cell.cloneNode(true);
  // White space of the markup means nothing; only <br> parts lines.
  const walker = document.createTreeWalker(copy, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) walker.currentNode.data = walker.currentNode.data.replace(/[ \t\r\n]+/g, " ");
  copy.querySelectorAll("br").forEach((br) => br.replaceWith("\n"));
  return copy.textContent.split("\n").map((line) => line.trim()).join("\n").trim();
}

/** LibreOffice (sdval), Excel (x:num) and Google (data-sheets-value) write the number behind what is shown. */
function exactOf(cell) {
  const sheets = cell.getAttribute("data-sheets-value")?.match(/"3":\s*(-?[\d.]+)/)?.[1];
  const value = cell.getAttribute("sdval") || cell.getAttribute("x:num") || sheets || "";
  return EXACT.test(value) ? value : "";
}

/** The text to send for a pasted cell: the exact number where there is one, so that nobody has to guess what `1,234` is. */
export function textFor(cell, column) {
  if (!cell.exacto || !isNumber(column) || cell.texto.includes("%")) return cell.texto;
  const [whole, decimals = ""] = cell.exacto.split(".");
  return decimals ? `${whole},${decimals.length === 3 ? `${decimals}0` : decimals}` : whole;
}

/** Write cells (`{texto, numero}` in rows) to the clipboard, for any spreadsheet. */
export function writeClipboard(data, rows) {
  data.setData("text/plain", rows.map((row) => row.map(({ texto }) => quote(texto)).join("\t")).join("\n"));
  data.setData("text/html", `<meta charset="utf-8"><table xmlns:x="urn:schemas-microsoft-com:office:excel">${rows.map(htmlRow).join("")}</table>`);
}

function quote(texto) {
  return /[\t\n\r]|^"/.test(texto) ? `"${texto.replaceAll('"', '""')}"` : texto;
}

function htmlRow(row) {
  return `<tr>${row.map(({ texto, numero }) => `<td${numero ? ` sdval="${numero}" x:num="${numero}"` : ""}>${escape(texto)}</td>`).join("")}</tr>`;
}

function escape(texto) {
  const element = document.createElement("div");
  element.textContent = texto;
  return element.innerHTML.replaceAll("\n", "<br>");
}
