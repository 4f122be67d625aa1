"""What a scene function returns to its reader: HTML in a build, a live widget in a notebook."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, ParamSpec

from kltools.explorables.check import check_formula, check_size
from kltools.explorables.explorable import Explorable
from kltools.explorables.formula import Formula
from kltools.explorables.page import explorable_block, player_block

if TYPE_CHECKING:
    from kltools.explorables.widget import ExplorableWidget

BUILD = "KLTOOLS_BUILD"
"""Environment variable that a build sets: explorables become HTML, and are checked."""

P = ParamSpec("P")
_shown: Counter[str] = Counter()


def building() -> bool:
    """Whether this process runs a notebook for a built page."""
    return os.environ.get(BUILD, "") not in ("", "0")


class StaticExplorable:
    """An explorable on a built page: its display is one block of HTML, checked when it is made."""

    def __init__(self, scene: Explorable) -> None:
        self.scene = scene

    def _repr_html_(self) -> str:
        return page_block(self.scene)


def page_block(scene: Explorable) -> str:
    """A scene's checked HTML, with the player before the first on its page.

    One kernel runs one page, so what this process has shown is what the page holds.

    Raises
    ------
    CannotPrint, WrongDigit, SceneTooLarge
        Each names the scene and what to do.
    """
    if isinstance(scene, Formula):
        check_formula(scene)
    _shown[scene.name] += 1
    block = explorable_block(scene, f"kl-{scene.name}-{_shown[scene.name]}")
    check_size(scene, block)
    return block if _shown.total() > 1 else player_block() + block


def scene(function: Callable[P, Explorable]) -> Callable[P, StaticExplorable | ExplorableWidget]:
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
        from kltools.explorables.widget import make_widget  # ipywidgets must not be imported in a build

        return make_widget(explorable)

    show.describe = function  # type: ignore[attr-defined]
    return show
