// A figure on a page of its own: its colours, its compact form, and what the page around its frame is told.

import { addressOf, copyText } from "./address.js";
import { find } from "./parts.js";

/** @import { Player } from "./player.js" */

const framed = () => window.parent !== window;

/** Begin, before the page is shown: what would else jump or flash is settled by its first picture. */
export function alone() {
  const html = document.documentElement, asked = new URLSearchParams(location.search);
  const theme = asked.get("theme"), named = theme === "light" || theme === "dark";
  const dark = named ? theme === "dark" : !framed() && matchMedia("(prefers-color-scheme: dark)").matches;
  html.dataset.script = "runs"; // the sentence for readers whose browser runs no script goes
  html.dataset.theme = dark ? "dark" : "light";
  html.dataset.ground = framed() && !named ? "parent" : "own";
  if (asked.has("compact")) html.dataset.compact = "true";
  document.addEventListener("DOMContentLoaded", () => {
    const figure = find(document, "figure", HTMLElement);
    if (asked.has("compact")) fold(figure);
    if (framed()) tellHeight();
    else offerCode(figure);
  });
}

/**
 * Fold away all but the picture, its handles and its readouts.
 * @param {HTMLElement} figure
 */
function fold(figure) {
  const folded = document.createElement("details"), summary = document.createElement("summary");
  summary.textContent = "Controls";
  folded.className = "folded";
  folded.append(summary, ...figure.querySelectorAll(":scope > :is(.kl-controls, .kl-more, .kl-buttons, .kl-links)"));
  find(figure, ".kl-readouts", HTMLElement).after(folded);
}

/** Tell the page around the frame how high this one is, now and whenever that changes. */
function tellHeight() {
  const html = document.documentElement;
  const tell = () => window.parent.postMessage({ type: "kltools:height", height: Math.ceil(html.getBoundingClientRect().height) }, "*");
  new ResizeObserver(tell).observe(html);
}

/**
 * Offer the code that shows this page, in the figure's present state, in a frame of another one.
 * @param {HTMLElement & { klPlayer?: Player }} figure
 */
function offerCode(figure) {
  const button = find(document, ".embed", HTMLButtonElement);
  button.hidden = false;
  button.addEventListener("click", () => {
    const player = figure.klPlayer;
    if (player) copyText(player, codeFor(addressOf(figure.id, player.spec.controls, player.state)), "Code");
  });
}

/**
 * The code of a frame that shows an address, and follows its height. A page on disk is named by its file.
 * @param {string} address
 */
function codeFor(address) {
  const source = address.startsWith("file:") ? address.slice(address.split("#")[0].lastIndexOf("/") + 1) : address;
  const escaped = (/** @type {string} */ text) => text.replace(/&/g, "&amp;").replace(/"/g, "&quot;").replace(/</g, "&lt;");
  const height = Math.ceil(document.documentElement.getBoundingClientRect().height);
  return [
    `<iframe src="${escaped(source)}" title="${escaped(document.title)}" height="${height}" loading="lazy" style="width:100%;border:0"></iframe>`,
    `<${"script"}>addEventListener("message", ({ data, source }) => { if (data?.type === "kltools:height")`,
    `  for (const frame of document.querySelectorAll("iframe")) if (frame.contentWindow === source) frame.height = data.height;`,
    `});</${"script"}>`,
  ].join("\n");
}
