"""Scenes whose picture is the outcome of an algorithm: run over all states once, and played back in the page."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from itertools import product

import numpy as np
import sympy as sp
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.path import Path as DrawnPath
from matplotlib.text import Text
from numpy.typing import NDArray

from kltools.drawing import WIDE, Layout, draw_panels, instead, to_svg
from kltools.explorables.codec import Whole, pack, tenths
from kltools.explorables.contract import MarkSpecification, Recording, Scale
from kltools.explorables.controls import Readout, State, Value
from kltools.explorables.explorable import Explorable, Frame, Path, Picture, scale_of
from kltools.explorables.handles import Handle
from kltools.explorables.mistakes import SceneMistake, part

Update = Callable[..., Mapping[str, float]]
"""Moves the artists to a state and returns its readouts."""


@dataclass(kw_only=True)
class Recorded(Explorable):
    """An explorable recorded over all values of its controls.

    Parameters
    ----------
    draw : callable
        ``draw(axes)`` is given the empty panels by name, adds lines, patches and texts to them, and
        returns ``update(**state)``, which moves them and returns the readouts by name.

    Notes
    -----
    Further parameters are :class:`~kltools.explorables.explorable.Explorable`'s.
    """

    draw: Callable[[Mapping[str, Axes]], Update]

    def __post_init__(self) -> None:
        super().__post_init__()
        self._stages: dict[str, _Stage] = {}

    def _mistakes(self) -> Iterator[str]:
        yield from super()._mistakes()
        if not callable(self.draw):
            yield f"draw is {self.draw!r}, which is no function; give one that takes the panels' axes and returns update"
        for control in self.controls:
            if control.value not in control.states():
                yield (
                    f"{control.name!r} starts at {control.value}, which is none of the values it is recorded at; "
                    "start it at one of them"
                )
        for place, readout in enumerate(self.readouts):
            if readout.expression is not None or readout.truth is not None:
                yield (
                    f"{part('readout', place, readout.name)} has an expression or a truth, which a recorded scene never "
                    "asks; let update return the number"
                )

    def frame(self, state: State, layout: Layout = WIDE) -> Frame:
        """What a state looks like, by a fresh update."""
        stage = self._stage(layout)
        state = {name: state[name] for name in self.state()}
        try:
            numbers = self._numbers(stage.update(**state))
        except Exception as error:
            error.add_note(f"scene {self.name!r}: update, at {state}")
            raise
        return Frame({gid: stage.points(artist) for gid, (artist, _) in stage.artists.items()}, numbers)

    def _numbers(self, returned: Mapping[str, float]) -> dict[str, float]:
        """The readouts among what update returned."""
        if not isinstance(returned, Mapping):
            raise SceneMistake(self.name, [f"update returns {returned!r}; let it return the readouts by name"])
        names = [readout.name for readout in self.readouts]
        if missing := [name for name in names if name not in returned]:
            raise SceneMistake(
                self.name,
                [
                    f"update returns no readout {name!r}; add it to what it returns: {list(returned)}"
                    for name in missing
                ],
            )
        return {name: float(returned[name]) for name in names}

    def drawn(self, layout: Layout, state: State | None = None) -> Figure:
        """A state, the first unless another is given, as matplotlib's figure."""
        self.frame(state or self.state(), layout)
        return self._stage(layout).figure

    def picture(self, layout: Layout, prefix: str, state: State | None = None) -> Picture:
        """A state, the first unless another is given; its scales turn the wide layout's pixels into this one's."""
        self.frame(state or self.state(), layout)
        stage = self._stage(layout)
        svg = to_svg(stage.figure, f"{prefix}-{layout.name}", kept=frozenset(stage.artists))
        scales = {}
        for name, axes in stage.axes.items():
            a, b, c, d = scale_of(axes)
            wide_a, wide_b, wide_c, wide_d = scale_of(self._stage(WIDE).axes[name])
            scales[name] = (a - wide_a * b / wide_b, b / wide_b, c - wide_c * d / wide_d, d / wide_d)
        return Picture(layout, svg, scales, (layout.width, stage.height))

    def point_scale(self, panel: str) -> Scale:
        """How a panel's data units become pixels of the wide layout, which a recording's points are in."""
        return scale_of(self._stage(WIDE).axes[panel])

    def _place(self, handle: Handle) -> tuple[sp.Expr, sp.Expr]:
        a, b, c, d = self.point_scale(handle.panel)
        return a + b * sp.sympify(handle.x), sp.S.Zero if isinstance(handle.y, str) else c + d * sp.sympify(handle.y)

    def ridden(self, handle: Handle) -> int | None:
        """The place, among the scene's marks, of the dot that a handle rides; None where its own formula places it."""
        if not isinstance(handle.y, str):
            return None
        labels = [artist.get_label() for artist, _ in self._stage(WIDE).artists.values()]
        if handle.y not in labels:
            own = [str(label) for label in labels if not str(label).startswith("_")]  # what matplotlib calls the others
            mistake = (
                f"handle {handle.label!r} rides {handle.y!r}, which no artist is labelled; give that label to the dot that "
                f"draw adds, or {instead(handle.y, own)}"
            )
            raise SceneMistake(self.name, [mistake])
        return labels.index(handle.y)

    def marks(self) -> list[MarkSpecification]:
        """Each artist's id, panel and kind, as the player takes them."""
        artists = self._stage(WIDE).artists
        return [
            {"id": gid, "panel": panel, "word": isinstance(artist, Text)} for gid, (artist, panel) in artists.items()
        ]

    def record(self) -> Recording:
        """The frames of all states, packed for the player."""
        grids: list[Sequence[Value]] = [control.states() for control in self.controls]
        shape = tuple(len(grid) for grid in grids)
        names = [control.name for control in self.controls]
        frames = [self.frame(dict(zip(names, values))) for values in product(*grids)]
        arrays: list[Whole] = []
        for gid in self._stage(WIDE).artists:
            points = _even([frame.paths[gid] for frame in frames])
            arrays.append(tenths(points.transpose(0, 2, 1)).reshape(*shape, 2, points.shape[1]))
        shown = [[self._whole(readout, frame.readouts[readout.name]) for readout in self.readouts] for frame in frames]
        arrays.append(np.array(shown, dtype=np.int32).reshape(*shape, len(self.readouts)))
        layout, text = pack(arrays, len(self.controls))
        return {"arrays": layout, "bytes": text, "digits": [readout.digits for readout in self.readouts]}

    def _whole(self, readout: Readout, value: float) -> int:
        """A readout in units of its last shown digit; the extremes stand for infinities and NaN."""
        if np.isnan(value):
            return -(2**31)
        if np.isinf(value):
            return 2**31 - 1 if value > 0 else -(2**31) + 1
        if abs(value) * 10**readout.digits >= 2**31 - 2:
            mistake = (
                f"readout {readout.name!r} is {value:g}, too large to record with {readout.digits} digits; give it fewer digits, "
                "or a larger unit"
            )
            raise SceneMistake(self.name, [mistake])
        return int((Decimal(value) * 10**readout.digits).quantize(Decimal(1), ROUND_HALF_UP))

    def _stage(self, layout: Layout) -> _Stage:
        if layout.name not in self._stages:
            self._stages[layout.name] = _Stage(self, layout)
        return self._stages[layout.name]


class _Stage:
    """A recorded scene's figure in one layout, drawn once and then moved."""

    def __init__(self, scene: Recorded, layout: Layout) -> None:
        self.figure, self.axes = draw_panels(scene.panels, layout)
        self.height = self.figure.get_figheight() * self.figure.dpi
        self.update = scene.draw(self.axes)
        if not callable(self.update):
            raise SceneMistake(
                scene.name, [f"draw returns {self.update!r}, which is no function; let it return update"]
            )
        self.artists: dict[str, tuple[Artist, str]] = {}
        for panel, axes in self.axes.items():
            for artist in [*axes.lines, *axes.patches, *axes.texts]:
                gid = f"m{len(self.artists)}"
                artist.set_gid(gid)
                self.artists[gid] = (artist, panel)
        if found := [mistake for panel, axes in self.axes.items() for mistake in _unrecordable(panel, axes)]:
            raise SceneMistake(scene.name, found)
        if not self.artists:
            raise SceneMistake(scene.name, ["draw adds nothing to any panel; let it plot what update moves"])

    def points(self, artist: Artist) -> Path:
        """An artist's points in CSS pixels."""
        if isinstance(artist, Text):
            place = artist.get_transform().transform([artist.get_position()])
            return self._flipped(place)
        path: DrawnPath = artist.get_transform().transform_path(artist.get_path())  # type: ignore[attr-defined]
        return self._flipped(_pen_strokes(path))

    def _flipped(self, points: NDArray[np.float64]) -> Path:
        """Upward pixels as the page's downward ones."""
        return np.column_stack([points[:, 0], self.height - points[:, 1]])


def _unrecordable(panel: str, axes: Axes) -> Iterator[str]:
    """What a panel holds that a recording cannot: it keeps points on straight axes, and nothing else."""
    for other in [*axes.collections, *axes.images, *axes.tables]:
        yield (
            f"panel {panel!r} holds a {type(other).__name__}, which cannot be recorded; draw it with plot, fill or stairs"
        )
    for patch in axes.patches:
        codes = patch.get_path().codes
        if codes is not None and np.isin(codes, (DrawnPath.CURVE3, DrawnPath.CURVE4)).any():
            yield (
                f"panel {panel!r} holds a {type(patch).__name__}, whose outline is curved; draw it with fill, through enough "
                "points"
            )
    if axes.get_xscale() != "linear" or axes.get_yscale() != "linear":
        yield f"panel {panel!r}: its axes must stay linear; plot the logarithm instead"


def _pen_strokes(path: DrawnPath) -> NDArray[np.float64]:
    """A path's vertices, with a row of NaN between strokes and closed strokes ending where they began."""
    vertices = np.asarray(path.vertices, dtype=float)
    if path.codes is None:
        return vertices
    rows: list[NDArray[np.float64]] = []
    start = vertices[0]
    for vertex, code in zip(vertices, np.asarray(path.codes)):
        if code == DrawnPath.MOVETO:
            if rows:
                rows.append(np.full(2, np.nan))
            start = vertex
        rows.append(start if code == DrawnPath.CLOSEPOLY else vertex)
    return np.array(rows)


def _even(paths: list[Path]) -> NDArray[np.float64]:
    """Paths of different lengths in one array, the shorter ones resting at their last point."""
    paths = [path if len(path) else np.full((1, 2), np.nan) for path in paths]
    longest = max(len(path) for path in paths)
    return np.stack([np.concatenate([path, np.repeat(path[-1:], longest - len(path), axis=0)]) for path in paths])
