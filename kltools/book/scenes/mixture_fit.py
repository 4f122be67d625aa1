"""Build p from up to four modes, drag q, and descend on either divergence."""

from __future__ import annotations

import sympy as sp
from scipy import stats

import kltools
from kltools import exact
from kltools.book.bell_handles import bell_handles
from kltools.book.normal_fits import reverse_integral
from kltools.drawing import Panel
from kltools.explorables import (
    Choice,
    Curve,
    Descent,
    Formula,
    Handle,
    Largest,
    LogSumExp,
    Readout,
    Slider,
    Smallest,
    State,
    Value,
    Word,
    X,
    scene,
)

ENDS = (-23, 23)
# where log p passes from one mode to the next it bends within about π·0.45²/10 of a unit; steps of 0.02 see that
NODES = 4800
FIRST = ((-2.5, 0.6, 0.7), (2, 1, 1), (0, 0.5, 0.5), (4.5, 0.4, 0.45))  # place, height and width of each mode

modes = Choice("modes", ("1", "2", "3", "4"), "modes of p", "2")
mean = Slider("mu", -5, 5, 0, 0.05, "mean of q")
spread = Slider("sigma", 0.45, 5.5, 1, 0.05, "standard deviation of q")


def _sliders(k: int) -> tuple[Slider, Slider, Slider]:
    place, height, width = FIRST[k - 1]
    return (
        Slider(f"m{k}", -5, 5, place, 0.05, f"place of mode {k}", collapsed=True),
        Slider(f"h{k}", 0.05, 1, height, 0.05, f"height of mode {k}", collapsed=True),
        Slider(f"s{k}", 0.45, 2, width, 0.05, f"width of mode {k}", collapsed=True),
    )


SLIDERS = [_sliders(k) for k in (1, 2, 3, 4)]


def target(state: State) -> kltools.Mixture:
    """p in a state: the modes that are there, weighted by height times width."""
    there = SLIDERS[: int(state["modes"])]
    parts = [[float(state[slider.name]) for slider in mode] for mode in there]
    weights = kltools.normalize([height * width for _, height, width in parts])
    return kltools.Mixture([stats.norm(place, width) for place, _, width in parts], weights)


def _forward(**state: Value) -> float:
    return float(kltools.kl_divergence(target(state), stats.norm(state["mu"], state["sigma"])))


def _reverse(**state: Value) -> float:
    return float(kltools.kl_divergence(stats.norm(state["mu"], state["sigma"]), target(state)))


def _present(k: int) -> sp.Expr:
    """1 for a mode that is there, 0 for one that is not; a Piecewise would make SymPy write p once for each number of modes."""
    return Smallest(1, Largest(0, modes.symbol - k + 1)) if k else sp.Integer(1)


def _log_modes() -> list[sp.Expr]:
    """The logarithm of each mode's part of p, before p is scaled to mass 1; −∞ for a mode that is not there."""
    return [
        sp.log(height.symbol) + sp.log(_present(k)) - (X - place.symbol) ** 2 / (2 * width.symbol**2)
        for k, (place, height, width) in enumerate(SLIDERS)
    ]


def _log_mass() -> sp.Expr:
    """The logarithm of the mass of all modes together."""
    masses = [height.symbol * width.symbol * _present(k) for k, (_, height, width) in enumerate(SLIDERS)]
    return sp.log(sp.sqrt(2 * sp.pi)) + sp.log(sp.Add(*masses))


def _handles(log_mass: sp.Expr) -> list[Handle]:
    """A handle on each mode's peak, for place and height, and one on its flank, for its width."""
    handles = []
    for k, (place, height, width) in enumerate(SLIDERS):
        peak = height.symbol * sp.exp(-log_mass)
        there = modes.symbol >= k if k else sp.true
        flank = place.symbol + width.symbol
        handles += [
            Handle("densities", place.symbol, peak, (place.name, height.name), f"peak of mode {k + 1}", "p", there),
            Handle(
                "densities",
                flank,
                peak * sp.exp(-sp.Rational(1, 2)),
                (width.name,),
                f"width of mode {k + 1}",
                "p",
                there,
            ),
        ]
    return handles


@scene
def mixture_fit() -> Formula:
    """p with up to four modes, each with place, height and width, and a normal q.

    Examples
    --------
    >>> scene = mixture_fit.describe()
    >>> numbers = scene.truths(scene.state(modes="1", m1=0.0, s1=1.0))
    >>> numbers["D(p‖q)"], numbers["D(q‖p)"]
    (0.0, 0.0)
    """
    log_mass = _log_mass()
    log_p = LogSumExp(*_log_modes()) - log_mass
    q = exact.normal(mean.symbol, spread.symbol, x=X)
    p, gap = sp.exp(log_p), log_p - q.log_expression
    return Formula(
        name="mixture_fit",
        controls=[modes, mean, spread, *(slider for mode in SLIDERS for slider in mode)],
        panels=[
            Panel("densities", x=(-8, 8), y=(0, 1.0), title="density", xlabel="x", xticks=(-6, -3, 0, 3, 6), height=230)
        ],
        marks=[
            Curve("densities", p, "p", fill="light", points=321),
            Curve("densities", q.expression, "q", fill="light", points=321),
            Curve("densities", p, "p", points=321),
            Curve("densities", q.expression, "q", points=321),
            Word("densities", "q", mean.symbol, q.expression.subs(X, mean.symbol) + 0.05, "q"),
        ],
        readouts=[
            Readout("D(p‖q)", sp.Integral(p * gap, (X, *ENDS)), _forward, "nats", role="p"),
            Readout("D(q‖p)", reverse_integral(gap, mean.symbol, spread.symbol), _reverse, "nats", role="q"),
        ],
        handles=[
            *_handles(log_mass),
            *bell_handles("densities", q, mean, spread, turn=2.5),
        ],
        descents=[
            Descent("Descend on D(p‖q)", "D(p‖q)", ("mu", "sigma")),
            Descent("Descend on D(q‖p)", "D(q‖p)", ("mu", "sigma")),
        ],
        nodes=NODES,
        caption="On each mode of p, and on q, one ring moves the peak and one on the flank the width. Add and remove modes, "
        "then let q descend on either divergence.",
        description="A density p with {modes} modes and a normal q with mean {mu} and standard deviation {sigma}. D(p‖q) is "
        "{D(p‖q)}, D(q‖p) is {D(q‖p)}.",
    )
