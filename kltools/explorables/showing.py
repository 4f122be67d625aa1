"""What a scene function returns to its reader: HTML in a build, a live widget in a notebook."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, ParamSpec, Protocol, TypeVar, cast

from kltools.drawing import WIDE, Block, ShownAsBlock, building, to_pdf
from kltools.explorables.explorable import Explorable
from kltools.explorables.page import explorable_block
from kltools.explorables.scene_check import check_box, check_size
from kltools.extras import require

if TYPE_CHECKING:
    from kltools.explorables.widget import ExplorableWidget

P = ParamSpec("P")
E = TypeVar("E", bound=Explorable)
_made: Counter[str] = Counter()


class StaticExplorable(ShownAsBlock):
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

    def __init__(self, scene: Explorable) -> None:
        check_box(scene)
        _made[scene.name] += 1
        self.scene = scene
        self.block = explorable_block(scene, f"kl-{scene.name}-{_made[scene.name]}")
        check_size(scene, self.block.own_html())

    def to_pdf(self) -> bytes:
        """The first state, in the wide layout."""
        return to_pdf(self.scene.drawn(WIDE))

    def to_block(self) -> Block:
        """The block that was made and checked."""
        return self.block


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
