// Which round a day brings: the reader's own date decides, so that a class plays the same one.

/** A date as the reader's calendar has it: year-month-day. */
function dayOf(date) {
  return [date.getFullYear(), date.getMonth() + 1, date.getDate()].map((part) => String(part).padStart(2, "0")).join("-");
}

/** Whether a text names a day that the calendar has. */
function isDay(text) {
  const parsed = /^\d{4}-\d\d-\d\d$/.test(text ?? "") ? new Date(`${text}T00:00Z`) : new Date(NaN);
  return !Number.isNaN(parsed.getTime()) && parsed.toISOString().startsWith(text);
}

/** A day's place in a cycle of rounds: days since 1970, counted round and round. */
function placeOf(day, count) {
  const days = Date.parse(`${day}T00:00Z`) / 864e5;
  return ((days % count) + count) % count;
}

/** The round that a hash names for a game, today's easiest where it names none; wrong where it asks for what there is not. */
function roundIn(hash, id, levels, today) {
  const [named, query] = hash.slice(1).split(/\?(.*)/s);
  const asked = new URLSearchParams(named === id ? query : "");
  const day = asked.get("day") ?? today, level = asked.get("level") ?? levels[0];
  const wrong = !isDay(day) || !levels.includes(level);
  return { day: isDay(day) ? day : today, level: levels.includes(level) ? level : levels[0], wrong };
}

/** The hash that names a round. */
const hashOf = (id, day, level) => `#${id}?day=${day}&level=${level}`;
