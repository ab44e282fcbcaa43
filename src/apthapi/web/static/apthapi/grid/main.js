// Every table of the page, its tie-out bar and its verifications.

// Every module is named here, so that over a slow line all are asked for at once and not level by level.
import "./clipboard.js";
import "./commands.js";
import "./dom.js";
import "./editor.js";
import "./edits.js";
import "./finder.js";
import "./format.js";
import "./help.js";
import "./keyboard.js";
import "./layout.js";
import "./localtie.js";
import "./marked.js";
import "./model.js";
import "./months.js";
import "./notes.js";
import "./observed.js";
import "./outbox.js";
import "./paste.js";
import "./pointer.js";
import "./presence.js";
import "./selection.js";
import "./settle.js";
import "./status.js";
import "./storage.js";
import "./toolbar.js";
import "./view.js";
import "./waiting.js";
import { Grid, failed } from "./grid.js";
import { ServerError } from "./server.js";
import { showTie } from "./tieout.js";
import { showChecks } from "./checks.js";
import { showSteps } from "./steps.js";

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
document.querySelectorAll(".pasos").forEach(showSteps);
document.querySelectorAll("[data-rejilla]").forEach(open);
