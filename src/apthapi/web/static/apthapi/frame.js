// What the frame of a page does besides being shown.

// A menu closes when one goes elsewhere, and with Escape, which gives the focus back to it.
const menus = () => document.querySelectorAll("details.menu[open]");
document.addEventListener("click", (event) => {
  for (const menu of menus()) if (!menu.contains(event.target)) menu.open = false;
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of menus()) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});

// On a narrow screen the tab of where one is may be out of sight.
for (const current of document.querySelectorAll("nav li > [aria-current]")) {
  const list = current.closest("ul, ol");
  if (list.scrollWidth > list.clientWidth) list.scrollLeft = current.offsetLeft - list.offsetLeft - list.clientWidth / 3;
}

// What the equipment answers when a passkey does not work, in words.
const REASONS = {
  NotAllowedError: "No se usó la llave: se canceló o pasó el tiempo. Puede intentarlo otra vez.",
  InvalidStateError: "Esa llave ya está registrada en su cuenta.",
  SecurityError: "La llave no sirve en esta dirección. Entre por la dirección habitual del sistema.",
};
document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  const place = document.querySelector("[data-llave-error]");
  if (!place) return;
  place.hidden = false;
  place.querySelector("p").textContent =
    REASONS[event.detail.exception?.name] ?? "No se pudo usar la llave. Ingrese con su contraseña y avise a la administración del sistema.";
});
