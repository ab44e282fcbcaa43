// Elements without inline style or markup, as the Content-Security-Policy asks.

/** An element with its attributes (`on*` are listeners, `text` its text) and children. */
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name === "text") element.textContent = value;
    else if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

/** A quiet button with its key, if it has one, in the tooltip and for assistive technology. */
export function button(text, onclick, { key = "", label = null, clase = "" } = {}) {
  return h("button", {
    type: "button", class: `boton chico ${clase}`.trim(), text, onclick,
    "aria-label": label, "aria-keyshortcuts": key || null, title: key ? `${label ?? text} (${spanishKey(key)})` : label,
  });
}

const NAMES = {
  Control: "Ctrl", Shift: "Mayús", Enter: "Entrar", Delete: "Supr", ArrowUp: "↑", ArrowDown: "↓", Escape: "Esc",
  Home: "Inicio", End: "Fin", PageUp: "Re Pág", PageDown: "Av Pág",
};

/** The name that a Spanish keyboard prints on a key. */
export function spanishKey(key) {
  return key.split("+").map((part) => NAMES[part] ?? part).join("+");
}

/** A number for ids, unique in the page. */
export const nextId = (() => {
  let last = 0;
  return (prefix) => `${prefix}-${(last += 1)}`;
})();

/** A UUID, also where the page is not served over HTTPS (an office network), in which the browser offers none. */
export function uuid() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

/** An element of a drawing. */
export function svg(tag, attributes = {}, ...children) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

const ICONS = new URL("../icons.svg", import.meta.url).href;

/** A drawing of icons.svg; the word beside it speaks for it. */
export function icon(name) {
  return svg("svg", { class: "icono", "aria-hidden": "true", focusable: "false" }, svg("use", { href: `${ICONS}#${name}` }));
}
