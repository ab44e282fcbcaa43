// Every table of the page, its tie-out bar and its verifications.

import { Grid, failed } from "./grid.js";
import { ServerError } from "./server.js";
import { showTie } from "./tieout.js";
import { showChecks } from "./checks.js";

async function open(root) {
  try {
    await Grid.open(root);
  } catch (problem) {
    if (!(problem instanceof ServerError)) throw problem;
    failed(root, problem, () => open(root));
  }
}

document.querySelectorAll("[data-cuadre]").forEach(showTie);
document.querySelectorAll("[data-verificaciones]").forEach(showChecks);
document.querySelectorAll("[data-rejilla]").forEach(open);
