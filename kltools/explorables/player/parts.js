// The elements of a figure that the player moves. Python wrote them; one that is missing is an error with its name.

/** @import { LayoutParts, Specification } from "./contract.js" */

/**
 * The first element within another that a selector names.
 * @template {Element} E
 * @param {ParentNode} within
 * @param {string} selector
 * @param {new () => E} kind
 * @returns {E}
 */
export function find(within, selector, kind) {
  const found = within.querySelector(selector);
  if (!(found instanceof kind)) throw new Error(`the figure has no ${selector}`);
  return found;
}

/**
 * All elements within another that a selector names.
 * @template {Element} E
 * @param {ParentNode} within
 * @param {string} selector
 * @param {new () => E} kind
 * @returns {E[]}
 */
export function findAll(within, selector, kind) {
  /** @type {E[]} */
  const found = [];
  for (const one of within.querySelectorAll(selector)) if (one instanceof kind) found.push(one);
  return found;
}

/**
 * A figure's picture in one layout.
 * @param {HTMLElement} root
 * @param {Specification} spec
 * @param {string} layout
 * @returns {LayoutParts}
 */
export function findLayout(root, spec, layout) {
  const scales = spec.scales[layout];
  const marks = spec.marks.map(({ id, panel, word }) => {
    const group = find(root, `#${CSS.escape(`${root.id}-${layout}-${id}`)}`, SVGElement);
    return { element: find(group, word ? "text" : "path", SVGElement), group, scale: scales[panel], word };
  });
  const overlay = find(root, `.kl-overlay.kl-${layout}`, SVGSVGElement);
  const picture = find(root, `.kl-picture.kl-${layout}`, HTMLElement);
  return { picture, scales, marks, overlay, knobs: findAll(overlay, ".kl-handle", SVGElement) };
}
