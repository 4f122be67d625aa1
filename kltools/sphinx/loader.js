
// On the book's pages: fetches a figure's script when the figure nears the screen, or when the address names it.
(() => {
  const load = (figure) => {
    if (figure.dataset.asked) return;
    figure.dataset.asked = "true";
    const script = document.createElement("script");
    script.src = figure.dataset.script;
    script.addEventListener("error", () => {
      const note = figure.querySelector(".kl-note");
      note.textContent = "This figure is still: its script did not arrive. Load the page again.";
      note.hidden = false;
    });
    document.head.append(script);
  };
  const near = new IntersectionObserver((entries) => {
    for (const { isIntersecting, target } of entries) if (isIntersecting) { near.unobserve(target); load(target); }
  }, { rootMargin: "600px 0px" });
  document.querySelectorAll("figure[data-script]").forEach((figure) => near.observe(figure));
  const loadNamed = () => {
    const figure = document.getElementById(location.hash.slice(1).split("?")[0]);
    if (figure?.dataset.script) load(figure);
  };
  addEventListener("hashchange", loadNamed);
  loadNamed();
})();
