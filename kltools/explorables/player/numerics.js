// Generic numerics: the same few lines serve the handles and descents of every scene.

/** @import { NumbersOf } from "./contract.js" */
/** @typedef {[low: number, high: number]} Range */

/**
 * A number brought within a range.
 * @param {number} value
 * @param {Range} range
 */
export function clamp(value, [low, high]) { return Math.min(high, Math.max(low, value)); }

/**
 * Move one or two controls until a handle stands at a target: damped Newton steps within the controls' ranges.
 * @param {NumbersOf} place from the controls' values to [x, y, dx/du0, dy/du0, ...] in pixels
 * @param {number[]} start
 * @param {Range[]} ranges
 * @param {number[]} target
 */
export function solveForHandle(place, start, ranges, target) {
  const widths = ranges.map(([low, high]) => high - low);
  let u = start.slice(), damping = 1e-3;
  const miss = (/** @type {number[]} */ at) => Math.hypot(at[0] - target[0], at[1] - target[1]);
  let at = place(u), error = miss(at);
  for (let round = 0; round < 40 && error > 1e-6 && damping < 1e9; round++) {
    const residual = [target[0] - at[0], target[1] - at[1]];
    const step = newtonStep(at, residual, widths, damping, u, ranges);
    const next = u.map((value, i) => clamp(value + step[i], ranges[i]));
    const there = place(next), found = miss(there);
    if (found < error) {
      if (error - found < 1e-9) damping = Infinity;
      u = next;
      at = there;
      error = found;
      damping /= 5;
    } else damping *= 4;
  }
  return u;
}

/**
 * One step of (J'J + damping) s = J'r in controls measured by their ranges; a control pressed against its end stays.
 * @param {number[]} at
 * @param {number[]} residual
 * @param {number[]} widths
 * @param {number} damping
 * @param {number[]} u
 * @param {Range[]} ranges
 */
function newtonStep(at, residual, widths, damping, u, ranges) {
  const columns = widths.map((width, i) => [at[2 + 2 * i] * width, at[3 + 2 * i] * width]);
  const slope = columns.map(([x, y]) => x * residual[0] + y * residual[1]);
  const free = columns.map((_, i) => !((u[i] <= ranges[i][0] && slope[i] < 0) || (u[i] >= ranges[i][1] && slope[i] > 0)));
  columns.forEach((column, i) => { if (!free[i]) { column.fill(0); slope[i] = 0; } });
  const size = columns.reduce((sum, [x, y]) => sum + x * x + y * y, 1e-12);
  const dot = (/** @type {number[]} */ one, /** @type {number[]} */ other) => one[0] * other[0] + one[1] * other[1];
  const a = dot(columns[0], columns[0]) + damping * size;
  if (widths.length === 1) return [slope[0] / a * widths[0]];
  const b = dot(columns[0], columns[1]), d = dot(columns[1], columns[1]) + damping * size;
  const determinant = a * d - b * b;
  return [(slope[0] * d - slope[1] * b) / determinant * widths[0], (slope[1] * a - slope[0] * b) / determinant * widths[1]];
}

/**
 * One step of gradient descent with backtracking, in controls measured by their ranges.
 * @param {NumbersOf} fall from the controls' values to [value, slope by u0, ...]
 * @param {number[]} u
 * @param {Range[]} ranges
 * @param {number} size
 * @returns {{ u: number[], size: number } | null} the new point and step size; null where no step lowers the value
 */
export function descend(fall, u, ranges, size) {
  const widths = ranges.map(([low, high]) => high - low);
  const [value, ...slopes] = fall(u);
  const scaled = slopes.map((slope, i) => slope * widths[i]);
  for (let step = size; step > 1e-14; step /= 2) {
    const next = u.map((control, i) => clamp(control - step * scaled[i] * widths[i], ranges[i]));
    const gain = u.reduce((sum, control, i) => sum + slopes[i] * (control - next[i]), 0);
    if (!(gain > 0)) return null;
    const reached = fall(next)[0];
    if (reached <= value - gain / 3 && reached < value) return { u: next, size: step * 2 };
  }
  return null;
}
