"""From reverse to forward in one slider: the normal that is best by each alpha-divergence, for a p of two modes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache

import numpy as np
import sympy as sp
from matplotlib.axes import Axes
from numpy.typing import NDArray
from scipy import stats

import kltools
from kltools.distributions import kl_integrand, renyi_integrand
from kltools.drawing import PALETTE, Panel, lettering, stroke
from kltools.explorables import Handle, Readout, Recorded, Slider, Update, scene

Array = NDArray[np.float64]
WEIGHT = 0.65  # of the left mode
GRID = np.linspace(-9, 9, 145)
NODES = np.linspace(-30, 30, 481)  # seven standard deviations of the widest q; steps that see where p bends
LOG_STEP = np.log(NODES[1] - NODES[0])
PATHS = ("mean", "standard deviation")
AN_END = 1e-6  # nearer to 0 or 1 than this, D_alpha is D(q‖p) or D(p‖q) to six digits
ROUNDS, FARTHEST_STEP = 60, 0.5

order = Slider("alpha", 0, 1, 0.5, 0.025, "α, from reverse (0) to forward (1)", play=True)
apart = Slider("distance", 3, 8, 6, 0.5, "distance between p’s modes, in their widths", play=True)


def target(distance: float) -> kltools.Mixture:
    """p: two normals of variance 1, the left one heavier."""
    return kltools.Mixture([stats.norm(-distance / 2, 1), stats.norm(distance / 2, 1)], [WEIGHT, 1 - WEIGHT])


def alpha_divergence(log_p: Array, log_q: Array, alpha: Array) -> Array:
    """D_alpha over the nodes, from the kernel of kltools' own Rényi divergence, whose terms do not cancel."""
    log_p, values = np.broadcast_to(log_p, log_q.shape), np.empty(len(alpha))
    reverse, forward = alpha[:, 0] < AN_END, alpha[:, 0] > 1 - AN_END
    values[reverse] = kl_integrand(log_q[reverse], log_p[reverse], LOG_STEP).sum(axis=1)
    values[forward] = kl_integrand(log_p[forward], log_q[forward], LOG_STEP).sum(axis=1)
    rest = ~(reverse | forward)
    terms = renyi_integrand(alpha[rest])(log_p[rest], log_q[rest], LOG_STEP)
    values[rest] = -terms.sum(axis=1) / (alpha[rest] * (1 - alpha[rest]))[:, 0]
    return values


def _log_normal(mean: Array, log_spread: Array) -> Array:
    z = (NODES - mean[:, None]) / np.exp(log_spread[:, None])
    return np.asarray(-z * z / 2 - log_spread[:, None] - np.log(2 * np.pi) / 2)


def _slopes(log_p: Array, alpha: Array, mean: Array, log_spread: Array) -> tuple[Array, Array]:
    """Gradient (n, 2) and Hessian (n, 2, 2) of D_alpha by mean, in standard deviations, and log standard deviation.

    With L = log p − log q and w = (e^{αL} − 1)/α, which is L at α = 0, the gradient is −∫ q w ∇log q. So all that is
    needed are the moments of q w, in powers of z.
    """
    z = (NODES - mean[:, None]) / np.exp(log_spread[:, None])
    log_q = _log_normal(mean, log_spread)
    q, order, ratio = np.exp(log_q), np.maximum(alpha, AN_END), log_p - log_q
    power = order * ratio
    excess = np.where(np.abs(power) < 1, q * np.expm1(np.clip(power, -1, 1)), np.exp(log_q + power) - q) / order
    excess = np.where(alpha < AN_END, q * ratio, excess) * np.exp(LOG_STEP)
    moments = []
    for _ in range(5):
        moments.append(excess.sum(axis=1))
        excess = excess * z
    m0, m1, m2, m3, m4 = moments
    rest = 1 - alpha[:, 0]
    off = 2 * m1 - rest * (m3 - m1)
    hessian = [[1 + m0 - rest * m2, off], [off, 2 + 2 * m2 - rest * (m4 - 2 * m2 + m0)]]
    return np.stack([-m1, m0 - m2], axis=1), np.moveaxis(np.array(hessian), 2, 0)


def _descend(log_p: Array, alpha: Array, mean: Array, log_spread: Array) -> tuple[Array, Array, Array]:
    """Each start's local minimum: Newton's steps, towards steepest descent where the Hessian is not positive."""

    reached, damping = alpha_divergence(log_p, _log_normal(mean, log_spread), alpha), np.zeros(len(mean))
    moving = np.arange(len(mean))  # most arrive within ten rounds; the few that do not must not hold up the rest
    for _ in range(ROUNDS):
        gradient, hessian = _slopes(log_p, alpha[moving], mean[moving], log_spread[moving])
        going = np.abs(gradient).max(axis=1) >= 1e-10
        moving, gradient, hessian = moving[going], gradient[going], hessian[going]
        if not len(moving):
            break
        lift = np.maximum(damping[moving], 0.05 - np.linalg.eigvalsh(hessian)[:, 0])
        step = -np.linalg.solve(hessian + lift[:, None, None] * np.eye(2), gradient[:, :, None])[:, :, 0]
        step *= np.minimum(1, FARTHEST_STEP / np.maximum(np.abs(step).max(axis=1), 1e-300))[:, None]
        there = mean[moving] + step[:, 0] * np.exp(log_spread[moving]), log_spread[moving] + step[:, 1]
        found = alpha_divergence(log_p, _log_normal(*there), alpha[moving])
        lower = found <= reached[moving] + 1e-15
        downhill = moving[lower]
        mean[downhill], log_spread[downhill], reached[downhill] = (one[lower] for one in (*there, found))
        damping[moving] = np.where(lower, damping[moving] / 10, 4 * damping[moving] + 0.1)
    return reached, mean, np.exp(log_spread)


def best_normals(distance: float, alphas: Array) -> tuple[Array, Array, Array]:
    """For each alpha the least D_alpha among normals, with the mean and standard deviation that reach it.

    Searched from each mode of p and from the normal with p's mean and variance: where the minimum is not one of
    the modes', it lies on the way to that.

    Examples
    --------
    >>> least, mean, spread = best_normals(4.0, np.array([1.0]))
    >>> abs(mean[0] - target(4.0).mean()) < 1e-9
    np.True_
    """
    p = target(distance)
    starts = [(-distance / 2, 1.0), (distance / 2, 1.0), (p.mean(), p.var() ** 0.5)]
    at, wide = (np.repeat(column, len(alphas)) for column in np.array(starts).T)
    found = _descend(p.logpdf(NODES)[None, :], np.tile(alphas, len(starts))[:, None], at, np.log(wide))
    values, means, spreads = (one.reshape(len(starts), len(alphas)) for one in found)
    best = values.argmin(axis=0), np.arange(len(alphas))
    return values[best], means[best], spreads[best]


@cache
def _row(distance: float) -> tuple[Array, Array, Array, Array]:
    """The recorded alphas, and for each of them what :func:`best_normals` finds."""
    alphas = np.array(order.states())
    return alphas, *best_normals(distance, alphas)


@cache
def _still(distance: float) -> list[Array]:
    """What no alpha changes: the heights of p, and those of the best q at both ends."""
    _, _, means, spreads = _row(distance)
    ends = [stats.norm.pdf(GRID, means[end], spreads[end]) for end in (0, -1)]
    return [target(distance).pdf(GRID), *ends]


def _draw(axes: Mapping[str, Axes]) -> Update:
    """Add p, the best q, the outlines at both ends of alpha, and the paths of mean and standard deviation."""
    panel, path = axes["densities"], axes["path"]
    (mass,) = panel.fill([0], [0], color=PALETTE["p"], alpha=0.16, lw=0)
    outlines = [panel.plot([], [], color=PALETTE["muted"], lw=1.4, alpha=0.8)[0] for _ in range(2)]
    (curve_p,) = panel.plot([], [], color=PALETTE["p"], lw=2.4)
    (curve_q,) = panel.plot([], [], color=PALETTE["q"], lw=2.4, **stroke("q", 2.4))
    lines = [path.plot([], [], color=PALETTE["q"], lw=2.4, **stroke("q", 2.4))[0] for _ in range(2)]
    dots = [path.plot([], [], color=PALETTE["q"], lw=9, solid_capstyle="round", label=name)[0] for name in PATHS]
    roles = {"p": "p", "q*": "q", "α = 0": "muted", "α = 1": "muted"}
    words = {text: panel.text(0, 0, text, **lettering(role)) for text, role in roles.items()}
    above, below = (path.text(1, 0, text, **lettering("q", "right")) for text in ("standard deviation", "mean"))

    def update(alpha: float, distance: float) -> Mapping[str, float]:
        alphas, *row = _row(distance)
        at = int(np.argmin(np.abs(alphas - alpha)))
        chosen = [one[at : at + 1] for one in row]
        if abs(alphas[at] - alpha) > 1e-9:  # a live widget may ask for any alpha
            chosen = list(best_normals(distance, np.array([alpha])))
        least, mean, spread = (float(one[0]) for one in chosen)
        heights = [*_still(distance), stats.norm.pdf(GRID, mean, spread)]
        mass.set_xy(np.column_stack([[*GRID, GRID[-1], GRID[0]], [*heights[0], 0, 0]]))
        for curve, tops in zip((curve_p, *outlines, curve_q), heights):
            curve.set_data(GRID, tops)
        # where q* leaps from one mode to both, the paths are torn
        torn = np.flatnonzero(np.abs(np.diff(row[1])) > 0.25) + 1
        for line, dot, values, now in zip(lines, dots, row[1:], (mean, spread)):
            line.set_data(np.insert(alphas, torn, np.nan), np.insert(values, torn, np.nan))
            dot.set_data([alpha, alpha], [now, now])
        above.set_position((1, row[2][-1] + 0.8))
        below.set_position((1, row[1][-1] - 1.8))
        for name, (x, half) in _places(distance, row, mean, spread).items():
            under = np.abs(GRID - x) <= half + 0.1
            words[name].set_position((x, max(tops[under].max(initial=0) for tops in heights) + 0.015))
        return {"Dα(p‖q*)": least, "mean of q*": mean, "standard deviation of q*": spread}

    return update


def _places(distance: float, row: Sequence[Array], mean: float, spread: float) -> dict[str, tuple[float, float]]:
    """Where each name stands, above all curves, and half the width to keep clear."""
    apart = abs(row[1][0] - row[1][-1]) > 0.5  # else both ends' outlines are one
    return {
        "p": (distance / 2 + 1, 0.3),
        "q*": (mean - 1.3 * spread - 0.5, 0.5),
        "α = 0": (row[1][0] if apart else np.nan, 1.0),
        "α = 1": (distance / 2 + 2.9 if apart else np.nan, 1.0),
    }


@scene
def alpha() -> Recorded:
    """p with two modes, and the normal of least alpha-divergence, which goes from one mode to both.

    Examples
    --------
    >>> scene = alpha.describe()
    >>> round(scene.frame(scene.state(alpha=0.0, distance=8.0)).readouts["mean of q*"], 2)
    -4.0
    """

    def height(weight: float) -> sp.Expr:
        """Of p where the mode of a weight stands."""
        return (weight + (1 - weight) * sp.exp(-(apart.symbol**2) / 2)) / sp.sqrt(2 * sp.pi)

    return Recorded(
        name="alpha",
        controls=[order, apart],
        panels=[
            Panel("densities", x=(-9, 9), y=(0, 0.5), title="density", xlabel="x", xticks=(-8, -4, 0, 4, 8), height=170),
            Panel(
                "path", x=(-0.02, 1.02), y=(-6.6, 6.2), title="mean and standard deviation of q*", xlabel="α",
                xticks=(0, 0.5, 1), yticks=(-4, 0, 4), height=150,
            ),
        ],
        readouts=[
            Readout("Dα(p‖q*)", unit="nats"),
            Readout("mean of q*", digits=2, role="q"),
            Readout("standard deviation of q*", digits=2, role="q"),
        ],
        handles=[
            Handle("densities", -apart.symbol / 2, height(WEIGHT), ("distance",), "left mode of p", role="p"),
            Handle("densities", apart.symbol / 2, height(1 - WEIGHT), ("distance",), "right mode of p", role="p"),
            *[Handle("path", order.symbol, name, ("alpha",), f"α, on the path of the {name}") for name in PATHS],
        ],
        draw=_draw,
        caption="q* is the normal of least Dα(p‖q). At α = 0 that is D(q‖p), at α = 1 it is D(p‖q); grey: the best normal at "
        "both ends.",
        description="A density p with two modes {distance} widths apart. At α = {alpha} the best normal has mean {mean of q*}, "
        "standard deviation {standard deviation of q*} and divergence {Dα(p‖q*)}.",
    )  # fmt: skip
