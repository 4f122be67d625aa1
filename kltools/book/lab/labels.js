/** What each page of the book labels: theorems, exercises, equations and sections, numbered as the built book numbers them. */

const KINDS = /^(`{3,}|:{3,})\{(?:prf:(?!proof)(\w+)|(exercise))\}[^\n]*\n((?::[^\n]*\n)*)/gm;
const EQUATIONS = /^\$\$[ \t]*\(([\w-]+)\)[ \t]*$|^`{3,}\{math\}\n(?::[^\n]*\n)*?:label: ([\w-]+)$/gm;
const SECTIONS = /^\(([\w-]+)\)=$/gm;

/** {label: {page, kind, number}} of one page; its number is that of its file, where it has one. */
function labelsOf(page, text) {
  const chapter = /^(\d+)-/.exec(page), prefix = chapter ? `${Number(chapter[1])}.` : "";
  const found = {}, counts = {};
  for (const [, , theorem, exercise, options] of text.matchAll(KINDS)) {
    const kind = theorem ?? exercise, label = /^:label: ([\w-]+)$/m.exec(options);
    counts[kind] = (counts[kind] ?? 0) + 1;
    if (label) found[label[1]] = { page, kind: kind[0].toUpperCase() + kind.slice(1), number: `${prefix}${counts[kind]}` };
  }
  [...text.matchAll(EQUATIONS)].forEach(([, short, long], place) => {
    found[short ?? long] = { page, kind: "Equation", number: `${prefix}${place + 1}` };
  });
  for (const [, label] of text.matchAll(SECTIONS)) found[label] = { page, kind: "Section", number: "" };
  return found;
}

/** All pages' labels: {label: {page, kind, number}}. */
function readLabels(pages) {
  return Object.assign({}, ...Object.entries(pages).map(([page, text]) => labelsOf(page, text)));
}
