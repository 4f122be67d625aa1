// The front end of every live explorable, by anywidget's contract. The player's text is a model of its own, once a kernel; a page
// builds it once, from a Blob, since a notebook's page has no file of ours beside it.

/** @import { LiveModel, Load } from "./live.js" */
/** @typedef {typeof import("./live.js")} Live */

/** @type {typeof globalThis & { klPlayers?: Record<string, Promise<Live>> }} */
const page = globalThis;

/** @type {Load} */
async function load(text) {
  const address = URL.createObjectURL(new Blob([text], { type: "text/javascript" }));
  try {
    return await import(address);
  } finally {
    URL.revokeObjectURL(address);
  }
}

export default {
  /** @param {{ model: LiveModel, el: HTMLElement }} view */
  async render({ model, el }) {
    const shared = await model.widget_manager.get_model(model.get("_player").replace("IPY_MODEL_", ""));
    const players = (page.klPlayers ??= {});
    const { render } = await (players[shared.get("version")] ??= load(shared.get("script")));
    return render(model, el, shared.get("style"), load);
  },
};
