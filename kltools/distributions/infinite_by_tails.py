"""The second proof that D(p||q) is infinite: p's tail is too heavy for -log q.

Towards infinity, or into a common end e of the supports with y = 1/|x - e|, most families fall into
one of four classes by how -log f grows in y: as ``index * log y`` (power), as ``(log y)**2``
(lognormal), as ``y**index`` (exponential), as ``exp(y)`` (double exponential). E_p[-log q] is then
infinite exactly where p's tail gives infinite expectation to q's growth: the moment of order k of a
power tail of index a is infinite from k = a on (Feller 1971, section V.6), and lighter tails have
every moment. E_p[log p] is finite for all four. A family that is not in the table proves nothing.

References
----------
W. Feller, An Introduction to Probability Theory and Its Applications, vol. II, 2nd ed., 1971.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from kltools.distributions.component import Component, rounding
from kltools.distributions.flat_mixture import FlatMixture


@dataclass(frozen=True)
class Growth:
    """How -log f grows at an end: the class, and its index where it has one."""

    kind: str
    index: float = 1.0


def _power(index: float) -> Growth:
    return Growth("power", index)


def _exponential(index: float) -> Growth:
    return Growth("exponential", index)


_LOGNORMAL, _DOUBLE = Growth("lognormal"), Growth("double exponential")

Shapes = dict[str, float]
_Pair = Callable[[Shapes], "tuple[Growth | None, Growth | None]"]


def _both(growth: Callable[[Shapes], Growth]) -> _Pair:
    return lambda s: (growth(s), growth(s))


#: Family: growth at the lower and at the upper end of the support; None where there is no proof.
_TABLE: dict[str, _Pair] = {
    "norm": _both(lambda s: _exponential(2)),
    "skewnorm": _both(lambda s: _exponential(2)),
    "gaussian_kde": _both(lambda s: _exponential(2)),
    "laplace": _both(lambda s: _exponential(1)),
    "logistic": _both(lambda s: _exponential(1)),
    "hypsecant": _both(lambda s: _exponential(1)),
    "gennorm": _both(lambda s: _exponential(s["beta"])),
    "cauchy": _both(lambda s: _power(1)),
    "t": _both(lambda s: _power(s["df"])),
    "gumbel_r": lambda s: (_DOUBLE, _exponential(1)),
    "gumbel_l": lambda s: (_exponential(1), _DOUBLE),
    "expon": lambda s: (_power(1), _exponential(1)),
    "gamma": lambda s: (_power(s["a"]), _exponential(1)),
    "chi2": lambda s: (_power(s["df"] / 2), _exponential(1)),
    "chi": lambda s: (_power(s["df"]), _exponential(2)),
    "rayleigh": lambda s: (_power(2), _exponential(2)),
    "maxwell": lambda s: (_power(3), _exponential(2)),
    "halfnorm": lambda s: (_power(1), _exponential(2)),
    "halfcauchy": lambda s: (_power(1), _power(1)),
    "weibull_min": lambda s: (_power(s["c"]), _exponential(s["c"])),
    "lognorm": lambda s: (_LOGNORMAL, _LOGNORMAL),
    "invgamma": lambda s: (_exponential(1), _power(s["a"])),
    "invgauss": lambda s: (_exponential(1), _exponential(1)),
    "invweibull": lambda s: (_exponential(s["c"]), _power(s["c"])),
    "levy": lambda s: (_exponential(1), _power(0.5)),
    "pareto": lambda s: (_power(1), _power(s["b"])),
    "lomax": lambda s: (_power(1), _power(s["c"])),
    "fisk": lambda s: (_power(s["c"]), _power(s["c"])),
    "betaprime": lambda s: (_power(s["a"]), _power(s["b"])),
    "beta": lambda s: (_power(s["a"]), _power(s["b"])),
    "uniform": _both(lambda s: _power(1)),
    "poisson": lambda s: (None, _exponential(1)),
    "geom": lambda s: (None, _exponential(1)),
    "nbinom": lambda s: (None, _exponential(1)),
    "logser": lambda s: (None, _exponential(1)),
    "planck": lambda s: (None, _exponential(1)),
    "dlaplace": _both(lambda s: _exponential(1)),
    "zipf": lambda s: (None, _power(s["a"] - 1)),
    "yulesimon": lambda s: (None, _power(s["alpha"])),
}


def infinite_by_tails(p: FlatMixture, q: FlatMixture) -> bool:
    """Return whether the tails prove E_p[-log q] infinite, p's support lying inside q's.

    A mixture p is infinite as soon as one component is. A mixture q needs every component that
    reaches the end to be proved infinite, because -log q is at most that of any one of them plus a
    constant, and the classes are ordered by their growth.
    """
    if p.dimension > 1:
        return any(c.parameters.get("df", math.inf) <= 2 for c in p.components) and all(
            c.family in ("multivariate_normal", "gaussian_kde") for c in q.components
        )
    return any(_infinite_at(c, q, side) for c in p.components for side in (0, 1))


def _infinite_at(component: Component, q: FlatMixture, side: int) -> bool:
    growth, end = _growth(component, side), component.support[side]
    if growth is None:
        return False
    reaching = [c for c in q.components if _reaches(c, end, side)]
    if any(not _ends_at(c, end, side) for c in reaching):
        return False
    rivals = [_growth(c, side) for c in reaching]
    return bool(rivals) and all(rival is not None and _diverges(growth, rival) for rival in rivals)


def _growth(component: Component, side: int) -> Growth | None:
    entry = _TABLE.get(component.family or "")
    return entry(component.shapes)[side] if entry else None


def _ends_at(component: Component, end: float, side: int) -> bool:
    own = component.support[side]
    return own == end or abs(own - end) <= rounding(component, own)


def _reaches(component: Component, end: float, side: int) -> bool:
    """Return whether the support of a component of q comes up to the end from inside."""
    low, high = component.support
    if _ends_at(component, end, side):
        return True
    return low < end <= high if side else low <= end < high


def _diverges(p: Growth, q: Growth) -> bool:
    if q.kind == "exponential":
        return p.kind == "power" and q.index >= p.index
    if q.kind == "double exponential":
        return p.kind in ("power", "lognormal") or (p.kind == "exponential" and p.index < 1)
    return False
