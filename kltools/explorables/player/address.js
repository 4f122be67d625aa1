// The address of a state: the page's own, with the figure and its controls' values behind the hash.

/** @import { Changes, ControlSpecification } from "./contract.js" */
/** @import { Player } from "./player.js" */

/**
 * The address that opens this page with a figure in this state.
 * @param {string} id
 * @param {ControlSpecification[]} controls
 * @param {number[]} state
 */
export function addressOf(id, controls, state) {
  const values = controls.map((control, i) => [control.name, String(control.kind === "choice" ? control.options[state[i]] : state[i])]);
  return `${location.href.split("#")[0]}#${id}?${new URLSearchParams(values)}`;
}

/**
 * The state that a hash names for a figure, as changes by place; null where it names another, and why not where it is wrong.
 * @param {string} hash
 * @param {string} id
 * @param {ControlSpecification[]} controls
 * @returns {{ changes: Changes, wrong: string[] } | null}
 */
export function stateIn(hash, id, controls) {
  const [named, query] = hash.slice(1).split(/\?(.*)/s);
  if (named !== id || query === undefined) return null;
  /** @type {Changes} */
  const changes = [];
  /** @type {string[]} */
  const wrong = [];
  for (const [name, text] of new URLSearchParams(query)) {
    const place = controls.findIndex((control) => control.name === name);
    const value = place < 0 ? NaN : valueIn(text, controls[place]);
    if (Number.isNaN(value)) wrong.push(`${name} = ${text}`);
    else changes.push([place, value]);
  }
  return { changes, wrong };
}

/**
 * A control's value as an address writes it; NaN for what the control does not take.
 * @param {string} text
 * @param {ControlSpecification} control
 */
function valueIn(text, control) {
  if (control.kind === "choice") return control.options.includes(text) ? control.options.indexOf(text) : NaN;
  const value = text.trim() === "" ? NaN : Number(text);
  if (control.kind === "toggle") return value === 0 || value === 1 ? value : NaN;
  return value >= control.min && value <= control.max ? value : NaN;
}

/**
 * Copy a text; where the browser does not let a page do that, show it.
 * @param {Player} player
 * @param {string} text
 * @param {string} what
 */
export async function copyText(player, text, what) {
  try {
    await navigator.clipboard.writeText(text);
    player.say(`${what} copied.`);
  } catch {
    player.say(`Copy this ${what.toLowerCase()}: ${text}`);
  }
}

/**
 * Take the state that the page's address names for a player's figure, and bring it into view: not from within a frame, whose
 * parent would scroll with it.
 * @param {Player} player
 */
export function followAddress(player) {
  const named = stateIn(location.hash, player.root.id, player.spec.controls);
  if (!named) return;
  player.stop();
  player.set(named.changes.map(([place, value]) => [place, player.snapped(place, value)]));
  if (named.wrong.length) player.say(`The link asks for ${named.wrong.join(", ")}, which this figure does not take.`);
  if (window.top === window) player.root.scrollIntoView({ block: "center" });
}
