// The native controls of a figure: sliders, lists of options, toggles and their play buttons, which move the state and follow it.

import { find } from "./parts.js";
import { inWords } from "./words.js";

/** @import { ControlSpecification } from "./contract.js" */
/** @import { Player } from "./player.js" */

const MOVES = /^(Arrow|Page|Home$|End$)/; // keys that move the control that has the focus

export class NativeControls {
  /** @param {Player} player */
  constructor(player) {
    this.player = player;
    this.inputs = player.spec.controls.map((control, place) => this.wire(control, place));
  }

  /**
   * A control's input, once it moves the state; null for a hidden control, which a script sets.
   * @param {ControlSpecification} control
   * @param {number} place
   */
  wire(control, place) {
    const { player } = this;
    const input = player.root.querySelector(`[data-control="${control.name}"]`);
    if (!(input instanceof HTMLInputElement || input instanceof HTMLSelectElement)) return null;
    // whatever the reader touches stops what moves by itself, even where the touch changes nothing yet
    input.addEventListener("pointerdown", () => player.stop());
    input.addEventListener("keydown", (event) => { if (event instanceof KeyboardEvent && MOVES.test(event.key)) player.stop(); });
    input.addEventListener("input", () => { player.stop(); player.set([[place, inputValue(input, control)]]); });
    const play = player.root.querySelector(`[data-play="${control.name}"]`);
    play?.addEventListener("click", () => (player.playing === place ? player.stop() : player.play(place, play)));
    return input;
  }

  /** Bring the inputs to the state. */
  follow() {
    this.player.spec.controls.forEach((control, i) => {
      const input = this.inputs[i], value = this.player.state[i], words = inWords(control, value);
      if (input instanceof HTMLSelectElement) input.selectedIndex = value;
      else if (input && control.kind === "slider") {
        const position = control.values && control.indexed ? control.values.indexOf(value) : value;
        if (document.activeElement !== input || Number(input.value) !== position) input.value = String(position);
        input.setAttribute("aria-valuetext", `${words} ${control.unit}`.trim());
        find(/** @type {Element} */ (input.parentElement), ".kl-value", HTMLElement).textContent = words;
      } else if (input) input.checked = Boolean(value);
    });
  }
}

/**
 * The value that a native control stands at.
 * @param {HTMLInputElement | HTMLSelectElement} input
 * @param {ControlSpecification} control
 */
function inputValue(input, control) {
  if (input instanceof HTMLSelectElement) return input.selectedIndex;
  if (control.kind === "toggle") return Number(input.checked);
  const position = Number(input.value);
  return control.kind === "slider" && control.indexed && control.values ? control.values[position] : position;
}
