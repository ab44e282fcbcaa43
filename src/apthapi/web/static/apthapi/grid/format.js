// Stored values and people: how a value is shown, how it is written back to the server, and what a typed text surely means.
// The server alone decides what a text means; a reading made here only moves the screen until its answer comes.

const SCALES = { dinero: 2, cantidad: 4, porcentaje: 2, entero: 0 };
const LIMIT = 10 ** 13;

/** Whether the values of a column are whole numbers under a scale. */
export function isNumber(column) {
  return column.clase in SCALES;
}

/** Small letters without accents, so that «energia» finds «Energía». */
export function fold(text) {
  return String(text).normalize("NFD").replace(/[\u0300-\u036f]/g, "").toLowerCase();
}

/** Whether every word of the query is in the folded text. */
export function hasWords(folded, query) {
  return fold(query).split(/\s+/).every((word) => folded.includes(word));
}

function grouped(digits) {
  return digits.replace(/\B(?=(\d{3})+$)/g, ".");
}

/** Centavos as an office writes them: 1.332.834,00. */
export function money(centavos) {
  const digits = String(Math.abs(centavos)).padStart(3, "0");
  return `${centavos < 0 ? "-" : ""}${grouped(digits.slice(0, -2))},${digits.slice(-2)}`;
}

function scaled(value, scale, decimals) {
  const digits = String(Math.abs(value)).padStart(scale + 1, "0");
  const whole = grouped(scale ? digits.slice(0, -scale) : digits);
  const rest = scale ? digits.slice(-scale).replace(/0+$/, "").padEnd(decimals || 0, "0") : "";
  return (value < 0 ? "-" : "") + whole + (rest ? `,${rest}` : "");
}

function shownDate(value) {
  return /^\d{4}-\d{2}-\d{2}$/.test(value) ? value.split("-").reverse().join("/") : value;
}

/** What a person reads in a cell. Blank is unknown. */
export function show(value, column) {
  if (value === null || value === undefined || value === "") return "";
  switch (column.clase) {
    case "dinero": return money(value);
    case "cantidad": case "porcentaje": return scaled(value, SCALES[column.clase], column.decimales);
    case "fecha": return shownDate(value);
    case "booleano": return { si: "Sí", no: "No" }[value] ?? String(value);
    case "opcion": return optionText(column, value);
    default: return String(value);
  }
}

function optionText(column, value) {
  const found = (column.opciones ?? []).find(([stored]) => stored === value);
  return found ? found[1] : String(value);
}

/** The text that a person finds when the cell is opened, and that means this value without any doubt. */
export function write(value, column) {
  if (value === null || value === undefined) return "";
  if (column.clase === "fecha") return shownDate(value);
  if (!isNumber(column)) return String(value);
  const scale = SCALES[column.clase];
  const digits = String(Math.abs(value)).padStart(scale + 1, "0");
  if (!scale) return String(value);
  const rest = digits.slice(-scale).replace(/0+$/, "");
  // Three decimals could be taken for thousands: four cannot.
  const decimals = column.clase === "dinero" ? digits.slice(-scale) : rest.length === 3 ? `${rest}0` : rest;
  return (value < 0 ? "-" : "") + digits.slice(0, -scale) + (decimals ? `,${decimals}` : "");
}

const AMBIGUOUS = /^[1-9]\d{0,2}[.,]\d{3}$/;
const WHOLE = "(\\d+|[1-9]\\d{0,2}(?:T\\d{3})+)";
const WRITINGS = [[".", ","], [",", "."]].map(([thousands, decimal]) => ({
  pattern: new RegExp(`^${WHOLE.replace("T", `\\${thousands}`)}(?:\\${decimal}(\\d{1,4}))?$`),
  thousands,
}));

/** The stored number that a text surely is; undefined when only the server can tell. */
export function readNumber(text, clase) {
  const body = text.trim().replace(/^(bs|bob)\.?\s*/i, "").replace(/\s*(%|bs|bob)\.?$/i, "").replace(/^[-−]/, "");
  if (AMBIGUOUS.test(body)) return undefined;
  for (const { pattern, thousands } of WRITINGS) {
    const found = body.match(pattern);
    if (!found) continue;
    const decimals = found[2] ?? "";
    if (decimals.length > SCALES[clase]) return undefined;
    const value = Number(found[1].split(thousands).join("") + decimals.padEnd(SCALES[clase], "0"));
    if (value > LIMIT * 100) return undefined;
    return /^[-−]/.test(text.trim()) ? -value : value;
  }
  return undefined;
}

/** What a typed text surely means in a column; undefined when only the server can tell. */
export function read(text, column) {
  if (!text.trim()) return isNumber(column) ? null : "";
  if (isNumber(column)) return readNumber(text, column.clase);
  if (column.clase === "texto") return text;
  if (column.clase === "codigo") return text.trim();
  const options = column.clase === "booleano" ? YES_NO : column.opciones ?? [];
  return options.find(([stored, shown]) => stored === text || fold(shown) === fold(text))?.[0];
}

/** The two values of a boolean column, as an option list. */
export const YES_NO = [["si", "Sí"], ["no", "No"]];

/** «1 línea», «3 líneas». */
export function count(number, one, many) {
  return `${grouped(String(number))} ${number === 1 ? one : many}`;
}
