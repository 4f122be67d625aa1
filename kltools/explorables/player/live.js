// The player in a notebook: each control is a trait of the model, and a recorded scene's frames come from the kernel.

import { LSE, SQ } from "./helpers.js";
import { find } from "./parts.js";
import { start } from "./start.js";

/** @import { ControlSpecification, Frame, SentFrame, Source, Specification } from "./contract.js" */

/** @typedef {string | number | boolean} Value A control's value as Python has it. */
/** @typedef {(text: string) => Promise<any>} Load From a module's text to the module, whose type its caller knows. */
/** @typedef {{ stop?: Record<string, Value> }} Told What the kernel says beside its traits: a cell has set the state; stand still. */

/**
 * The model of one explorable, as anywidget gives it.
 * @typedef {object} LiveModel
 * @property {Getters & ((name: string) => Value)} get
 * @property {(name: string, value: Value) => void} set
 * @property {() => void} save_changes
 * @property {(event: string, heard: (told: Told) => void) => void} on
 * @property {(event: string, heard: (told: Told) => void) => void} off
 * @property {{ get_model(id: string): Promise<{ get(name: string): string }> }} widget_manager
 */

/**
 * The traits that are no controls.
 * @typedef {((name: "_player" | "_uid" | "_markup" | "_source") => string) & ((name: "_spec") => Specification)
 *   & ((name: "_frame") => Partial<SentFrame>)} Getters
 */

let views = 0;

/**
 * Show a model in an element; the promise is how to leave it.
 * @param {LiveModel} model
 * @param {HTMLElement} el
 * @param {string} style
 * @param {Load} load
 */
export async function render(model, el, style, load) {
  const uid = model.get("_uid"), spec = model.get("_spec");
  el.innerHTML = `<style>${style}</style>${model.get("_markup").replaceAll(uid, `${uid}-view-${++views}`)}`; // ids once a page
  const root = find(el, ".kl-explorable", HTMLElement);
  for (const still of document.querySelectorAll(`[data-kl-still="${model.get("_player")} ${uid}"]`)) still.remove();
  root.dataset.lmSuppressShortcuts = ""; // keys on a slider or ring are the figure's: no shortcuts of JupyterLab
  root.addEventListener("keydown", (event) => event.stopPropagation()); // nor does its notebook take the focus
  /** @type {Source} */
  const source = (await load(model.get("_source"))).default({ SQ, LSE });
  const player = await start(root, spec, source);
  if (!player) return () => {};
  let writing = false; // each set tells of its change at once, while the model's other controls still lag behind
  const write = (/** @type {number[]} */ state) => {
    writing = true;
    spec.controls.forEach((control, i) => model.set(control.name, valueOf(control, state[i])));
    writing = false;
    model.save_changes();
  };
  player.listeners.push(write);
  const follow = () => {
    if (!writing) player.set(spec.controls.map((control, i) => [i, numberOf(control, model.get(control.name))]), { silent: true });
  };
  const show = () => {
    const { m, r } = model.get("_frame");
    if (m && r) player.show(frameOf({ m, r }));
  };
  const hear = (/** @type {Told} */ { stop }) => {
    if (!stop || !player.moving) return;
    player.stop();
    player.set(spec.controls.map((control, i) => [i, numberOf(control, stop[control.name])])); // after what moved has overwritten it
  };
  /** @type {[string, (told: Told) => void][]} */
  const heard = [["change:_frame", show], ["msg:custom", hear]];
  for (const { name } of spec.controls) heard.push([`change:${name}`, follow]);
  for (const [event, listener] of heard) model.on(event, listener);
  follow();
  show();
  return () => {
    for (const [event, listener] of heard) model.off(event, listener);
    player.stop();
  };
}

/**
 * A control's value as the player has it.
 * @param {ControlSpecification} control
 * @param {Value} value
 */
function numberOf(control, value) { return control.kind === "choice" ? control.options.indexOf(String(value)) : Number(value); }

/**
 * A control's value as its trait has it.
 * @param {ControlSpecification} control
 * @param {number} number
 */
function valueOf(control, number) {
  if (control.kind === "choice") return control.options[number];
  return control.kind === "toggle" ? Boolean(number) : number;
}

/**
 * A frame as the player takes it.
 * @param {SentFrame} sent
 * @returns {Frame}
 */
export function frameOf({ m, r }) {
  const numbers = (/** @type {(number | null)[]} */ axis) => axis.map((x) => x ?? NaN);
  return { m: m.map(([xs, ys]) => [numbers(xs), numbers(ys)]), r: r.map(Number) };
}
