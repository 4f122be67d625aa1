/** The extension as JupyterLab loads one: a module federation container, written by hand since there is nothing to bundle. */

const STYLE = `
  .jp-MarkdownCell .myst .myst-fm-block-title { margin-bottom: 0.5em; }
  .jp-MarkdownCell .myst .myst-dropdown-header { font-size: inherit; }
  .jp-MarkdownCell .myst-proof-body, .jp-MarkdownCell .myst-exercise-body { padding-top: 0.5em; }
`; // jupyterlab-myst sets titles close, and its two kinds of folded boxes in two sizes
let shared = null;

/** A module that JupyterLab shares with its extensions. */
async function sharedModule(name) {
  const offered = Object.values(shared[name])[0];
  return (await offered.get())();
}

window._JUPYTERLAB = window._JUPYTERLAB || {};
window._JUPYTERLAB[NAME] = {
  init(scope) {
    shared = scope;
  },
  async get() {
    const { INotebookTracker } = await sharedModule("@jupyterlab/notebook");
    const plugin = {
      id: `${NAME}:notebooks`,
      description: "Renders the book's references, citations and glued numbers in notebooks.",
      autoStart: true,
      requires: [INotebookTracker],
      activate(app, tracker) {
        document.head.append(Object.assign(document.createElement("style"), { textContent: STYLE }));
        const contents = app.serviceManager.contents;
        tracker.widgetAdded.connect((_, panel) => open(panel, contents).catch((error) => console.error(NAME, error)));
      },
    };
    return () => ({ __esModule: true, default: plugin });
  },
};
