"""What formula and recorded scenes share: controls, panels, readouts, and what one state looks like."""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import sympy as sp
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import NDArray

from kltools.drawing import LAYOUTS, WIDE, Layout, Panel
from kltools.explorables.contract import Scale
from kltools.explorables.controls import Control, Readout, State, Value
from kltools.explorables.handles import Handle
from kltools.explorables.javascript import Function
from kltools.explorables.logspace import to_log_space
from kltools.explorables.mistakes import (
    PLACEHOLDER,
    SceneMistake,
    description_mistakes,
    handle_mistakes,
    name_mistakes,
)

Path = NDArray[np.float64]
"""Points of one artist in CSS pixels of its layout, shape (n, 2); a row of NaN lifts the pen."""


@dataclass(frozen=True)
class Frame:
    """What one state looks like: each moving artist's points, and each readout's number."""

    paths: Mapping[str, Path]
    readouts: Mapping[str, float]


@dataclass(frozen=True)
class Picture:
    """An explorable's figure in one layout: its SVG, and how data units become pixels in each panel."""

    layout: Layout
    svg: str
    scales: Mapping[str, Scale]
    size: tuple[float, float]


@dataclass(kw_only=True)
class Explorable(ABC):
    """A figure that answers to controls.

    :class:`~kltools.explorables.Formula` and :class:`~kltools.explorables.Recorded` say where its frames come from.

    Parameters
    ----------
    name : str
        The scene's name, as in its file.
    controls : sequence of Slider, Choice or Toggle
    panels : sequence of Panel
    readouts : sequence of Readout
    caption : str
        What the figure shows, in a sentence or two.
    description : str
        Its text alternative; ``{control}`` and ``{readout}`` in braces follow the state.
    handles : sequence of Handle
        Points in the figure that the reader drags.
    """

    name: str
    controls: Sequence[Control]
    panels: Sequence[Panel]
    readouts: Sequence[Readout]
    caption: str
    description: str
    handles: Sequence[Handle] = ()

    def __post_init__(self) -> None:
        if found := list(self._mistakes()):
            raise SceneMistake(self.name, found)

    def _mistakes(self) -> Iterator[str]:
        """What is wrong with the description, as far as it shows without a state."""
        named = [control.name for control in self.controls] + [readout.name for readout in self.readouts]
        yield from name_mistakes(self.name, named, self.panels)
        yield from description_mistakes(self.description, named)
        yield from handle_mistakes(self.handles, self.panels, self.controls, self._data_symbols())

    def _data_symbols(self) -> set[sp.Basic]:
        """Symbols that no control sets, and that formulas may hold all the same."""
        return set()

    def state(self, **values: Value) -> dict[str, Value]:
        """A full state: the first one, with the given values in it.

        Raises
        ------
        ValueError
            For a value a control does not take, or a name that is no control.
        """
        known = {control.name: control for control in self.controls}
        for name in values:
            if name not in known:
                raise ValueError(f"scene {self.name!r} has no control {name!r}; it has {', '.join(known)}")
            known[name].number(values[name])
        return {name: values.get(name, control.value) for name, control in known.items()}

    def numbers(self, state: State) -> list[float]:
        """The state as the page holds it: one number for each control, in order."""
        return [control.number(state[control.name]) for control in self.controls]

    @abstractmethod
    def frame(self, state: State, layout: Layout = WIDE) -> Frame:
        """What a state looks like, computed in Python."""

    def pictures(self, prefix: str) -> list[Picture]:
        """The first state, drawn for each layout."""
        return [self.picture(layout, prefix) for layout in LAYOUTS]

    @abstractmethod
    def drawn(self, layout: Layout, state: State | None = None) -> Figure:
        """A state, the first unless another is given, as matplotlib's figure; what is hidden in it is not drawn."""

    @abstractmethod
    def picture(self, layout: Layout, prefix: str, state: State | None = None) -> Picture:
        """A state, the first unless another is given, drawn for one layout; ids start with ``prefix``."""

    def handle_script(self) -> str:
        """JavaScript: for each handle the function from a state to its place and derivatives by what it moves."""
        return self._handle_script

    @cached_property
    def _handle_script(self) -> str:  # a build checks it and then shows it
        return f"[{','.join(self._handle(handle) for handle in self.handles)}]"

    def ridden(self, handle: Handle) -> int | None:
        """The place, among the scene's marks, of the dot that a handle rides; None where its own formula places it."""
        return None

    def _handle(self, handle: Handle) -> str:
        across, up = self._place(handle)
        x, y = to_log_space(sp.Piecewise((across, handle.shown_if), (sp.nan, True))), to_log_space(up)
        slopes = [one.diff(self._symbol(name)) for name in handle.moves for one in (x, y)]
        function = self._function()
        return function.text(f"return[{','.join(function.scalars([x, y, *slopes]))}]")

    def point_scale(self, panel: str) -> Scale:
        """How a panel's data units become those of the scene's own points: here they are the same."""
        return 0.0, 1.0, 0.0, 1.0

    def _place(self, handle: Handle) -> tuple[sp.Expr, sp.Expr]:
        """A handle's place in the units of the scene's own points."""
        return sp.sympify(handle.x), sp.sympify(handle.y)

    def _function(self) -> Function:
        """A new JavaScript function of the state."""
        return Function(self.name, [control.symbol for control in self.controls])

    def _symbol(self, name: str) -> sp.Symbol:
        return next(control.symbol for control in self.controls if control.name == name)

    def text_alternative(self, state: State, readouts: Mapping[str, float]) -> str:
        """The description, with the state's values and readouts in it."""
        shown = {readout.name: shown_with_unit(readout, readouts[readout.name]) for readout in self.readouts}
        words = {name: shown_value(value) for name, value in state.items()} | shown
        return PLACEHOLDER.sub(lambda found: words[found[1]], self.description)


def shown_value(value: Value) -> str:
    """A control's value as words: at most two digits after the point, as the player writes it."""
    if isinstance(value, bool):
        return "on" if value else "off"
    if isinstance(value, str):
        return value
    rounded = math.floor(value * 100 + 0.5) / 100  # halves upwards, as Math.round does
    return f"{rounded + 0:.2f}".rstrip("0").rstrip(".").replace("-", "−")


def shown_with_unit(readout: Readout, value: float) -> str:
    """A readout's number and unit."""
    return f"{readout.shown(value)} {readout.unit}".strip()


def scale_of(axes: Axes) -> Scale:
    """How a panel turns data into pixels."""
    figure = axes.get_figure()
    assert isinstance(figure, Figure)
    height = figure.get_figheight() * figure.dpi
    (x0, y0), (x1, y1) = axes.transData.transform([(0, 0), (1, 1)])
    return float(x0), float(x1 - x0), float(height - y0), float(y0 - y1)
