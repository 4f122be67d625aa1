"""Pairs of SciPy's continuous families drawn at random, D(p||q) against Gauss-Legendre sums between quantiles of p."""

from __future__ import annotations

import math
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import stats

from kltools import QuadratureError, kl_divergence

#: Families and ranges of their shapes; a range is sampled between its ends, at its ends and at whole numbers within.
FAMILIES: dict[str, tuple[tuple[float, float], ...]] = {
    "norm": (), "laplace": (), "cauchy": (), "logistic": (), "gumbel_r": (), "gumbel_l": (), "hypsecant": (),
    "expon": (), "halfnorm": (), "halfcauchy": (), "halflogistic": (), "rayleigh": (), "maxwell": (), "levy": (),
    "uniform": (), "semicircular": (), "cosine": (), "anglit": (), "arcsine": (), "gilbrat": (), "wald": (),
    "moyal": (), "t": ((0.3, 1e10),), "skewnorm": ((-8, 8),), "gennorm": ((0.3, 20),), "exponnorm": ((1e-9, 50),),
    "dgamma": ((0.5, 8),), "dweibull": ((0.5, 8),), "genextreme": ((-1.2, 1.2),), "genlogistic": ((0.1, 20),),
    "loggamma": ((0.2, 1e3),), "nct": ((0.8, 20), (-3, 3)), "johnsonsu": ((-2, 2), (0.5, 5)),
    "genhyperbolic": ((-2, 3), (0.5, 3), (-0.4, 0.4)), "powernorm": ((0.3, 10),), "skewcauchy": ((-0.9, 0.9),),
    "gamma": ((0.05, 1e6),), "chi": ((0.3, 1e3),), "chi2": ((0.2, 1e5),), "invgamma": ((0.3, 1e4),),
    "invgauss": ((1e-3, 20),), "lognorm": ((1e-4, 4),), "weibull_min": ((0.3, 30),), "weibull_max": ((0.3, 30),),
    "invweibull": ((0.3, 30),), "pareto": ((0.3, 40),), "lomax": ((0.3, 40),), "genpareto": ((-0.9, 2),),
    "fisk": ((0.4, 20),), "loglaplace": ((0.4, 20),), "burr": ((0.5, 10), (0.3, 5)), "burr12": ((0.5, 10), (0.3, 5)),
    "f": ((0.5, 50), (0.5, 50)), "betaprime": ((0.3, 20), (0.3, 20)), "gengamma": ((0.3, 20), (0.4, 5)),
    "nakagami": ((0.2, 50),), "rice": ((0, 8),), "foldnorm": ((0, 8),), "foldcauchy": ((0, 8),),
    "fatiguelife": ((0.05, 5),), "recipinvgauss": ((0.1, 5),), "ncx2": ((0.5, 20), (0.1, 20)),
    "gompertz": ((0.01, 20),), "exponweib": ((0.3, 10), (0.4, 8)), "exponpow": ((0.4, 8),),
    "genexpon": ((0.2, 5), (0.2, 5), (0.2, 5)), "mielke": ((0.4, 10), (0.4, 10)), "kappa3": ((0.3, 10),),
    "beta": ((0.05, 1e4), (0.05, 1e4)), "powerlaw": ((0.1, 100),), "triang": ((0, 1),), "truncexpon": ((0.01, 300),),
    "truncnorm": ((-8, 0), (0.1, 8)), "johnsonsb": ((-2, 2), (0.6, 4)), "bradford": ((1e-3, 1e3),),
    "loguniform": ((0.01, 1), (1.5, 100)), "rdist": ((1, 30),), "argus": ((0.1, 6),),
    "vonmises_line": ((0.01, 500),), "genhalflogistic": ((0.05, 3),), "halfgennorm": ((0.3, 10),),
    "crystalball": ((0.5, 4), (1.5, 10)), "tukeylambda": ((-0.6, 0.9),), "norminvgauss": ((0.5, 4), (-0.4, 0.4)),
    "trapezoid": ((0, 0.5), (0.5, 1)), "laplace_asymmetric": ((0.2, 5),), "alpha": ((0.3, 8),),
    "pearson3": ((-3, 3),), "truncpareto": ((0.2, 8), (1.5, 100)), "truncweibull_min": ((0.5, 5), (0, 0.5), (1, 6)),
}  # fmt: skip
_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(60)
_FEW_NODES, _FEW_WEIGHTS = np.polynomial.legendre.leggauss(40)
_LEVELS = np.concatenate([10.0 ** np.arange(-16.0, -1.0), np.linspace(0.05, 0.5, 10)])


@dataclass(frozen=True)
class Finding:
    """A pair whose D(p||q) differs from the sum over quantiles by more than both can explain."""

    p: str
    q: str
    found: float
    expected: float
    uncertainty: float


def _drawn(rng: np.random.Generator, name: str) -> tuple[Any, str]:
    """A member of a family: shapes at random or at an edge, and often in the units in which the supports agree."""
    shapes = []
    for low, high in FAMILIES[name]:
        kind = rng.integers(4)
        if kind == 0:
            shapes.append(float(rng.choice([low, high])))
        elif kind == 1 and low < 1 < high:
            shapes.append(float(rng.choice([s for s in (-1.0, 0.0, 1.0, 2.0) if low <= s <= high])))
        elif low > 0 and high / low > 50:
            shapes.append(float(np.exp(rng.uniform(np.log(low), np.log(high)))))
        else:
            shapes.append(float(rng.uniform(low, high)))
    loc, scale = (0.0, 1.0) if rng.random() < 0.6 else (float(rng.normal()), float(np.exp(rng.normal())))
    label = f"{name}({', '.join(map(repr, [*shapes, loc, scale]))})"
    return getattr(stats, name)(*shapes, loc, scale), label


def by_quantiles(p: Any, q: Any) -> tuple[float, float]:
    """D(p||q) by Gauss-Legendre sums between quantiles of p, and how far it may be off."""
    bends = [q.median(), p.args[-2], q.args[-2], *(e for e in q.support() if math.isfinite(e))]
    points = np.unique(np.concatenate([p.ppf(_LEVELS), p.isf(_LEVELS), bends]))
    points = points[np.isfinite(points) & (points >= p.support()[0]) & (points <= p.support()[1])]
    sums = []
    for nodes, weights in ((_NODES, _WEIGHTS), (_FEW_NODES, _FEW_WEIGHTS)):
        half, middle = np.diff(points) / 2, (points[1:] + points[:-1]) / 2
        x = middle[:, None] + half[:, None] * nodes
        log_p, log_q = p.logpdf(x), q.logpdf(x)
        mass = np.exp(log_p) * weights * half[:, None]
        terms = np.where(mass > 0, mass * (log_p - log_q), 0.0)
        sums.append(
            (
                float(np.sum(terms)),
                float(np.sum(mass)),
                float(np.sum(np.abs(terms[[0, -1]]))),
                float(np.sum(np.abs(terms))),
            )
        )
    (fine, mass, end, size), (coarse, *_) = sums
    return fine, 3 * abs(fine - coarse) + 10 * abs(mass - 1.0) * (1 + abs(fine)) + 30 * end + 1e-13 * size


def sweep(seed: int, count: int) -> Iterator[Finding]:
    """Draw pairs and yield those where `kl_divergence` and the sum over quantiles disagree; refusals pass.

    Parameters
    ----------
    seed, count : int
        The seed of the draws, and how many pairs.
    """
    rng = np.random.default_rng(seed)
    names = [name for name in FAMILIES if hasattr(stats, name)]
    for _ in range(count):
        first = str(rng.choice(names))
        second = first if rng.random() < 0.3 else str(rng.choice(names))
        (p, label_p), (q, label_q) = _drawn(rng, first), _drawn(rng, second)
        if not all(np.isfinite(one.support()[0]) or one.support()[0] == -math.inf for one in (p, q)):
            continue
        with warnings.catch_warnings(), np.errstate(all="ignore"):
            warnings.simplefilter("ignore")
            try:
                found = kl_divergence(p, q)
            except (QuadratureError, ValueError, OverflowError):
                continue
            expected, uncertainty = by_quantiles(p, q)
        if not math.isfinite(expected) or not math.isfinite(uncertainty):
            continue
        (low_p, high_p), (low_q, high_q) = p.support(), q.support()
        bounded = math.isfinite(low_p) and math.isfinite(high_p)
        if found == math.inf and (low_p < low_q or high_p > high_q or not bounded):
            continue  # a mass outside or a tail that sums between quantiles do not see
        if uncertainty > 1e-2 * abs(expected) or abs(expected) > 1e12:
            continue
        if not abs(found - expected) <= 3 * uncertainty + 1e-8 * abs(expected) + 1e-13:
            yield Finding(label_p, label_q, found, expected, uncertainty)
