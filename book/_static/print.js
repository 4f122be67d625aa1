// On paper the solutions stand at the end, under a heading of their own; on the screen each is back where it was.
(() => {
  let places = [], end;
  addEventListener("beforeprint", () => {
    const solutions = [...document.querySelectorAll(".bd-article div.solution")];
    if (!solutions.length || end) return;
    end = document.createElement("section");
    const title = document.createElement("h2");
    title.textContent = "Solutions";
    end.append(title);
    places = solutions.map((solution) => {
      const mark = document.createComment("");
      solution.replaceWith(mark);
      end.append(solution);
      return [mark, solution];
    });
    document.querySelector(".bd-article").append(end);
  });
  addEventListener("afterprint", () => {
    places.forEach(([mark, solution]) => mark.replaceWith(solution));
    end?.remove();
    [places, end] = [[], undefined];
  });
})();
