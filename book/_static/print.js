// On paper the solutions stand at the end, under a heading of their own, each with its exercise's number; on the screen
// each is back where it was.
(() => {
  let places = [], end;
  const exerciseBefore = (place) => {
    const numbers = [...document.querySelectorAll(".bd-article div.exercise .caption-number")];
    const before = numbers.filter((number) => number.compareDocumentPosition(place) & Node.DOCUMENT_POSITION_FOLLOWING);
    return before.at(-1).textContent.trim();
  };
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
      const whose = document.createElement("span");
      whose.textContent = ` to ${exerciseBefore(mark)}`;
      solution.querySelector(".admonition-title").append(whose);
      return [mark, solution, whose];
    });
    document.querySelector(".bd-article").append(end);
  });
  addEventListener("afterprint", () => {
    places.forEach(([mark, solution, whose]) => {
      whose.remove();
      mark.replaceWith(solution);
    });
    end?.remove();
    [places, end] = [[], undefined];
  });
})();
