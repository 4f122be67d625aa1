"""The two numbers that a game asks for: the divergence of its p and q in either direction."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import sympy as sp

import kltools
from kltools.explorables import Readout

GOALS = ("D(p‖q)", "D(q‖p)")
"""Their names, in the order in which they are asked for."""


def both_directions(forward: sp.Expr, reverse: sp.Expr, pair: Callable[..., tuple[Any, Any]]) -> list[Readout]:
    """The readouts of a game's figure, in nats.

    Parameters
    ----------
    forward, reverse : sympy.Expr
        D(p‖q) and D(q‖p), as formulas in the controls.
    pair : callable
        From values of the controls, by name, to p and q as :func:`kltools.kl_divergence` takes them.

    Returns
    -------
    list of Readout

    Examples
    --------
    >>> [one.name for one in both_directions(sp.S(0), sp.S(0), lambda: ([1.0], [1.0]))]
    ['D(p‖q)', 'D(q‖p)']
    """

    def ahead(**state: float) -> float:
        return float(kltools.kl_divergence(*pair(**state)))

    def back(**state: float) -> float:
        p, q = pair(**state)
        return float(kltools.kl_divergence(q, p))

    parts = zip(GOALS, (forward, reverse), (ahead, back), "pq")
    return [Readout(name, formula, truth, "nats", role=role) for name, formula, truth, role in parts]
