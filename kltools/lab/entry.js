/** The extension as JupyterLab loads one: a module federation container, written by hand since there is nothing to bundle. */

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
        const contents = app.serviceManager.contents;
        tracker.widgetAdded.connect((_, panel) => open(panel, contents).catch((error) => console.error(NAME, error)));
      },
    };
    return () => ({ __esModule: true, default: plugin });
  },
};
