"""The still pictures of the book, in its one style."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from scipy import stats

from kltools.canvas import Panel
from kltools.dispatch import dispatched
from kltools.divergences import kl_divergence
from kltools.picture import Still
from kltools.style import DASHES, PALETTE, TEXT

_divergence = dispatched(kl_divergence)
GRID = np.linspace(-4, 8, 241)


def far_and_near() -> Still:
    """Two pairs of normals: one far apart, one nearly alike, each with its D(p‖q).

    Returns
    -------
    Still
        Two panels, side by side on a wide page.

    Examples
    --------
    >>> far_and_near().panels[0].title
    'far: D(p‖q) = 8.00 nats'
    """
    p = stats.norm(0, 1)
    pairs = {"far": stats.norm(4, 1), "near": stats.norm(0.5, 1.1)}
    values = {name: _divergence(p, q) for name, q in pairs.items()}
    panels = [
        Panel(
            name, x=(-4, 8), y=(0, 0.5), title=f"{name}: D(p‖q) = {value:.2f} nats",
            xlabel="x", xticks=(-2, 0, 2, 4, 6), height=150,
        )
        for name, value in values.items()
    ]  # fmt: skip

    def draw(axes: Mapping[str, Axes]) -> None:
        for name, q in pairs.items():
            draw_density(axes[name], p, "p", at=-2.1)
            draw_density(axes[name], q, "q", at=q.mean() + 2.3)

    alt = f"Two panels. Far: p and q four standard deviations apart, D {values['far']:.2f} nats. "
    alt += f"Near: p and q almost cover each other, D {values['near']:.2f} nats."
    caption = "The notes' two pictures: a large divergence where p and q differ, a small one where they nearly agree."
    return Still("far-and-near", panels, draw, alt, caption, columns=2)


def draw_density(axes: Axes, distribution, role: str, *, at: float) -> None:
    """Draw a density in its role's style, lightly filled, and label it above the curve at one place.

    Parameters
    ----------
    axes : matplotlib.axes.Axes
    distribution : SciPy frozen distribution
    role : {"p", "q", "m"}
    at : float
        Where its name stands.
    """
    heights = distribution.pdf(GRID)
    dashes: dict[str, Any] = {"dashes": [length / 2.4 for length in DASHES[role]]} if role in DASHES else {}
    axes.fill([*GRID, GRID[-1], GRID[0]], [*heights, 0, 0], color=PALETTE[role], alpha=0.16, lw=0)
    axes.plot(GRID, heights, color=PALETTE[role], lw=2.4, **dashes)
    style: dict[str, Any] = {"color": TEXT[role], "fontsize": 15, "fontweight": "bold", "ha": "center"}
    axes.text(at, float(distribution.pdf(at)) + 0.025, role, **style)
