// Light, dark or as the equipment. The choice is kept in a cookie so that the server already draws the page in it.
const root = document.documentElement;
const system = window.matchMedia("(prefers-color-scheme: dark)");

function isDark() {
  return root.dataset.tema ? root.dataset.tema === "oscuro" : system.matches;
}

function keep(tema) {
  root.dataset.tema = tema;
  const secure = location.protocol === "https:" ? "; Secure" : "";
  document.cookie = `tema=${tema}; Path=/; Max-Age=31536000; SameSite=Lax${secure}`;
}

function show(button) {
  const label = isDark() ? "Usar colores claros" : "Usar colores oscuros";
  button.setAttribute("aria-label", label);
  button.title = label;
  const drawing = button.querySelector("use");
  drawing.setAttribute("href", drawing.getAttribute("href").replace(/#.*/, isDark() ? "#sol" : "#luna"));
  button.hidden = false;
}

const buttons = [...document.querySelectorAll("[data-tema-boton]")];
for (const button of buttons) {
  button.addEventListener("click", () => {
    keep(isDark() ? "claro" : "oscuro");
    buttons.forEach(show);
  });
}
buttons.forEach(show);
system.addEventListener("change", () => buttons.forEach(show));
