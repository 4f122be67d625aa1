"""Where the reader takes hold of a bell curve: at its peak, for mean and spread, and on a flank, for the spread alone."""

from __future__ import annotations

import sympy as sp

from kltools.exact import Density
from kltools.explorables import Handle, Slider


def bell_handles(
    panel: str,
    q: Density,
    mean: Slider,
    spread: Slider,
    *,
    turn: float | None = None,
    top: float | None = None,
) -> list[Handle]:
    """Handles on the peak and the flank of a normal q that two sliders shape.

    Parameters
    ----------
    panel : str
        The panel that q is drawn in.
    q : Density
        The normal density with the sliders' mean and standard deviation.
    mean, spread : Slider
    turn : float, optional
        From this mean on the flank is the left one, since the right one leaves the panel.
    top : float, optional
        The panel's highest density: a handle above it hides.

    Returns
    -------
    list of Handle
        The peak, and the point one standard deviation beside the mean.

    Examples
    --------
    >>> from kltools import exact
    >>> mean, spread = Slider("mu", -1, 1, 0, 0.1, "mean of q"), Slider("sigma", 1, 2, 1, 0.1, "spread of q")
    >>> [one.label for one in bell_handles("main", exact.normal(mean.symbol, spread.symbol), mean, spread)]
    ['peak of q', 'width of q']
    """
    mu, sigma = mean.symbol, spread.symbol
    peak = q.expression.subs(q.variable, mu)
    flank = peak * sp.exp(-sp.Rational(1, 2))
    side = sp.S.One if turn is None else sp.Piecewise((-1, mu >= turn), (1, True))
    shown = [sp.true if top is None else height < top for height in (peak, flank)]
    return [
        Handle(panel, mu, peak, (mean.name, spread.name), "peak of q", shown_if=shown[0]),
        Handle(panel, mu + side * sigma, flank, (spread.name,), "width of q", shown_if=shown[1]),
    ]
