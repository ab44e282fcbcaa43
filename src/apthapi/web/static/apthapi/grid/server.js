// The addresses of a grid (docs/web.md, "A grid and its rows").

const PATIENCE = 30000;

/** The server answered and did not do it, or did not answer (status 0). */
export class ServerError extends Error {
  constructor(status, mensaje) {
    super(mensaje);
    this.status = status;
  }

  /** Whether the same request may work later without the person doing anything. */
  get passing() {
    return this.status === 0 || this.status === 429 || this.status >= 500;
  }
}

const REASONS = {
  0: "sin conexión con el servidor",
  401: "su sesión terminó",
  403: "usted no puede cambiar esto",
  404: "esta página ya no existe",
  409: "la unidad ya no admite cambios",
  413: "es demasiado para un solo envío",
  429: "el servidor pide esperar un momento",
};

/** Rows that were asked for while the rest of the page was still coming: the page names them in its head. */
const begun = new Map([...document.querySelectorAll('meta[name="filas"]')].map(({ content }) => [content, send(content)]));
begun.forEach((asked) => asked.catch(() => null));

export class Server {
  constructor(base, vista) {
    this.base = base;
    this.vista = vista;
  }

  rows() { return this.#ask(`${this.base}filas/${this.vista}`, null, begun); }

  async save(body) {
    const answer = await this.#ask(`${this.base}guardar/${this.vista}`, body);
    // Only this is an answer to a sending: anything else leaves it waiting.
    if (typeof answer.acto !== "number") throw new ServerError(502, "el servidor no contestó lo que se esperaba");
    return answer;
  }

  interpret(columnas, celdas) { return this.#ask(`${this.base}interpretar/${this.vista}`, { columnas, celdas }); }
  news(acto) { return this.#ask(`${this.base}novedades/${this.vista}?desde=${acto}`); }
  findings() { return this.#ask(`${this.base}verificaciones`); }

  /** The person has seen everything as it is now. */
  async seen() {
    await this.#ask(`${this.base}visto`, {});
  }

  list(name) { return this.#ask(`${this.base}listas/${name}`); }

  async #ask(url, body, early = null) {
    let response = await (early?.get(url) ?? send(url, body));
    early?.delete(url);
    // The token of the page dies when the person signs in again in another tab.
    if (response.status === 403 && body && !isJson(response) && await renewToken()) response = await send(url, body);
    // These addresses send nobody elsewhere, except to sign in.
    if (response.type === "opaqueredirect") throw new ServerError(401, REASONS[401]);
    if (!response.ok || !isJson(response)) throw await failure(response);
    return response.json();
  }
}

function isJson(response) {
  return (response.headers.get("content-type") ?? "").includes("json");
}

async function send(url, body) {
  const options = { headers: { Accept: "application/json" }, credentials: "same-origin", redirect: "manual", signal: AbortSignal.timeout(PATIENCE) };
  if (body) {
    options.method = "POST";
    options.body = JSON.stringify(body);
    options.headers["Content-Type"] = "application/json";
    options.headers["X-CSRFToken"] = document.querySelector('meta[name="csrf-token"]')?.content ?? "";
  }
  try {
    return await fetch(url, options);
  } catch {
    throw new ServerError(0, REASONS[0]);
  }
}

async function failure(response) {
  let mensaje = REASONS[response.status] ?? `el servidor no responde (${response.status})`;
  if (isJson(response)) mensaje = (await response.json().catch(() => ({}))).mensaje ?? mensaje;
  return new ServerError(response.ok ? 502 : response.status, mensaje);
}

async function renewToken() {
  const page = await fetch(location.href, { credentials: "same-origin" }).catch(() => null);
  if (!page?.ok) return false;
  const fresh = new DOMParser().parseFromString(await page.text(), "text/html").querySelector('meta[name="csrf-token"]');
  const here = document.querySelector('meta[name="csrf-token"]');
  if (!fresh || !here || fresh.content === here.content) return false;
  here.content = fresh.content;
  return true;
}
