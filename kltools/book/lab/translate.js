/**
 * The MyST of the book as MyST that jupyterlab-myst renders within one notebook: numbers that cells have glued, citations,
 * references to other chapters, the book's numbers, and solutions that run over several cells. What it renders as it is stays
 * as it is.
 */

const ROLE = /\{(glue:text|cite:[tp]|prf:ref|eq|ref|numref|func)\}`([^`]+)`/g;
const STATEMENT = /^(?:`{3,}|:{3,})\{(?:prf:(?!proof)\w+|exercise)\}[^\n]*\n(?=(?::[^\n]*\n)*?:label: ([\w-]+)$)/gm;
const EQUATION = /^\$\$[ \t]*\n((?:(?!\$\$)[^\n]*\n)+)\$\$[ \t]*\(([\w-]+)\)[ \t]*$/gm;
const AUTODOC = /^\.\. auto\w+:: (\S+)$/gm;
const FENCE = "``````";

/** book: {labels, works}; place: {page, glued, solving}, where solving says whether a solution has begun in an earlier cell. */
function translate(source, book, place) {
  const roles = source.replace(ROLE, (whole, role, content) => roleText(whole, role, content, book, place));
  const links = roles.replace(/\]\(([\w-]+)\)/g, (whole, label) => {
    const target = elsewhere(label, book, place);
    return target ? `](${target.page})` : whole;
  });
  const lists = links
    .replace(/^`{3,}\{bibliography\}\n(?::[^\n]*\n)*`{3,}$/gm, () => listOf(book.works))
    .replace(/^`{3,}\{eval-rst\}\n([\s\S]*?)^`{3,}$/gm, (_, text) => namedIn(text));
  return foldSolutions(numbered(lists, book), place.solving);
}

/** Statements and equations with the numbers of the built book: a notebook alone would count from 1 in each chapter. */
function numbered(source, { labels }) {
  const option = (label) => (Object.hasOwn(labels, label) ? `:enumerator: ${labels[label].number}\n` : ""); // else a reader's own
  return source
    .replace(STATEMENT, (opening, label) => `${opening}${option(label)}`)
    .replace(EQUATION, (_, formula, label) => `:::{math}\n:label: ${label}\n${option(label)}${formula}:::`);
}

function roleText(whole, role, content, book, place) {
  if (role === "glue:text") return place.glued.get(content) ?? "\\[not yet computed\\]";
  if (role === "func") return `\`${content}\``;
  if (role.startsWith("cite:")) {
    const keys = content.split(",").map((key) => key.trim());
    return keys.every((key) => key in book.works) ? cite(role.at(-1), keys, book.works) : whole;
  }
  const [, text, label] = /^(.*?)\s*<([\w-]+)>$/.exec(content) ?? [null, null, content];
  const target = elsewhere(label, book, place);
  if (!target) return whole;
  const name = target.kind === "Equation" ? `(${target.number})` : `${target.kind} ${target.number}`.trim();
  return `[${text ?? name}](${target.page})`;
}

/** Where a label stands, if that is another page. */
function elsewhere(label, { labels }, { page }) {
  return Object.hasOwn(labels, label) && labels[label].page !== page ? labels[label] : null;
}

/** Sphinx lists these from the code; a reader of a notebook has `help`. */
function namedIn(text) {
  const home = /^\.\. currentmodule:: (\S+)$/m.exec(text)?.[1] ?? "kltools";
  const names = [...text.matchAll(AUTODOC)].map(([, name]) => `- \`${name.startsWith("kltools.") ? name : `${home}.${name}`}\``);
  return `${names.join("\n")}\n\nThe built book describes each of them here; in a notebook, \`help\` does.`;
}

const BEGUN = /^`{3,}\{solution-start\} ([\w-]+)\n(?::[^\n]*\n)*`{3,}$/m, ENDED = /^`{3,}\{solution-end\}\n`{3,}$/m;

/** What stands before and after the first end of a solution; all of the text, where there is none. */
function untilEnded(text) {
  const found = ENDED.exec(text);
  return found ? [text.slice(0, found.index), text.slice(found.index + found[0].length)] : [text, ""];
}

/** A solution is folded as far as its cell goes, and again in the cells after it. */
function foldSolutions(source, solving) {
  let folded = "", text = source;
  if (solving) {
    const [inside, after] = untilEnded(text);
    if (inside.trim()) folded = `${FENCE}{dropdown} Solution, continued\n${inside.trim()}\n${FENCE}\n`;
    text = after;
  }
  for (let found = BEGUN.exec(text); found; found = BEGUN.exec(text)) {
    const [inside, after] = untilEnded(text.slice(found.index + found[0].length));
    folded += `${text.slice(0, found.index)}${FENCE}{solution} ${found[1]}\n:class: dropdown\n${inside.trim()}\n${FENCE}\n`;
    text = after;
  }
  return folded + text;
}

/** Whether a solution is still open after a cell. */
function stillSolving(source, solving) {
  const gates = source.match(/^`{3,}\{solution-(start|end)\}/gm);
  return gates ? gates.at(-1).includes("start") : solving;
}
