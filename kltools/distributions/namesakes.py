"""Members of SciPy's families that are members of better known ones: a Student t of one degree of freedom is a Cauchy law.

The better known family has closed forms, and its tails and the ends of its support are known.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from scipy import stats

Parameters = dict[str, float]


def _rdist(c: float, loc: float, scale: float) -> Any:
    return stats.beta(c / 2.0, c / 2.0, loc=loc - scale, scale=2.0 * scale)


def _student(df: float, loc: float, scale: float) -> Any:
    return stats.norm(loc, scale) if math.isinf(df) else stats.cauchy(loc, scale) if df == 1.0 else None


def _pearson(skew: float, loc: float, scale: float) -> Any:
    """SciPy takes the whole line for its support."""
    if skew > 0.0:
        return stats.gamma(4.0 / skew**2, loc=loc - 2.0 * scale / skew, scale=scale * skew / 2.0)
    return stats.norm(loc, scale) if skew == 0.0 else None


def _at(value: float, namesake: Callable[..., Any]) -> Callable[..., Any]:
    """A namesake where the only shape has one value."""
    return lambda shape, loc, scale: namesake(loc, scale) if shape == value else None


_NAMESAKES: dict[str, Callable[..., Any]] = {
    "arcsine": lambda loc, scale: stats.beta(0.5, 0.5, loc=loc, scale=scale),
    "rdist": _rdist,
    "t": _student,
    "pearson3": _pearson,
    "f": lambda dfn, dfd, loc, scale: stats.betaprime(dfn / 2.0, dfd / 2.0, loc=loc, scale=scale * dfd / dfn),
    "skewnorm": _at(0.0, stats.norm),
    "powernorm": _at(1.0, stats.norm),
    "foldnorm": _at(0.0, stats.halfnorm),
    "foldcauchy": _at(0.0, stats.halfcauchy),
    "rice": _at(0.0, stats.rayleigh),
    "genextreme": _at(0.0, stats.gumbel_r),
    "genpareto": _at(0.0, stats.expon),
    "genlogistic": _at(1.0, stats.logistic),
    "tukeylambda": _at(0.0, stats.logistic),
    "skewcauchy": _at(0.0, stats.cauchy),
    "dgamma": _at(1.0, stats.laplace),
    "dweibull": _at(1.0, stats.laplace),
    "halfgennorm": _at(1.0, stats.expon),
    "gennorm": _at(1.0, stats.laplace),
    "wald": lambda loc, scale: stats.invgauss(1.0, loc, scale),
}


def namesake(family: str, parameters: Parameters) -> Any:
    """Return the same law as a frozen member of a better known family, or None.

    Parameters
    ----------
    family : str
        SciPy's name.
    parameters : dict
        Its parameters by name, in SciPy's order.
    """
    made = _NAMESAKES.get(family)
    return made(*parameters.values()) if made else None
