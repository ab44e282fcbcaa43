// How far each step of the unit is, in the same elements as templates/components/steps.html, made anew when it changes.

import { h, icon } from "./dom.js";

/** Keep the steps that the page shows up to date. */
export function showSteps(root) {
  document.addEventListener("apthapi:pasos", ({ detail }) => {
    for (const [name, [state, word]] of Object.entries(detail)) {
      const link = root.querySelector(`[data-paso="${CSS.escape(name)}"]`);
      if (link) show(link, state, word);
    }
  });
}

function show(link, state, word) {
  const old = link.querySelector(".texto-estado");
  if (old ? old.classList.contains(`es-${state}`) && old.textContent.trim() === word : !state) return;
  old?.remove();
  if (state) link.append(h("span", { class: `texto-estado es-${state}` }, icon(state), h("span", { class: "solo-lector", text: word })));
}
