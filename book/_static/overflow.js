// What is wider than its place can be scrolled with the keys too; a formula too long for its line gets a line of its own.
(() => {
  const BOXES = ".bd-article :is(div.math, mjx-container[display], pre, .pst-scrollable-table-container, .cell_output > .output), .kl-long";
  const tooWide = (element) => element.scrollWidth > element.clientWidth + 1 && getComputedStyle(element).overflowX !== "visible";
  const look = () => {
    const formulas = [...document.querySelectorAll(".bd-article span.math")];
    formulas.forEach((formula) => formula.classList.remove("kl-long"));
    const long = formulas.filter((formula) => {
      const room = formula.closest("p, li, td, dd, legend, label, figcaption, h1, h2, h3");
      return room && formula.getBoundingClientRect().width > room.clientWidth;
    });
    long.forEach((formula) => formula.classList.add("kl-long"));
    for (const box of document.querySelectorAll(BOXES)) {
      if (tooWide(box)) box.tabIndex = 0; else box.removeAttribute("tabindex");
    }
  };
  let waiting;
  const later = () => { clearTimeout(waiting); waiting = setTimeout(look, 100); };
  addEventListener("DOMContentLoaded", () => {
    const article = document.querySelector(".bd-article");
    look(); // before the page is painted, if it can be: what moves later moves under the reader's eyes
    if (article) new ResizeObserver(later).observe(article);
    document.fonts.ready.then(later);
  });
})();
