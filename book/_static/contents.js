// What the theme's script leaves undone for the drawers of contents: a drawer opens where the reader is in it, a link
// closes it, and the focus stays with the button, which the theme takes it from.
(() => {
  for (const place of ["primary", "secondary"]) {
    const button = document.querySelector(`.${place}-toggle`);
    const drawer = document.getElementById(`pst-${place}-sidebar-modal`);
    if (!button || !drawer) continue;
    let followed = false;
    const pressed = () => {
      if (drawer.open) drawer.querySelector("a:is(.current, .active)")?.scrollIntoView({ block: "nearest" });
      else button.focus(); // on a wide screen the button shows or hides what stands beside the text
    };
    // on a wide screen the theme lets no listener of the button's own hear of it
    addEventListener("click", ({ target }) => { if (button.contains(target)) requestAnimationFrame(pressed); }, true);
    drawer.addEventListener("click", ({ target }) => {
      followed = Boolean(target.closest("a"));
      if (followed) drawer.close();
    });
    drawer.addEventListener("close", () => {
      if (!followed) button.focus();
      followed = false;
    });
  }
})();
