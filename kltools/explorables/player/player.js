// The player: shows the frame for a state. It knows controls, paths and readouts, and no scene's mathematics.

const MOVES = /^(Arrow|Page|Home$|End$)/; // keys that move the control that has the focus
const NARROW_BELOW = 520; // pixels of stage width under which the phone's layout is shown, as in player.css

/** A number as the page prints it. */
function shown(value, digits) {
  if (Number.isNaN(value)) return "undefined";
  if (!Number.isFinite(value)) return value > 0 ? "∞" : "−∞";
  const text = value.toFixed(digits);
  return Number(text) === 0 ? text.replace("-", "") : text.replace("-", "−");
}

/** A control's value in words: at most two digits after the point. */
function inWords(control, value) {
  if (control.kind === "choice") return control.options[value];
  if (control.kind === "toggle") return value ? "on" : "off";
  return String(Math.round(value * 100) / 100 + 0).replace("-", "−");
}

/** The path through points in data units; a point that is no number lifts the pen. */
function pathOf([xs, ys], [a, b, c, d]) {
  let text = "", pen = "M";
  for (let i = 0; i < xs.length; i++) {
    const x = a + b * xs[i], y = c + d * ys[i];
    if (Number.isNaN(x) || Number.isNaN(y)) { pen = "M"; continue; }
    text += pen + Math.round(clamp(x, [-2e4, 2e4]) * 100) / 100 + " " + Math.round(clamp(y, [-2e4, 2e4]) * 100) / 100;
    pen = "L";
  }
  return xs.length === 1 ? text + text.replace("M", "L") : text || "M0 0";
}

class Player {
  /** root: the explorable's <figure>; spec: what Python says of it; source.frame: from a state to its frame. */
  constructor(root, spec, source) {
    Object.assign(this, { root, spec, source, listeners: [], frame: null });
    this.state = spec.controls.map((control) => control.value);
    this.stage = root.querySelector(".kl-stage");
    this.outputs = [...root.querySelectorAll(".kl-readout output")];
    this.status = root.querySelector(".kl-status");
    this.layouts = Object.fromEntries(["wide", "narrow"].map((name) => [name, this.findParts(name)]));
    this.layout = this.currentLayout();
    spec.controls.forEach((control, i) => this.wireControl(control, i));
    this.handles = new Handles(this);
    root.querySelectorAll("[data-descent]").forEach((button, i) => button.addEventListener("click", () => this.descendFrom(i)));
    root.querySelector(".kl-reset")?.addEventListener("click", () => this.reset());
    root.querySelector(".kl-link")?.addEventListener("click", () => { this.stop(); copyAddress(this); });
    new ResizeObserver(() => this.followWidth()).observe(this.stage);
    root.dataset.ready = "true";
  }

  findParts(layout) {
    const prefix = `${this.root.id}-${layout}-`, scales = this.spec.scales[layout];
    const marks = this.spec.marks.map((mark) => {
      const group = this.root.querySelector(`#${CSS.escape(prefix + mark.id)}`);
      return { element: group.querySelector(mark.word ? "text" : "path"), group, scale: scales[mark.panel], word: mark.word };
    });
    return { marks, scales, picture: this.root.querySelector(`.kl-picture.kl-${layout}`) };
  }

  currentLayout() { return this.layouts[this.stage.clientWidth < NARROW_BELOW ? "narrow" : "wide"]; }

  followWidth() {
    const layout = this.currentLayout(), width = this.stage.clientWidth;
    if (width) this.handles.fit(layout, width);
    if (layout !== this.layout) { this.layout = layout; if (this.frame) this.show(this.frame); }
  }

  // ---- state -----------------------------------------------------------------------------------------------------

  /** Change some controls, by place, and show the result. */
  set(changes, { silent = false } = {}) {
    for (const [place, value] of changes) this.state[place] = value;
    this.followState();
    if (!silent) this.listeners.forEach((listener) => listener(this.state));
    const frame = this.source.frame?.(this.state);
    if (frame) this.show(frame);
  }

  reset() { this.stop(); this.root.querySelector(".kl-note").hidden = true; this.set(this.spec.controls.map((control, i) => [i, control.value])); }

  /** Say a sentence under the figure. */
  say(words) {
    const note = this.root.querySelector(".kl-note");
    note.textContent = words;
    note.hidden = false;
    this.status.textContent = words;
  }

  /** Bring the native controls to the state. */
  followState() {
    this.spec.controls.forEach((control, i) => {
      const input = this.inputs[i], value = this.state[i], words = inWords(control, value);
      if (!input) return;
      if (control.kind === "slider") {
        const position = control.values && control.indexed ? control.values.indexOf(value) : value;
        if (document.activeElement !== input || Number(input.value) !== position) input.value = position;
        input.setAttribute("aria-valuetext", `${words} ${control.unit}`.trim());
        input.nextElementSibling.textContent = words;
      } else if (control.kind === "choice") input.selectedIndex = value;
      else input.checked = Boolean(value);
    });
  }

  // ---- picture ---------------------------------------------------------------------------------------------------

  show(frame) {
    this.frame = frame;
    this.layout.marks.forEach(({ element, group, scale, word }, i) => {
      const points = frame.m[i];
      if (!points) return;
      if (!word) { element.setAttribute("d", pathOf(points, scale)); return; }
      const x = scale[0] + scale[1] * points[0][0], y = scale[2] + scale[3] * points[1][0];
      group.style.display = Number.isFinite(x) && Number.isFinite(y) ? "" : "none";
      if (Number.isFinite(x)) element.setAttribute("x", x.toFixed(2));
      if (Number.isFinite(y)) element.setAttribute("y", y.toFixed(2));
    });
    this.spec.readouts.forEach((readout, i) => { this.outputs[i].textContent = shown(frame.r[i], readout.digits); });
    this.handles.show(this.layout);
    clearTimeout(this.announcing);
    this.announcing = setTimeout(() => this.announce(), 500);
  }

  /** The text alternative follows the state, once it has come to rest. */
  announce() {
    const values = Object.fromEntries([
      ...this.spec.controls.map((control, i) => [control.name, inWords(control, this.state[i])]),
      ...this.spec.readouts.map((readout, i) => [readout.name, `${shown(this.frame.r[i], readout.digits)} ${readout.unit}`.trim()]),
    ]);
    const words = this.spec.description.replace(/\{([^}]+)\}/g, (_, name) => values[name]);
    for (const { picture } of Object.values(this.layouts)) picture.setAttribute("aria-label", words);
    this.status.textContent = words;
  }

  // ---- controls --------------------------------------------------------------------------------------------------

  wireControl(control, place) {
    const input = this.root.querySelector(`[data-control="${control.name}"]`);
    (this.inputs ??= [])[place] = input;
    if (!input) return; // a hidden control, which a script sets
    const read = {
      slider: () => (control.indexed ? control.values[Number(input.value)] : Number(input.value)),
      choice: () => input.selectedIndex,
      toggle: () => Number(input.checked),
    }[control.kind];
    // whatever the reader touches stops what moves by itself, even where the touch changes nothing yet
    input.addEventListener("pointerdown", () => this.stop());
    input.addEventListener("keydown", ({ key }) => { if (MOVES.test(key)) this.stop(); });
    input.addEventListener("input", () => { this.stop(); this.set([[place, read()]]); });
    const play = this.root.querySelector(`[data-play="${control.name}"]`);
    play?.addEventListener("click", () => (this.playing === place ? this.stop() : this.play(control, place, play)));
  }

  /** Run a slider through its range in six seconds, from where it stands, round and round. */
  play(control, place, button) {
    this.stop();
    this.playing = place;
    button.setAttribute("aria-pressed", "true");
    const [low, high] = control.values ? [0, control.values.length - 1] : [control.min, control.max];
    const from = control.values ? Math.max(0, control.values.indexOf(this.state[place])) : this.state[place];
    let began = null;
    this.run((now) => {
      began ??= now;
      const at = low + ((from - low) / (high - low) + (now - began) / 6000) % 1 * (high - low);
      this.set([[place, control.values ? control.values[Math.round(at)] : at]]);
      return true;
    });
  }

  /** Call a step each animation frame until it returns false, or something else begins. */
  run(step) {
    const turn = (now) => { if (step(now)) this.animation = requestAnimationFrame(turn); else this.stop(); };
    this.animation = requestAnimationFrame(turn);
  }

  stop() {
    cancelAnimationFrame(this.animation);
    this.playing = null;
    this.root.querySelectorAll("[aria-pressed]").forEach((button) => button.setAttribute("aria-pressed", "false"));
  }

  // ---- descents --------------------------------------------------------------------------------------------------

  descendFrom(index) {
    this.stop();
    const moves = this.spec.descents[index].moves, ranges = this.ranges(moves);
    const fall = (u) => this.source.descents[index](this.withControls(moves, u));
    let size = 1e-2;
    const step = () => {
      const next = descend(fall, moves.map((place) => this.state[place]), ranges, size);
      if (!next) return false;
      size = next.size;
      this.set(moves.map((place, i) => [place, next.u[i]]));
      return true;
    };
    if (matchMedia("(prefers-reduced-motion: reduce)").matches) { for (let i = 0; i < 2000 && step(); i++); return; }
    this.run(step);
  }

  ranges(moves) { return moves.map((place) => [this.spec.controls[place].min, this.spec.controls[place].max]); }

  withControls(moves, u) {
    const state = this.state.slice();
    moves.forEach((place, i) => { state[place] = u[i]; });
    return state;
  }

  /** A control's value as a recording has it: the nearest one recorded. */
  snapped(place, value) {
    const { values } = this.spec.controls[place];
    if (!this.source.snaps) return value;
    return values.reduce((best, one) => (Math.abs(one - value) < Math.abs(best - value) ? one : best));
  }
}

/** Bring one explorable to life; the promise is its player, or null where the browser cannot unpack a recording. */
async function start(root, spec, source) {
  if (source.recording) {
    if (typeof DecompressionStream === "undefined") {
      root.querySelector(".kl-refused").hidden = false;
      return null;
    }
    source = { ...source, frame: await unpack(source.recording, spec.controls), snaps: true };
  }
  const player = new Player(root, spec, source);
  root.klPlayer = player;
  player.set([], { silent: true });
  if (root.querySelector(".kl-link")) {
    followAddress(player);
    addEventListener("hashchange", () => followAddress(player));
  }
  root.dispatchEvent(new Event("kl-ready"));
  return player;
}
