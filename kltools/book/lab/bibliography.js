/** The works of a BibTeX file, and how prose cites them. */

/** TeX's accents as letters: {\'e} is é. */
function plain(text) {
  const marks = { "'": "\u0301", '"': "\u0308", "`": "\u0300", "^": "\u0302", "~": "\u0303" };
  const accented = text.replace(/\\(['"`^~])\{?(\w)\}?/g, (_, accent, letter) => letter + marks[accent]);
  return accented.normalize("NFC").replace(/[{}]/g, "").replace(/--/g, "–").replace(/\s+/g, " ").trim();
}

function readWorks(text) {
  const works = {};
  for (const [, key, body] of text.matchAll(/^@\w+\{([^,\s]+),\n([\s\S]*?)\n\}/gm)) {
    const fields = {};
    for (const [, name, value] of body.matchAll(/(\w+)\s*=\s*\{((?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*)\}/g)) {
      fields[name] = plain(value);
    }
    works[key] = fields;
  }
  return works;
}

/** "Kullback and Leibler"; three authors or more are the first and others. */
function namesOf({ author }) {
  const names = author.split(" and ").map((one) => one.split(",")[0]);
  return names.length < 3 && names[1] !== "others" ? names.join(" and ") : `${names[0]} et al.`;
}

function addressOf({ doi, url }) {
  return doi ? `https://doi.org/${doi}` : url;
}

/** A citation as a link: {cite:t} is "Author [year]", {cite:p} "[Author, year]". */
function cite(style, keys, works) {
  const link = (key, label) => `[${label.replace(/[[\]]/g, "\\$&")}](${addressOf(works[key]) ?? "bibliography.md"})`;
  if (style === "t") return keys.map((key) => link(key, `${namesOf(works[key])} [${works[key].year}]`)).join("; ");
  return `\\[${keys.map((key) => link(key, `${namesOf(works[key])}, ${works[key].year}`)).join("; ")}\\]`;
}

/** Every work as an item of a list, as the directive {bibliography} has them. */
function listOf(works) {
  const items = Object.values(works).map((work) => {
    const address = addressOf(work), title = address ? `[${work.title}](${address})` : work.title;
    const home = [work.journal ?? work.booktitle ?? work.publisher, work.volume, work.pages].filter(Boolean).join(", ");
    return `- ${namesOf(work)}: ${title}. ${home ? `${home}, ` : ""}${work.year}.`;
  });
  return items.join("\n");
}
