// The player: shows the frame for a state. It knows controls, paths and readouts, and no scene's mathematics.

import { addressOf, copyText } from "./address.js";
import { Handles } from "./handles.js";
import { NativeControls } from "./native_controls.js";
import { descend } from "./numerics.js";
import { find, findAll, findLayout } from "./parts.js";
import { recordedValues } from "./recording.js";
import { inWords, pathOf, shown } from "./words.js";

/** @import { Changes, Frame, Source, Specification } from "./contract.js" */
/** @import { Range } from "./numerics.js" */

const NARROW_BELOW = 520; // pixels of stage width under which the phone's layout is shown, as in player.css
const SWEEP = 6000; // milliseconds that play takes from one end of a slider to the other

export class Player {
  /** @type {((state: number[]) => void)[]} */
  listeners = [];
  /** @type {Frame | null} */
  frame = null;
  /** @type {number | null} the place of the control that plays */
  playing = null;
  animation = 0;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  announcing = undefined;

  /**
   * @param {HTMLElement} root the explorable's <figure>
   * @param {Specification} spec what Python says of it
   * @param {Source} source its frames
   */
  constructor(root, spec, source) {
    this.root = root;
    this.spec = spec;
    this.source = source;
    this.state = spec.controls.map((control) => control.value);
    this.stage = find(root, ".kl-stage", HTMLElement);
    this.outputs = findAll(root, ".kl-readout output", HTMLElement);
    this.status = find(root, ".kl-status", HTMLElement);
    this.note = find(root, ".kl-note", HTMLElement);
    this.layouts = { wide: findLayout(root, spec, "wide"), narrow: findLayout(root, spec, "narrow") };
    this.layout = this.currentLayout();
    this.controls = new NativeControls(this);
    this.handles = new Handles(this);
    findAll(root, "[data-descent]", HTMLElement).forEach((button, i) => button.addEventListener("click", () => this.descendFrom(i)));
    root.querySelector(".kl-reset")?.addEventListener("click", () => this.reset());
    root.querySelector(".kl-link")?.addEventListener("click", () => this.copyLink());
    new ResizeObserver(() => this.followWidth()).observe(this.stage);
    root.dataset.ready = "true";
  }

  currentLayout() { return this.layouts[this.stage.clientWidth < NARROW_BELOW ? "narrow" : "wide"]; }

  followWidth() {
    const layout = this.currentLayout(), width = this.stage.clientWidth;
    if (width) this.handles.fit(layout, width);
    if (layout !== this.layout) { this.layout = layout; if (this.frame) this.show(this.frame); }
  }

  // ---- state -----------------------------------------------------------------------------------------------------

  /**
   * Change some controls, by place, and show the result.
   * @param {Changes} changes
   */
  set(changes, { silent = false } = {}) {
    for (const [place, value] of changes) this.state[place] = value;
    this.controls.follow();
    if (!silent) this.listeners.forEach((listener) => listener(this.state));
    const frame = this.source.frame?.(this.state);
    if (frame) this.show(frame);
  }

  reset() {
    this.stop();
    this.note.hidden = true;
    this.set(this.spec.controls.map((control, i) => [i, control.value]));
  }

  copyLink() {
    this.stop();
    copyText(this, addressOf(this.root.id, this.spec.controls, this.state), "Link");
  }

  /**
   * Say a sentence under the figure.
   * @param {string} words
   */
  say(words) {
    this.note.textContent = this.status.textContent = words;
    this.note.hidden = false;
  }

  // ---- picture ---------------------------------------------------------------------------------------------------

  /** @param {Frame} frame */
  show(frame) {
    this.frame = frame;
    this.layout.marks.forEach(({ element, group, scale, word }, i) => {
      const points = frame.m[i];
      if (!word) { element.setAttribute("d", pathOf(points, scale)); return; }
      const x = scale[0] + scale[1] * points[0][0], y = scale[2] + scale[3] * points[1][0];
      group.style.display = Number.isFinite(x) && Number.isFinite(y) ? "" : "none";
      if (Number.isFinite(x)) element.setAttribute("x", x.toFixed(2));
      if (Number.isFinite(y)) element.setAttribute("y", y.toFixed(2));
    });
    this.spec.readouts.forEach((readout, i) => { this.outputs[i].textContent = shown(frame.r[i], readout.digits); });
    this.handles.show(this.layout);
    clearTimeout(this.announcing);
    this.announcing = setTimeout(() => this.announce(frame), 500);
  }

  /**
   * The text alternative follows the state, once it has come to rest.
   * @param {Frame} frame
   */
  announce(frame) {
    const values = Object.fromEntries([
      ...this.spec.controls.map((control, i) => [control.name, inWords(control, this.state[i])]),
      ...this.spec.readouts.map((readout, i) => [readout.name, `${shown(frame.r[i], readout.digits)} ${readout.unit}`.trim()]),
    ]);
    const words = this.spec.description.replace(/\{([^}]+)\}/g, (_, name) => values[name]);
    for (const { picture } of Object.values(this.layouts)) picture.setAttribute("aria-label", words);
    this.status.textContent = words;
  }

  // ---- what moves by itself --------------------------------------------------------------------------------------

  /**
   * Run a slider through its range, from where it stands, round and round.
   * @param {number} place
   * @param {Element} button
   */
  play(place, button) {
    this.stop();
    this.playing = place;
    button.setAttribute("aria-pressed", "true");
    const { values } = this.spec.controls[place];
    const [low, high] = values ? [0, values.length - 1] : this.ranges([place])[0];
    const from = values ? Math.max(0, values.indexOf(this.state[place])) : this.state[place];
    /** @type {number | null} */
    let began = null;
    this.run((now) => {
      began ??= now;
      const at = low + ((from - low) / (high - low) + (now - began) / SWEEP) % 1 * (high - low);
      this.set([[place, values ? values[Math.round(at)] : at]]);
      return true;
    });
  }

  /** @param {number} index */
  descendFrom(index) {
    this.stop();
    const moves = this.spec.descents[index].moves, ranges = this.ranges(moves), slopes = this.source.descents?.[index];
    if (!slopes) return; // a recorded scene has none
    let size = 1e-2;
    const step = () => {
      const next = descend((u) => slopes(this.withControls(moves, u)), moves.map((place) => this.state[place]), ranges, size);
      if (!next) return false;
      size = next.size;
      this.set(moves.map((place, i) => [place, next.u[i]]));
      return true;
    };
    if (matchMedia("(prefers-reduced-motion: reduce)").matches) { for (let i = 0; i < 2000 && step(); i++); return; }
    this.run(step);
  }

  /**
   * Call a step each animation frame until it returns false, or something else begins.
   * @param {(now: number) => boolean} step
   */
  run(step) {
    const turn = (/** @type {number} */ now) => {
      if (step(now)) this.animation = requestAnimationFrame(turn);
      else this.stop();
    };
    this.animation = requestAnimationFrame(turn);
  }

  /** Whether it moves by itself. */
  get moving() { return this.animation !== 0; }

  stop() {
    cancelAnimationFrame(this.animation);
    this.animation = 0;
    this.playing = null;
    this.root.querySelectorAll("[aria-pressed]").forEach((button) => button.setAttribute("aria-pressed", "false"));
  }

  // ---- for handles, descents and addresses -----------------------------------------------------------------------

  /**
   * The ranges of sliders, by place.
   * @param {number[]} moves
   * @returns {Range[]}
   */
  ranges(moves) {
    return moves.map((place) => {
      const control = this.spec.controls[place];
      if (control.kind !== "slider") throw new Error(`${control.name} is no slider`);
      return [control.min, control.max];
    });
  }

  /**
   * The state with some controls at other values.
   * @param {number[]} moves
   * @param {number[]} u
   */
  withControls(moves, u) {
    const state = this.state.slice();
    moves.forEach((place, i) => { state[place] = u[i]; });
    return state;
  }

  /**
   * A control's value as a recording has it: the nearest one recorded.
   * @param {number} place
   * @param {number} value
   */
  snapped(place, value) {
    if (!this.source.snaps) return value;
    const values = recordedValues(this.spec.controls[place]);
    return values.reduce((best, one) => (Math.abs(one - value) < Math.abs(best - value) ? one : best));
  }
}
