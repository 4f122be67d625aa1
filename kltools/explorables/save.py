"""An explorable taken out of a notebook: one file that works offline and embeds in a course page."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from kltools.explorables.page import explorable_parts, player_block
from kltools.explorables.standalone import standalone_page, standalone_script

if TYPE_CHECKING:
    from kltools.explorables.showing import StaticExplorable
    from kltools.explorables.widget import ExplorableWidget


def save_html(figure: StaticExplorable | ExplorableWidget, path: str | Path, *, script_beside: bool = False) -> Path:
    """Write an explorable, in its present state, to a file of its own.

    Parameters
    ----------
    figure : explorable
        What a scene function returned.
    path : str or Path
        Where to write; an ``.html`` file.
    script_beside : bool
        Whether the page's script is a file of its own beside it, of the same name with the ending ``.js``: for a host
        that lets no script run within a page.

    Returns
    -------
    Path
        Where it was written.

    Raises
    ------
    TypeError
        If ``figure`` is no explorable.

    Examples
    --------
    >>> save_html(figure, "figure.html")  # doctest: +SKIP
    PosixPath('figure.html')
    """
    if not hasattr(figure, "scene"):
        raise TypeError(f"figure is of type {type(figure).__name__}; give what a scene function returned")
    scene, state = figure.scene, getattr(figure, "state", {})
    controls = [replace(control, value=state.get(control.name, control.value)) for control in scene.controls]
    markup, script = explorable_parts(replace(scene, controls=controls), f"kl-{scene.name}-1")
    path, player = Path(path), player_block()
    beside = path.with_suffix(".js")
    page = standalone_page(markup, script, player, title=scene.name, script_file=beside.name if script_beside else "")
    path.write_text(page, encoding="utf8")
    if script_beside:
        beside.write_text(standalone_script(script, player), encoding="utf8")
    return path
