// Numbers and controls' values in words, and points as the path of an SVG element.

import { clamp } from "./numerics.js";

/** @import { ControlSpecification, Points, Scale } from "./contract.js" */

/**
 * A number as the page prints it.
 * @param {number} value
 * @param {number} digits
 */
export function shown(value, digits) {
  if (Number.isNaN(value)) return "undefined";
  if (!Number.isFinite(value)) return value > 0 ? "∞" : "−∞";
  const text = value.toFixed(digits);
  return Number(text) === 0 ? text.replace("-", "") : text.replace("-", "−");
}

/**
 * A control's value in words: at most two digits after the point.
 * @param {ControlSpecification} control
 * @param {number} value
 */
export function inWords(control, value) {
  if (control.kind === "choice") return control.options[value];
  if (control.kind === "toggle") return value ? "on" : "off";
  return String(Math.round(value * 100) / 100 + 0).replace("-", "−");
}

/**
 * The path through points in data units; a point that is no number lifts the pen.
 * @param {Points} points
 * @param {Scale} scale
 */
export function pathOf([xs, ys], [a, b, c, d]) {
  let text = "", pen = "M";
  for (let i = 0; i < xs.length; i++) {
    const x = a + b * xs[i], y = c + d * ys[i];
    if (Number.isNaN(x) || Number.isNaN(y)) { pen = "M"; continue; }
    text += pen + Math.round(clamp(x, [-2e4, 2e4]) * 100) / 100 + " " + Math.round(clamp(y, [-2e4, 2e4]) * 100) / 100;
    pen = "L";
  }
  return xs.length === 1 ? text + text.replace("M", "L") : text || "M0 0";
}
