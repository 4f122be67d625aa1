/** Opened notebooks of the book: translate before jupyterlab-myst parses, and fold what the built book folds. */

const FOLDED = ["hide-input", "hide-cell", "remove-input", "remove-cell"];
const GLUED = "application/papermill.record/text/plain";
const opened = new WeakMap(); // notebook widget -> {book, page, glued}

/** Labels and works of the folder that a notebook lies in; null where that is no book. */
async function readBook(contents, folder) {
  const listing = await contents.get(folder, { content: true });
  const names = listing.content.map((one) => one.name);
  if (!names.includes("references.bib")) return null;
  const read = async (name) => {
    const path = folder ? `${folder}/${name}` : name;
    return (await contents.get(path, { content: true, type: "file", format: "text" })).content;
  };
  const pages = names.filter((name) => name.endsWith(".md"));
  const [works, ...texts] = await Promise.all(["references.bib", ...pages].map(read));
  return { works: readWorks(works), labels: readLabels(Object.fromEntries(pages.map((page, i) => [page, texts[i]]))) };
}

/** What cells have glued so far, by name; the value is the text as Python's repr quotes it. */
function gluedIn(notebook) {
  const glued = new Map();
  for (const { model } of notebook.widgets) {
    for (let i = 0; i < (model.outputs?.length ?? 0); i++) {
      const { metadata, data } = model.outputs.get(i), name = metadata?.scrapbook?.name;
      if (name && GLUED in data) glued.set(name, String(data[GLUED]).slice(1, -1).replace(/\\(['"\\])/g, "$1"));
    }
  }
  return glued;
}

function isSolving(cell, notebook) {
  let solving = false;
  for (const one of notebook.widgets) {
    if (one === cell) break;
    if (one.model.type === "markdown") solving = stillSolving(one.model.sharedModel.getSource(), solving);
  }
  return solving;
}

/** Let the cells of jupyterlab-myst parse the translation in place of their source; once for all cells. */
function translateCells(cell) {
  const parts = Object.getPrototypeOf(cell), parse = parts.updateFragmentMDAST;
  if (!Object.hasOwn(parts, "updateFragmentMDAST") || parse.translates) return;
  parts.updateFragmentMDAST = function () {
    const state = opened.get(this.parent), shared = this.model.sharedModel;
    if (!state) return parse.call(this);
    const source = shared.getSource();
    const translated = translate(source, state.book, { ...state, solving: isSolving(this, this.parent) });
    shared.getSource = () => translated; // it is read before the first await
    try {
      return parse.call(this);
    } finally {
      delete shared.getSource;
    }
  };
  parts.updateFragmentMDAST.translates = true;
}

/** Parse some cells anew and show them; the last one's render numbers and shows the whole notebook. */
async function renderAgain(cells) {
  for (const cell of cells) await cell.updateFragmentMDAST?.();
  const last = cells.filter((cell) => cell.rendered && cell.isAttached && !cell.placeholder).at(-1);
  await last?.render();
}

/** Fold the code that the built book folds or leaves out, and solutions with what they print. */
function foldCells(notebook) {
  for (const cell of notebook.widgets) {
    if (cell.model.type !== "code") continue;
    const tags = cell.model.getMetadata("tags") ?? [], solves = isSolving(cell, notebook);
    if (!solves && !FOLDED.some((tag) => tags.includes(tag))) continue;
    cell.syncCollapse = false; // else the fold is written into the chapter with its reader's next save
    cell.inputHidden = true;
    if (solves) cell.model.outputs.changed.connect(() => { if (cell.inputHidden) cell.outputHidden = true; });
  }
}

/** Whenever a cell glues a number, show it in the prose that quotes it. */
function followGlue(notebook, state) {
  let waiting = null;
  const follow = () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => {
      const glued = gluedIn(notebook), same = [...glued].every(([name, text]) => state.glued.get(name) === text);
      state.glued = glued;
      const quoting = (cell) => cell.model.type === "markdown" && cell.model.sharedModel.getSource().includes("{glue:text}");
      if (!same && !notebook.isDisposed) renderAgain(notebook.widgets.filter(quoting));
    }, 200);
  };
  for (const { model } of notebook.widgets) model.outputs?.changed.connect(follow);
}

async function open(panel, contents) {
  await panel.context.ready;
  const { path } = panel.context, folder = path.split("/").slice(0, -1).join("/");
  const book = await readBook(contents, folder);
  if (!book) return;
  const notebook = panel.content, markdown = notebook.widgets.filter((cell) => cell.model.type === "markdown");
  const state = { book, page: path.split("/").at(-1), glued: new Map() };
  opened.set(notebook, state);
  foldCells(notebook);
  followGlue(notebook, state);
  if (!markdown.length) return;
  translateCells(markdown[0]);
  await renderAgain(markdown);
}
