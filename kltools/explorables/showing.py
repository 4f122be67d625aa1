"""What a scene function returns to its reader: HTML in a build, a live widget in a notebook."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, ParamSpec, Protocol, TypeVar, cast

from kltools.explorables.explorable import Explorable
from kltools.explorables.page import explorable_block, player_block
from kltools.explorables.scene_check import check_box, check_size
from kltools.extras import require

if TYPE_CHECKING:
    from kltools.explorables.widget import ExplorableWidget

BUILD = "KLTOOLS_BUILD"
"""Environment variable that a build sets: explorables become HTML, and are checked."""

P = ParamSpec("P")
E = TypeVar("E", bound=Explorable)
_made: Counter[str] = Counter()


def building() -> bool:
    """Whether this process runs a notebook for a built page."""
    return os.environ.get(BUILD, "") not in ("", "0")


class StaticExplorable:
    """An explorable on a built page: one block of HTML, checked when it is made.

    It is made and checked at once, not when it is displayed: IPython prints an error in a display and goes on,
    and the build would pass.

    Parameters
    ----------
    scene : Explorable

    Raises
    ------
    CannotPrint, SceneMistake, SceneTooLarge
        Each names the scene and what to do.
    """

    player_shown = False

    def __init__(self, scene: Explorable) -> None:
        check_box(scene)
        _made[scene.name] += 1
        self.scene = scene
        self.block = explorable_block(scene, f"kl-{scene.name}-{_made[scene.name]}")
        check_size(scene, self.block)

    def _repr_html_(self) -> str:
        # one kernel runs one page, so the first explorable that this process shows brings the player
        player = "" if StaticExplorable.player_shown else player_block()
        StaticExplorable.player_shown = True
        return player + self.block


class SceneFunction(Protocol[P, E]):
    """A function that shows an explorable; ``describe`` returns its description instead."""

    describe: Callable[P, E]

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> StaticExplorable | ExplorableWidget: ...


def scene(function: Callable[P, E]) -> SceneFunction[P, E]:
    """Make a function that describes an explorable show it.

    Parameters
    ----------
    function : callable
        Returns a :class:`Formula` or :class:`Recorded`.

    Returns
    -------
    callable
        With the same parameters. In a build it returns HTML, elsewhere an ipywidget with a trait for each
        control. The description itself is its ``describe`` attribute.
    """

    @wraps(function)
    def show(*args: P.args, **kwargs: P.kwargs) -> StaticExplorable | ExplorableWidget:
        explorable = function(*args, **kwargs)
        if building():
            return StaticExplorable(explorable)
        require("explorables", "anywidget", "ipywidgets")
        from kltools.explorables.widget import make_widget  # ipywidgets must not be imported in a build

        return make_widget(explorable)

    described = cast("SceneFunction[P, E]", show)
    described.describe = function
    return described
