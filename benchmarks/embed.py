"""Panel's embed, the nearest tool to a recorded explorable: a page that holds the picture of every state."""

from __future__ import annotations

import time
from pathlib import Path

from kltools.drawing.panels import WIDE, draw_panels
from kltools.explorables import Recorded

CENTRES, SPLITS = (-2.0, -1.0, 0.0, 1.0, 2.0), (0.0, 2.0, 4.0, 6.0)
"""The states of the scene `binning` that are asked for: the embed is too slow for all of them."""
STATES = len(CENTRES) * len(SPLITS)


def embed(scene: Recorded, path: Path, resources: str) -> float:
    """Write a page of the scene's figure at every state; return the processor seconds that a state took.

    `resources` says where Bokeh's scripts are: "inline" in the page, or at a "cdn".
    """
    import panel

    _, axes = draw_panels(scene.panels, WIDE)
    update = scene.draw(axes)
    figure = next(iter(axes.values())).get_figure()

    def drawn(centre: float, splits: float) -> panel.pane.Matplotlib:
        update(centre=centre, splits=splits)
        return panel.pane.Matplotlib(figure)

    centre = panel.widgets.DiscreteSlider(name="centre", options=list(CENTRES))
    splits = panel.widgets.DiscreteSlider(name="splits", options=list(SPLITS))
    start = time.process_time()
    page = panel.Column(centre, splits, panel.bind(drawn, centre, splits))
    page.save(path, embed=True, max_states=STATES, max_opts=STATES, resources=resources, progress=False)
    return (time.process_time() - start) / STATES
