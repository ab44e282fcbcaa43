// Beside each link that one passes on, a button that copies it.

for (const link of document.querySelectorAll("[data-copia]")) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "boton chico";
  button.textContent = "Copiar el enlace";
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(link.dataset.copia);
      button.textContent = "Copiado";
    } catch {
      button.textContent = "No se pudo: cópielo con el botón derecho";
    }
  });
  link.after(button);
}
