// The player as an ipywidget's front end, by anywidget's contract: each control is a trait of the model, and a recorded scene's
// frames come from the kernel. MARKUP, SPEC and SOURCE are one scene's, and stand before this file in the widget's module.

export default {
  async render({ model, el }) {
    el.innerHTML = MARKUP;
    const root = el.querySelector(".kl-explorable");
    root.dataset.lmSuppressShortcuts = ""; // keys on a slider or ring are the figure's: no shortcuts of JupyterLab
    root.addEventListener("keydown", (event) => event.stopPropagation()); // nor does its notebook take the focus
    const player = await start(root, SPEC, SOURCE);
    const names = SPEC.controls.map((control) => control.name);
    const read = () => SPEC.controls.map(({ name, kind, options }) => {
      const value = model.get(name);
      return kind === "choice" ? options.indexOf(value) : Number(value);
    });
    let writing = false; // each set tells of its change at once, while the model's other controls still lag behind
    const write = (state) => {
      writing = true;
      SPEC.controls.forEach(({ name, kind, options }, i) => {
        model.set(name, kind === "choice" ? options[state[i]] : kind === "toggle" ? Boolean(state[i]) : state[i]);
      });
      writing = false;
      model.save_changes();
    };
    player.listeners.push(write);
    const follow = () => writing || player.set(read().map((value, i) => [i, value]), { silent: true });
    names.forEach((name) => model.on(`change:${name}`, follow));
    const numbers = ({ m, r }) => ({ m: m.map((axes) => axes.map((axis) => axis.map((x) => x ?? NaN))), r: r.map(Number) });
    const show = () => { if (model.get("_frame").m) player.show(numbers(model.get("_frame"))); };
    model.on("change:_frame", show);
    follow();
    show();
    return () => {
      names.forEach((name) => model.off(`change:${name}`, follow));
      model.off("change:_frame", show);
      player.stop();
    };
  },
};
