// The handles: points of the picture that the reader drags, by mouse, finger, pen or keys, and the controls follow.

import { solveForHandle } from "./numerics.js";
import { findAll } from "./parts.js";

/** @import { LayoutParts } from "./contract.js" */
/** @import { Player } from "./player.js" */

const GRIP = 24; // CSS pixels about a handle's point that can be grabbed, at whatever size the picture is shown
const WAYS = new Map([["ArrowLeft", [-1, 0]], ["ArrowRight", [1, 0]], ["ArrowUp", [0, -1]], ["ArrowDown", [0, 1]]]);

export class Handles {
  /** @type {{ index: number, pointer: number, offset: number[] } | null} */
  held = null;

  /** @param {Player} player */
  constructor(player) {
    this.player = player;
    for (const layout of Object.values(player.layouts)) layout.knobs.forEach((knob, index) => this.wire(knob, index, layout));
  }

  /**
   * @param {SVGElement} knob
   * @param {number} index
   * @param {LayoutParts} layout
   */
  wire(knob, index, layout) {
    knob.addEventListener("pointerdown", (event) => this.grab(layout, event));
    knob.addEventListener("pointermove", (event) => this.follow(layout, event));
    for (const end of ["pointerup", "pointercancel"]) knob.addEventListener(end, () => { this.held = null; });
    knob.addEventListener("keydown", (event) => {
      const way = WAYS.get(event.key);
      if (!way) return;
      event.preventDefault();
      this.player.stop();
      this.step(index, layout, way, event.shiftKey ? 1 : 8);
    });
  }

  /**
   * Move a handle by some pixels; by more where that is too short of the next value recorded.
   * @param {number} index
   * @param {LayoutParts} layout
   * @param {number[]} way
   * @param {number} far
   */
  step(index, layout, way, far) {
    const { player } = this, { moves } = player.spec.handles[index];
    const at = this.placeOf(index, layout), before = moves.map((place) => player.state[place]);
    for (; far < 200; far *= 2) {
      this.dragTo(index, layout, [at[0] + far * way[0], at[1] + far * way[1]]);
      if (!player.source.snaps || moves.some((place, i) => player.state[place] !== before[i])) return;
    }
  }

  /**
   * Take hold of the handle nearest to the pointer: where grips overlap, the one on top need not be it.
   * @param {LayoutParts} layout
   * @param {PointerEvent} event
   */
  grab(layout, event) {
    this.player.stop();
    const finger = this.toPixels(layout, event);
    const offsets = layout.knobs.map((_, i) => {
      const [x, y] = this.placeOf(i, layout);
      return [x - finger[0], y - finger[1]];
    });
    const far = (/** @type {number} */ i) => Math.hypot(...offsets[i]); // NaN for a hidden handle
    const index = offsets.reduce((best, _, i) => (far(i) < far(best) || Number.isNaN(far(best)) ? i : best), 0);
    this.held = { index, pointer: event.pointerId, offset: offsets[index] };
    layout.knobs[index].setPointerCapture(event.pointerId);
    layout.knobs[index].focus({ preventScroll: true });
    event.preventDefault();
  }

  /**
   * Bring the held handle where the pointer is: a second finger, or a mouse that holds nothing, moves nothing.
   * @param {LayoutParts} layout
   * @param {PointerEvent} event
   */
  follow(layout, event) {
    if (this.held?.pointer !== event.pointerId) return;
    const finger = this.toPixels(layout, event), { index, offset } = this.held;
    this.dragTo(index, layout, [finger[0] + offset[0], finger[1] + offset[1]]);
  }

  /**
   * @param {LayoutParts} layout
   * @param {PointerEvent} event
   */
  toPixels(layout, event) {
    const point = new DOMPoint(event.clientX, event.clientY).matrixTransform(layout.overlay.getScreenCTM()?.inverse());
    return [point.x, point.y];
  }

  /**
   * A handle's place and derivatives in pixels of a layout, at some values of the controls it moves.
   * @param {number} index
   * @param {LayoutParts} layout
   * @param {number[] | null} u
   */
  placeOf(index, layout, u = null) {
    const { player } = this, { panel, moves, rides } = player.spec.handles[index], [a, b, c, d] = layout.scales[panel];
    const [x, own, ...slopes] = player.source.handles[index](u ? player.withControls(moves, u) : player.state);
    const y = rides === null ? own : player.frame?.m[rides][1][0] ?? NaN;
    return [a + b * x, c + d * y, ...slopes.map((slope, i) => slope * (i % 2 ? d : b))];
  }

  /**
   * @param {number} index
   * @param {LayoutParts} layout
   * @param {number[]} target
   */
  dragTo(index, layout, target) {
    const { player } = this, { moves } = player.spec.handles[index];
    const start = moves.map((place) => player.state[place]);
    const u = solveForHandle((at) => this.placeOf(index, layout, at), start, player.ranges(moves), target);
    player.set(moves.map((place, i) => [place, player.snapped(place, u[i])]));
  }

  /**
   * Bring every knob of a layout to its place.
   * @param {LayoutParts} layout
   */
  show(layout) {
    layout.knobs.forEach((knob, index) => {
      const [x, y] = this.placeOf(index, layout), shown = Number.isFinite(x) && Number.isFinite(y);
      knob.style.display = shown ? "" : "none";
      if (shown) knob.setAttribute("transform", `translate(${x.toFixed(2)} ${y.toFixed(2)})`);
    });
  }

  /**
   * Give the grips of a layout their size, which must not shrink with the picture.
   * @param {LayoutParts} layout
   * @param {number} width
   */
  fit(layout, width) {
    const radius = GRIP * layout.overlay.viewBox.baseVal.width / width;
    for (const grip of findAll(layout.overlay, ".kl-grip", SVGElement)) grip.setAttribute("r", String(radius));
  }
}
