"""What a build, and ``save_html``, hold a scene to; its author may ask at any time.

The page's own JavaScript is run, at every corner of the box of controls, at its first state and at random ones within.
"""

from __future__ import annotations

import gzip
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kltools.explorables.engine import V8, Engine
from kltools.explorables.explorable import Explorable, Frame
from kltools.explorables.formula import Formula
from kltools.explorables.handle_check import wrong_handles
from kltools.explorables.javascript import HELPERS_SCRIPT
from kltools.explorables.mistakes import SceneMistake
from kltools.explorables.page import explorable_block
from kltools.explorables.readout_check import wrong_readouts
from kltools.explorables.recorded import Recorded
from kltools.explorables.states import INNER_STATES, many_states, sample_states

if TYPE_CHECKING:
    from kltools.explorables.showing import StaticExplorable
    from kltools.explorables.widget import ExplorableWidget

FORMULA_BYTES = 25_000
RECORDING_BYTES = 110_000
FRAMES = 8
"""How many random states of a recorded scene are drawn for its check; a recording draws them all."""


@dataclass(frozen=True)
class Checked:
    """What a check has looked at.

    Parameters
    ----------
    scene : str
        The scene's name.
    readouts, states : int
        How many readouts there are, and the states at which each was compared with its truth, or drawn.
    handles, handle_states : int
        How many handles there are, and the states at which the place of each was looked at.
    """

    scene: str
    readouts: int
    states: int
    handles: int
    handle_states: int

    def __str__(self) -> str:
        readouts = f"readouts: {self.readouts}, at {self.states} states"
        return f"scene {self.scene!r}: no mistake; {readouts}; handles: {self.handles}, at {self.handle_states} states"


class SceneTooLarge(SceneMistake):
    """A scene would make its page heavy; the message says how to lighten it."""


def check(figure: Explorable | StaticExplorable | ExplorableWidget) -> Checked:
    """Look for the mistakes of whoever wrote a scene: all that a build would refuse.

    Parameters
    ----------
    figure : explorable
        What a scene function returned, or its description.

    Returns
    -------
    Checked
        What was looked at; printed, a sentence.

    Raises
    ------
    SceneMistake
        Naming the scene and, each on a line with its place, the value found and the cure, all mistakes: a readout that differs
        from its truth, or a truth that raises or is not finite; a handle that leaves its panel, never shows, or does not
        depend on what it moves; an ``update`` that returns no number for a readout.
    SceneTooLarge
        A SceneMistake too, where the scene would take more bytes than a page has for one.
    CannotPrint
        For an expression that has no JavaScript form.
    ModuleNotFoundError
        Where the JavaScript engine is missing; ``pip install "kltools[explorables]"`` brings it.
    TypeError
        If ``figure`` is no explorable.

    Notes
    -----
    Mistakes that show without a value of any control, in names, panels, roles, lengths, moves and placeholders, are raised by
    the description itself. A recorded scene is recorded here to know its size, which takes as long as in a build.

    Examples
    --------
    >>> import sympy as sp
    >>> from kltools.drawing import Panel
    >>> from kltools.explorables import Formula, Handle, Polyline, Readout, Slider, scene
    >>> side = Slider("side", 0, 2, 1, 0.1, "side")
    >>> @scene
    ... def square(top=4):
    ...     return Formula(
    ...         name="square", controls=[side], panels=[Panel("plane", x=(0, 2), y=(0, top))],
    ...         marks=[Polyline("plane", [0, side.symbol], [0, side.symbol**2], "ink")],
    ...         readouts=[Readout("area", side.symbol**2, lambda side: side * side)],
    ...         handles=[Handle("plane", side.symbol, side.symbol**2, ("side",), "corner")],
    ...         caption="A square.", description="A square of side {side}: its area is {area}.",
    ...     )
    >>> print(check(square()))
    scene 'square': no mistake; readouts: 1, at 35 states; handles: 1, at 238 states
    >>> check(square(top=3))  # doctest: +ELLIPSIS
    Traceback (most recent call last):
        ...
    kltools.explorables.mistakes.SceneMistake: scene 'square': handle 1 'corner' at {'side': 2} stands at (2, 4), outside panel...
    """
    scene = scene_of(figure)
    checked = check_box(scene)
    check_size(scene, explorable_block(scene, f"kl-{scene.name}-1").own_html())
    return checked


def scene_of(figure: object) -> Explorable:
    """The description of a figure, which may be it already.

    Raises
    ------
    TypeError
        If it is no explorable.
    """
    scene = getattr(figure, "scene", figure)
    if isinstance(scene, Explorable):
        return scene
    if hasattr(figure, "describe"):
        name = getattr(figure, "__name__", "it")
        raise TypeError(f"figure is the scene function {name}; call it, {name}()")
    raise TypeError(f"figure is of type {type(figure).__name__}; give what a scene function returned")


def check_box(scene: Explorable, engine: Engine | None = None) -> Checked:
    """Hold a scene's readouts and handles to their promises over the box of its controls.

    Parameters
    ----------
    scene : Explorable
    engine : Engine, optional
        Runs the page's JavaScript; a new V8 unless given.

    Returns
    -------
    Checked

    Raises
    ------
    SceneMistake
        With every mistake found.
    """
    engine = engine or V8()
    recorded = isinstance(scene, Recorded)
    states = list(sample_states(scene, FRAMES if recorded else INNER_STATES, recorded=recorded))
    everywhere = [*states, *many_states(scene)]
    found: list[str] = []
    frames: list[Frame] = []
    if isinstance(scene, Formula):
        engine.run(f"{HELPERS_SCRIPT}const scene={scene.script()},handles=scene.handles;0")
        found += wrong_readouts(scene, engine, states)
    else:
        frames = [scene.frame(state) for state in states]
        engine.run(f"{HELPERS_SCRIPT}const handles={scene.handle_script()};0")
    found += wrong_handles(scene, engine, everywhere, frames)
    if found:
        raise SceneMistake(scene.name, found)
    return Checked(scene.name, len(scene.readouts), len(states), len(scene.handles), len(everywhere))


def check_size(scene: Explorable, block: str) -> None:
    """Refuse a scene whose block, or recording, is over its budget.

    Raises
    ------
    SceneTooLarge
        With the size, the budget, and what to do.
    """
    if isinstance(scene, Recorded):
        size = len(block.partition('"bytes":"')[2].partition('"')[0])
        if size > RECORDING_BYTES:
            raise SceneTooLarge(
                scene.name,
                [
                    f"it is too large to record: {size:,} bytes of base64, the budget is {RECORDING_BYTES:,}; "
                    "give its sliders fewer values, its curves fewer points, let artists depend on fewer controls, "
                    "or write it as a formula"
                ],
            )
        return
    size = len(gzip.compress(block.encode(), mtime=0))
    if size > FORMULA_BYTES:
        raise SceneTooLarge(
            scene.name,
            [
                f"it is too large: {size:,} bytes gzipped with its SVG, the budget is {FORMULA_BYTES:,}; "
                "draw fewer marks, or give curves one grid so that they share a loop"
            ],
        )
