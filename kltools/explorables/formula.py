"""Scenes whose picture is a formula: compiled to JavaScript for the page, evaluated by NumPy here."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import sympy as sp
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import NDArray

from kltools.drawing import LAYOUTS, WIDE, Layout, draw_panels, to_svg
from kltools.explorables.contract import Scale
from kltools.explorables.controls import State
from kltools.explorables.explorable import Explorable, Frame, Path, Picture, scale_of
from kltools.explorables.handles import Descent
from kltools.explorables.javascript import NODES, Function
from kltools.explorables.logspace import to_log_space
from kltools.explorables.marks import Bars, Curve, Mark, Polyline, Trace, Word, bar_corners, draw_mark
from kltools.explorables.mistakes import descent_mistakes, mark_mistakes, part, readout_mistakes

Evaluated = Callable[..., NDArray[np.float64] | float]
"""An expression as a function of numbers and arrays."""


def _over(ufunc: np.ufunc) -> Evaluated:
    """A function of any number of numbers or arrays from one of two."""
    return lambda *terms: ufunc.reduce(np.broadcast_arrays(*terms))


IN_NUMPY = {"LogSumExp": _over(np.logaddexp), "Largest": _over(np.maximum), "Smallest": _over(np.minimum)}
"""What scenes' formulas call that NumPy has for two arguments only."""


@dataclass(kw_only=True)
class Formula(Explorable):
    """An explorable whose curves, words and readouts are SymPy expressions in its controls.

    Parameters
    ----------
    marks : sequence of Curve, Polyline, Bars or Word
    descents : sequence of Descent
    data : mapping of str to sequence of float
        Arrays that ``sympy.Indexed`` expressions read.
    nodes : int
        Steps of the trapezoid rule each integral gets in the page; a build checks that they suffice.

    Notes
    -----
    Further parameters are :class:`~kltools.explorables.explorable.Explorable`'s. Each readout carries a
    ``truth``, the same number computed in another way.
    """

    marks: Sequence[Mark]
    descents: Sequence[Descent] = ()
    data: Mapping[str, Sequence[float]] = field(default_factory=dict)
    nodes: int = NODES

    def _mistakes(self) -> Iterator[str]:
        yield from super()._mistakes()
        known = self._data_symbols()
        yield from readout_mistakes(self.readouts, self.controls, known)
        yield from mark_mistakes(self.marks, self.panels, self.controls, known)
        yield from descent_mistakes(self.descents, self.readouts, self.controls)
        for place, handle in enumerate(self.handles):
            if isinstance(handle.y, str):
                yield (
                    f"{part('handle', place, handle.label)} rides {handle.y!r}, which only a recorded scene's can; give y as "
                    "a formula"
                )

    def _data_symbols(self) -> set[sp.Basic]:
        return {sp.IndexedBase(name).label for name in self.data}

    def frame(self, state: State, layout: Layout = WIDE) -> Frame:
        """What a state looks like: points by NumPy, numbers by the readouts' truths."""
        values, scales = self.numbers(state), self._scales[layout.name]
        paths: dict[str, Path] = {}
        for gid, mark in self.named_marks():
            a, b, c, d = scales[mark.panel]
            xs, ys = self.points(mark, values)
            paths[gid] = np.column_stack([a + b * np.asarray(xs), c + d * np.asarray(ys)])
        return Frame(paths, self.truths(state))

    @cached_property
    def _scales(self) -> dict[str, dict[str, Scale]]:
        """How each panel turns data into pixels, by layout and panel."""
        drawn = {layout.name: draw_panels(self.panels, layout)[1] for layout in LAYOUTS}
        return {layout: {name: scale_of(one) for name, one in axes.items()} for layout, axes in drawn.items()}

    def truths(self, state: State) -> dict[str, float]:
        """Each readout's number, by its truth."""
        return {readout.name: float(readout.truth(**state)) for readout in self.readouts if readout.truth}

    def picture(self, layout: Layout, prefix: str, state: State | None = None) -> Picture:
        """A state, the first unless another is given, drawn for one layout."""
        figure, axes, hidden = self._draw(layout, state or self.state())
        kept = frozenset(gid for gid, _ in self.named_marks())
        svg = to_svg(figure, f"{prefix}-{layout.name}", kept=kept, hidden=hidden)
        scales = {name: scale_of(one) for name, one in axes.items()}
        return Picture(layout, svg, scales, (layout.width, figure.get_figheight() * figure.dpi))

    def drawn(self, layout: Layout, state: State | None = None) -> Figure:
        """A state, the first unless another is given, as matplotlib's figure; what is hidden in it is not drawn."""
        figure, _, hidden = self._draw(layout, state or self.state())
        for artist in figure.findobj(lambda artist: artist.get_gid() in hidden):
            artist.set_visible(False)
        return figure

    def _draw(self, layout: Layout, state: State) -> tuple[Figure, dict[str, Axes], frozenset[str]]:
        """A state's figure, its panels, and the ids of those words that have no place in it."""
        figure, axes = draw_panels(self.panels, layout)
        values, hidden = self.numbers(state), set()
        for gid, mark in self.named_marks():
            xs, ys = self._drawn(mark, values)
            if isinstance(mark, Word) and not np.isfinite([*xs, *ys]).all():
                hidden.add(gid)
                xs, ys = [0.0], [0.0]  # matplotlib writes no element for a word at no place
            draw_mark(axes[mark.panel], mark, xs, ys, gid=gid)
        return figure, axes, frozenset(hidden)

    def named_marks(self) -> list[tuple[str, Mark]]:
        """Each mark with the id of its artist."""
        return [(f"m{place}", mark) for place, mark in enumerate(self.marks)]

    def points(self, mark: Mark, values: Sequence[float]) -> tuple[list[float], list[float]]:
        """A mark's points in data units, as the page draws them."""
        xs, ys = self._drawn(mark, values)
        if isinstance(mark, Bars):
            corners = bar_corners(xs, ys, mark.width)
            return [x for x, _ in corners], [y for _, y in corners]
        if isinstance(mark, Curve) and mark.fill:
            return [*xs, xs[-1], xs[0]], [*ys, 0.0, 0.0]
        return xs, ys

    @np.errstate(all="ignore")  # what has no number here is NaN, and lifts the pen
    def _drawn(self, mark: Mark, values: Sequence[float]) -> tuple[list[float], list[float]]:
        """A mark's own points: a curve's grid and heights, bars' centres and heights, a word's place."""
        if isinstance(mark, Curve):
            grid = np.linspace(*self._span(mark), mark.points)
            heights = self._evaluate(mark.y, (mark.x,))(*values, *self.data.values(), grid)
            return list(grid), list(np.broadcast_to(np.asarray(heights, dtype=float), grid.shape))
        if isinstance(mark, Trace):
            grid = np.linspace(*mark.span, mark.points)
            along = [self._evaluate(sp.sympify(axis), (mark.t,)) for axis in (mark.xs, mark.ys)]
            traced = [np.broadcast_to(axis(*values, *self.data.values(), grid), grid.shape) for axis in along]
            return list(traced[0]), list(traced[1])
        if isinstance(mark, Bars):
            return [float(at) for at in mark.at], self._floats(mark.heights, values)
        xs, ys = ([mark.place], [mark.y]) if isinstance(mark, Word) else (mark.xs, mark.ys)
        return self._floats(xs, values), self._floats(ys, values)

    def _floats(self, expressions: Sequence[sp.Expr | float], values: Sequence[float]) -> list[float]:
        return [float(self._evaluate(sp.sympify(one))(*values, *self.data.values())) for one in expressions]

    def _span(self, mark: Curve) -> tuple[float, float]:
        return mark.span or next(panel.x for panel in self.panels if panel.name == mark.panel)

    def _evaluate(self, expression: sp.Expr, extra: tuple[sp.Symbol, ...] = ()) -> Evaluated:
        """An expression as a NumPy function of controls, data and further symbols."""
        key = (expression, extra)
        if key not in self._functions:
            arguments = [control.symbol for control in self.controls] + [sp.IndexedBase(name) for name in self.data]
            self._functions[key] = sp.lambdify(
                [*arguments, *extra], to_log_space(expression), [IN_NUMPY, "scipy", "numpy"]
            )
        return self._functions[key]

    @cached_property
    def _functions(self) -> dict[tuple[sp.Expr, tuple[sp.Symbol, ...]], Evaluated]:
        return {}

    def script(self) -> str:
        """The scene as a JavaScript object: its frames, handles and descents as functions of a state.

        Raises
        ------
        CannotPrint
            If an expression has no exact JavaScript form.
        """
        return self._script

    @cached_property
    def _script(self) -> str:  # a build checks it and then shows it, and SymPy takes seconds
        descents = ",".join(self._descent(descent) for descent in self.descents)
        return f"{{frame:{self._frame()},handles:{self.handle_script()},descents:[{descents}]}}"

    def _function(self) -> Function:
        return Function(self.name, [control.symbol for control in self.controls], self.data, self.nodes)

    def _frame(self) -> str:
        """The function from a state to readouts ``r`` and each mark's points ``m``."""
        function = self._function()
        readouts = function.scalars([readout.expression for readout in self.readouts if readout.expression is not None])
        curves: dict[int, str] = {}
        for group in self._grids().values():
            first = self.marks[group[0]]
            assert isinstance(first, Curve)
            bodies = [mark.y for mark in map(self.marks.__getitem__, group) if isinstance(mark, Curve)]
            xs, *ys = function.arrays(first.x, (*self._span(first), first.points), bodies)
            for place, name in zip(group, ys):
                mark, (low, high) = self.marks[place], self._span(first)
                filled = isinstance(mark, Curve) and mark.fill
                curves[place] = f"[[...{xs},{high},{low}],[...{name},0,0]]" if filled else f"[{xs},{name}]"
        points = [curves.get(place) or self._fixed(function, mark) for place, mark in enumerate(self.marks)]
        return function.text(f"return{{r:[{','.join(readouts)}],m:[{','.join(points)}]}}")

    def _grids(self) -> dict[tuple[sp.Symbol, tuple[float, float], int], list[int]]:
        """The curves that share a grid, which one loop tabulates."""
        groups: dict[tuple[sp.Symbol, tuple[float, float], int], list[int]] = {}
        for place, mark in enumerate(self.marks):
            if isinstance(mark, Curve):
                groups.setdefault((mark.x, self._span(mark), mark.points), []).append(place)
        return groups

    def _fixed(self, function: Function, mark: Mark) -> str:
        """The points of a mark with a given number of them."""
        if isinstance(mark, Bars):
            corners = bar_corners(mark.at, function.scalars(map(sp.sympify, mark.heights)), mark.width)  # type: ignore[arg-type]
            xs = [repr(float(x)) for x, _ in corners]
            ys = [str(y) for _, y in corners]
        elif isinstance(mark, Trace):
            _, x, y = function.arrays(mark.t, (*mark.span, mark.points), [mark.xs, mark.ys])
            return f"[{x},{y}]"
        else:
            assert isinstance(mark, (Polyline, Word))
            places = ([mark.place], [mark.y]) if isinstance(mark, Word) else (mark.xs, mark.ys)
            xs, ys = (function.scalars(map(sp.sympify, axis)) for axis in places)
        return f"[[{','.join(xs)}],[{','.join(ys)}]]"

    def _descent(self, descent: Descent) -> str:
        """The function from a state to a readout and its gradient."""
        lowered = next(one.expression for one in self.readouts if one.name == descent.readout)
        value = to_log_space(lowered)  # first, so that the gradient is in log space too
        function = self._function()
        slopes = [value.diff(self._symbol(name)) for name in descent.moves]
        return function.text(f"return[{','.join(function.scalars([value, *slopes]))}]")
