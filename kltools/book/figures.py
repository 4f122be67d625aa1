"""The still pictures of the book, in its one style."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import sympy as sp
from matplotlib.axes import Axes
from scipy import stats
from scipy.stats.distributions import rv_frozen

from kltools import exact
from kltools.distributions import Mixture, kl_divergence
from kltools.drawing import PALETTE, TEXT, Panel, Still, Stroke, lettering, stroke
from kltools.projections import information_projections, moment_projection


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
    values = {name: kl_divergence(p, q) for name, q in pairs.items()}
    panels = [
        Panel(
            name, x=(-4, 8), y=(0, 0.5), title=f"{name}: D(p‖q) = {value:.2f} nats",
            xlabel="x", xticks=(-2, 0, 2, 4, 6), height=150,
        )
        for name, value in values.items()
    ]  # fmt: skip

    def draw(axes: Mapping[str, Axes]) -> None:
        for name, q in pairs.items():
            draw_density(axes[name], p, "p", span=(-4, 8), at=-2.1)
            draw_density(axes[name], q, "q", span=(-4, 8), at=q.mean() + 2.3)

    alt = f"Two panels. Far: p and q four standard deviations apart, D {values['far']:.2f} nats. "
    alt += f"Near: p and q almost cover each other, D {values['near']:.2f} nats."
    caption = "The notes' two pictures: a large divergence where p and q differ, a small one where they nearly agree."
    return Still("far-and-near", panels, draw, alt, caption, columns=2)


def forward_and_reverse() -> Still:
    """The notes' two fits to a p of two modes: forward with its arrows, reverse with its shaded region.

    Returns
    -------
    Still
        Two panels, side by side on a wide page.

    Examples
    --------
    >>> forward_and_reverse().name
    'forward-and-reverse'
    """
    p = Mixture([stats.norm(-2.5, 0.7), stats.norm(2.5, 0.9)], [0.55, 0.45])
    fits = {"forward": moment_projection(p), "reverse": information_projections(p)[0]}
    titles = {"forward": "q* of least D(p‖q)", "reverse": "q* of least D(q‖p)"}
    panels = [
        Panel(name, x=(-7, 7), y=(0, 0.66), title=title, xlabel="x", xticks=(-5, 0, 5), height=170)
        for name, title in titles.items()
    ]

    def draw(axes: Mapping[str, Axes]) -> None:
        for name, fit in fits.items():
            draw_density(axes[name], p, "p", span=(-7, 7), at=4.9)
            draw_density(axes[name], fit.distribution, "q", span=(-7, 7), at=0.0 if name == "forward" else -5.1)
        for place in (-5.4, 5.6):  # where p is next to nothing
            axes["forward"].annotate(
                "", (place, 0.05), (place, 0.2), arrowprops={"arrowstyle": "->", "color": TEXT["muted"], "lw": 1.8}
            )
        far = np.linspace(0.3, 6.5, 90)
        axes["reverse"].fill([*far, 6.5, 0.3], [*p.pdf(far), 0, 0], color=PALETTE["adds"], alpha=0.45, lw=0)

    alt = (
        "Two fits to one density with two modes. Forward: a wide normal over both modes, with arrows at the places outside "
        "where the density is next to nothing. Reverse: a narrow normal on the left mode; the right mode, where the normal "
        "is next to nothing, is shaded."
    )
    caption = (
        "Left: the arrows mark where p is next to nothing, and D(p‖q) hardly cares what q is. Right: shaded, where q is next to "
        "nothing, and D(q‖p) hardly cares what p is."
    )
    return Still("forward-and-reverse", panels, draw, alt, caption, columns=2)


def two_point_masses() -> Still:
    """The notes' example of disjoint supports: p all at 0, q all at 1.

    Returns
    -------
    Still
        One panel.

    Examples
    --------
    >>> two_point_masses().panels[0].xticks
    (0, 1)
    """
    panel = Panel("masses", x=(-0.6, 1.6), y=(0, 1.25), title="probability", xticks=(0, 1), yticks=(0, 1), height=150)

    def draw(axes: Mapping[str, Axes]) -> None:
        for at, role in ((0, "p"), (1, "q")):
            axes["masses"].fill(
                [at - 0.06, at - 0.06, at + 0.06, at + 0.06], [0, 1, 1, 0], color=PALETTE[role], alpha=0.85, lw=0
            )
            axes["masses"].text(at, 1.06, role, **lettering(role))

    return Still(
        "two-point-masses",
        [panel],
        draw,
        "Two bars of height 1: p stands at 0, q at 1.",
        "All of p stands at 0 and all of q at 1: no outcome has mass under both.",
    )


def f_generators() -> Still:
    """The generators of six f-divergences, which all touch 0 at t = 1.

    Returns
    -------
    Still
        One panel, drawn from :data:`kltools.exact.f_generators`.

    Examples
    --------
    >>> f_generators().panels[0].xlabel
    't = p/q'
    """
    last, top = 2.8, 1.6
    panel = Panel(
        "plane", x=(0, 3.75), y=(-0.06, top), title="f(t)", xlabel="t = p/q", xticks=(0, 1, 2), yticks=(0, 0.5, 1, 1.5),
        height=280,
    )  # fmt: skip
    # each curve's short name where it ends, its role and, where the role has none, its dash in pixels
    looks: dict[str, tuple[str, str, tuple[float, ...]]] = {
        "chi-squared": ("χ²", "takes", (12, 3, 2, 3)),
        "D(p‖q)": ("D(p‖q)", "p", ()),
        "total variation": ("TV", "ink", (12, 4)),
        "D(q‖p)": ("D(q‖p)", "q", ()),
        "squared Hellinger": ("Hellinger", "muted", (4, 2)),
        "JSD": ("JSD", "m", ()),
    }

    def draw(axes: Mapping[str, Axes]) -> None:
        for name, (word, role, dash) in looks.items():
            f = sp.lambdify(exact.T, exact.f_generators[name])
            grid = np.linspace(0.002, last, 400)
            if f(last) > top:
                grid = grid[(grid < 1) | (f(grid) < top - 0.09)]  # it ends under its name
            style: Stroke = {"dashes": [length / 2.4 for length in dash]} if dash else stroke(role, 2.4)
            axes["plane"].plot(grid, f(grid), color=PALETTE[role], lw=2.4, **style)
            end = (grid[-1] + 0.06, f(grid[-1]) - 0.03)
            axes["plane"].text(*end, word, **lettering(role, "left"))

    alt = (
        "Six convex curves that touch 0 at t = 1. Towards t = 0 the one of D(q‖p) grows without bound and the others stay "
        "finite. To the right chi-squared rises fastest, then D(p‖q), total variation, D(q‖p), squared Hellinger and JSD."
    )
    caption = (
        "The generators f of six divergences. Each divergence is the mean of f(p/q) under q: it charges what f makes of the "
        "ratio, and nothing where p = q."
    )
    return Still("f-generators", [panel], draw, alt, caption)


def draw_density(
    axes: Axes, distribution: rv_frozen | Mixture, role: str, *, span: tuple[float, float], at: float
) -> None:
    """Draw a density in its role's style, lightly filled, and label it above the curve at one place.

    Parameters
    ----------
    axes : matplotlib.axes.Axes
    distribution : SciPy frozen distribution or Mixture
    role : {"p", "q", "m"}
    span : tuple of float
        Where it is drawn.
    at : float
        Where its name stands.
    """
    grid = np.linspace(*span, 241)
    heights = distribution.pdf(grid)
    axes.fill([*grid, grid[-1], grid[0]], [*heights, 0, 0], color=PALETTE[role], alpha=0.16, lw=0)
    axes.plot(grid, heights, color=PALETTE[role], lw=2.4, **stroke(role, 2.4))
    axes.text(at, float(distribution.pdf(at)) + 0.025, role, **lettering(role))
