// What a round counts: moves, each with how it ended, and time; and the text in which a result is handed on.

const SIGNS = { "-1": "▼", 0: "●", 1: "▲" };

/** Where a value stands to a target: -1 below, 0 within the share of it that counts as a hit, 1 above. */
function sideOf(value, target, within) {
  if (Math.abs(value - target) <= within * target) return 0;
  return value < target ? -1 : 1; // what is no number counts as too high
}

/** Milliseconds as minutes and seconds. */
function clock(milliseconds) {
  const seconds = Math.floor(milliseconds / 1000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

const aimed = (target) => target.toFixed(2);
const counted = (number) => `${number} ${number === 1 ? "move" : "moves"}`;

/** The moves on all targets. */
const movesOf = (trails) => trails.reduce((sum, trail) => sum + trail.length, 0);

/** How the moves on one target ended, sign by sign; the last few of them where a number is given. */
function signsOf(trail, most = trail.length) {
  return (trail.length > most ? "…" : "") + trail.slice(-most).map((side) => SIGNS[side]).join("");
}

/** A result to hand on. */
function resultText({ day, level, goals, targets, trails, time, address }) {
  const lines = goals.map((goal, i) => `${goal} ${aimed(targets[i])}: ${trails[i].length ? signsOf(trails[i]) : "● with the same q"}`);
  return [`Hit the number, ${day}, ${level}`, ...lines, `${counted(movesOf(trails))}, ${clock(time)}`, address].filter(Boolean).join("\n");
}
