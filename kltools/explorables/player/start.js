// Brings one explorable to life.

import { followAddress } from "./address.js";
import { find } from "./parts.js";
import { Player } from "./player.js";
import { unpack } from "./recording.js";

/** @import { Source, Specification } from "./contract.js" */

/**
 * Bring one explorable to life; the promise is its player, or null where the browser cannot unpack a recording.
 * @param {HTMLElement & { klPlayer?: Player }} root
 * @param {Specification} spec
 * @param {Source} source
 * @returns {Promise<Player | null>}
 */
export async function start(root, spec, source) {
  if (source.recording) {
    if (typeof DecompressionStream === "undefined") {
      find(root, ".kl-refused", HTMLElement).hidden = false;
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
