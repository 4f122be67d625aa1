"""An explorable taken out of a notebook: one file that works offline and embeds in a course page."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from kltools.explorables.explorable import Explorable
from kltools.explorables.page import explorable_block
from kltools.explorables.scene_check import check_box, check_size, scene_of
from kltools.explorables.standalone import standalone_page, standalone_script

if TYPE_CHECKING:
    from kltools.explorables.showing import StaticExplorable
    from kltools.explorables.widget import ExplorableWidget


def save_html(
    figure: Explorable | StaticExplorable | ExplorableWidget, path: str | Path, *, script_beside: bool = False
) -> Path:
    """Check an explorable, as :func:`~kltools.explorables.check` does, and write it, in its present state, to a file of its own.

    Parameters
    ----------
    figure : explorable
        What a scene function returned, or its description.
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
    SceneMistake, CannotPrint, ModuleNotFoundError
        What :func:`~kltools.explorables.check` raises; then nothing is written.

    Examples
    --------
    >>> save_html(figure, "figure.html")  # doctest: +SKIP
    PosixPath('figure.html')
    """
    described = scene_of(figure)
    state = {} if figure is described else getattr(figure, "state", {})
    controls = [replace(control, value=state.get(control.name, control.value)) for control in described.controls]
    scene = replace(described, controls=controls)
    check_box(scene)
    block = explorable_block(scene, f"kl-{scene.name}-1")
    check_size(scene, block.own_html())
    path = Path(path)
    beside = path.with_suffix(".js")
    page = standalone_page(block, title=scene.name, script_file=beside.name if script_beside else "")
    path.write_text(page, encoding="utf8")
    if script_beside:
        beside.write_text(standalone_script(block), encoding="utf8")
    return path
