"""Pairs of distributions drawn at random, edges included, and what their divergences are by a rule of its own.

With x = F⁻¹(u) the mean of a function of x under p is its integral over 0 < u < 1, which the tanh-sinh rule takes with
u and 1 - u to their full digits. It shares nothing with the meshes of `kltools.distributions` but SciPy's densities.
"""

from __future__ import annotations

import numpy as np
from scipy import stats

import kltools

#: Family to the kinds of its shape parameters.
LINE = {
    "norm": "", "laplace": "", "logistic": "", "cauchy": "", "t": "s", "gumbel_r": "", "gumbel_l": "",
    "genextreme": "c", "johnsonsu": "rs", "gennorm": "s", "tukeylambda": "u", "dweibull": "s",
}  # fmt: skip
HALF_LINE = {
    "expon": "", "gamma": "s", "weibull_min": "s", "lognorm": "s", "invgamma": "s", "rayleigh": "", "maxwell": "",
    "halfnorm": "", "halfcauchy": "", "chi2": "s", "fisk": "s", "lomax": "s", "burr": "ss",
    "gengamma": "ss", "nakagami": "s", "betaprime": "ss", "genpareto": "c", "loglaplace": "s", "f": "ss",
}  # fmt: skip
INTERVAL = {
    "uniform": "", "beta": "ss", "triang": "u", "powerlaw": "s", "arcsine": "", "semicircular": "", "cosine": "",
    "trapezoid": "uu", "anglit": "",
}  # fmt: skip
COUNTS = {
    "poisson": "s", "binom": "nu", "geom": "u", "nbinom": "su", "bernoulli": "u", "logser": "u", "planck": "s", "randint": "",
    "dlaplace": "s", "zipf": "z", "hypergeom": "", "betabinom": "nss", "zipfian": "zn", "boltzmann": "sn",
}  # fmt: skip


def _shape(kind: str, rng: np.random.Generator) -> float:
    """A shape parameter of a kind: now and then one at an edge."""
    edge = rng.random() < 0.15
    if kind == "s":
        return float(rng.choice([1.0, 0.5, 2.0, 0.1, 1e3, 1e6]) if edge else 10 ** rng.uniform(-1, 1.5))
    if kind == "u":
        return float(rng.choice([0.5, 1e-6, 1 - 1e-6]) if edge else rng.uniform(0.02, 0.98))
    if kind == "r":
        return float(rng.choice([0.0, 1.0, -1.0]) if edge else rng.normal(0, 2))
    if kind == "c":
        return float(rng.choice([0.0, 1e-9, -1e-9]) if edge else rng.uniform(-0.9, 0.9))
    if kind == "z":
        return float(1.0 + 10 ** rng.uniform(-0.3, 1))
    return float(rng.integers(1, 40))


def _member(name: str, kinds: str, rng: np.random.Generator, loc: float, scale: float | None):
    if name == "trapezoid":
        shapes = sorted(_shape(kind, rng) for kind in kinds)
    elif name == "randint":
        low = int(rng.integers(-5, 5))
        shapes = [low, low + int(rng.integers(1, 30))]
    elif name == "hypergeom":
        total = int(rng.integers(5, 40))
        shapes = [total, *(int(one) for one in rng.integers(1, total, 2))]
    else:
        shapes = [_shape(kind, rng) for kind in kinds]
    family = getattr(stats, name)
    return family(*shapes, loc=loc) if scale is None else family(*shapes, loc=loc, scale=scale)


def draw(rng: np.random.Generator):
    """Return a pair of distributions, of kinds that are likely to have one support, and a few words for both."""
    kind = rng.choice(["line", "half-line", "interval", "counts", "any"])
    tables = {"line": LINE, "half-line": HALF_LINE, "interval": INTERVAL, "counts": COUNTS}
    table = tables[kind] if kind != "any" else {**LINE, **HALF_LINE, **INTERVAL}
    unit = float(rng.choice([1.0, 1.0, 1.0, 1e9, 1e-9]))
    shift = float(rng.choice([0.0, 0.0, 3.0]))
    pair = []
    for _ in range(2):
        parts = []
        for _ in range(1 if kind == "any" or rng.random() < 0.8 else 2):
            name = str(rng.choice(sorted(table)))
            if kind == "counts":
                parts.append(_member(name, table[name], rng, 0 if rng.random() < 0.8 else 1, None))
                continue
            free = name in LINE
            loc = shift * unit + (unit * float(rng.normal(0, 1)) if free else 0.0)
            scale = unit * (1.0 if name in INTERVAL else float(10 ** rng.uniform(-0.7, 0.7)))
            parts.append(_member(name, table[name], rng, loc, scale))
        pair.append(parts[0] if len(parts) == 1 else kltools.Mixture(parts, [0.3, 0.7]))
    return tuple(pair)


def words(one) -> str:
    """What a distribution is called."""
    if isinstance(one, kltools.Mixture):
        return f"Mixture({', '.join(map(words, one.components))})"
    return f"{one.dist.name}{(*one.args, *one.kwds.items())}"


def _parts(one):
    return list(zip(one.weights, one.components, strict=True)) if isinstance(one, kltools.Mixture) else [(1.0, one)]


def _log_of(part):
    """The log density of a member, where SciPy would take the logarithm of one that underflows."""
    if part.dist.name == "laplace":
        return lambda x: -np.abs((x - part.kwds["loc"]) / part.kwds["scale"]) - np.log(2 * part.kwds["scale"])
    return part.logpmf if isinstance(part.dist, stats.rv_discrete) else part.logpdf


def log_density(one, x):
    """The log density, or log probability, of a distribution at some points."""
    values = []
    with np.errstate(all="ignore"):
        for weight, part in _parts(one):
            log = _log_of(part)(x)
            values.append(np.log(weight) + log)
        return np.logaddexp.reduce(values)


def _rule(step: float) -> tuple[np.ndarray, np.ndarray]:
    """Distances u from 0 of the tanh-sinh rule on 0 < u < 1/2, from which it is mirrored, and their weights."""
    t = np.arange(-6.1, 4.6, step)
    inner = 0.5 * np.pi * np.sinh(t)
    u = 0.5 / (1.0 + np.exp(-2.0 * inner))  # (1 + tanh)/4
    weights = step * 0.25 * 0.5 * np.pi * np.cosh(t) / np.cosh(inner) ** 2
    kept = (u > 1e-300) & (weights > 0)
    return u[kept], weights[kept]


Weighted = tuple[np.ndarray, np.ndarray]


def points(p, step: float) -> Weighted:
    """Where the rule looks at a continuous distribution, half by half of each component, and the weight of each place."""
    u, weights = _rule(step)
    with np.errstate(all="ignore"):
        at = [(weight * weights, x) for weight, part in _parts(p) for x in (part.ppf(u), part.isf(u))]
    return np.concatenate([x for _, x in at]), np.concatenate([weight for weight, _ in at])


def _mean(values: np.ndarray, weights: np.ndarray) -> tuple[float, float]:
    """The mean of some values, and what those that are no numbers, where x was rounded to an end, may have added."""
    kept = np.isfinite(values)
    lost = float(weights[~kept].sum())
    if lost > 1e-9:
        return (float(np.sum(values[~kept])), 0.0) if not np.isnan(values[~kept]).any() else (np.nan, np.inf)
    return float(np.sum(weights[kept] * values[kept])), 1e3 * lost


def _values(p, q, at_p: Weighted, at_q: Weighted) -> dict[str, tuple[float, float]]:
    """The quantities, where distributions are looked at with these weights, and how much is left open.

    Both sets of places give the sum of pq/(p + q); where they differ, one of them passes over a peak of the other density.
    """
    means, overlaps = [], []
    for one, other, (x, weights) in ((p, q, at_p), (q, p, at_q)):
        log_one, log_other = log_density(one, x), log_density(other, x)
        log_one = np.where(np.isinf(log_one), np.nan, log_one)
        with np.errstate(all="ignore"):
            apart, together = log_one - log_other, np.logaddexp(0.0, log_other - log_one)
            means.append([_mean(values, weights) for values in (apart, np.log(2.0) - together, -log_one)])
            overlaps.append(_mean(np.exp(log_other - log_one - together), weights)[0])
    (kl, half, entropy), (_, other_half, _) = means
    passed_over = abs(overlaps[0] - overlaps[1])
    return {
        "kl": (kl[0], kl[1] + 50 * passed_over),
        "js": ((half[0] + other_half[0]) / 2, half[1] + other_half[1] + 50 * passed_over),
        "entropy": entropy,
    }


def by_another_rule(p, q) -> dict[str, tuple[float, float]]:
    """Return D(p||q), JSD and the entropy of p by tanh-sinh in u, and by how much two step sizes differ."""
    fine, coarse = (_values(p, q, points(p, step), points(q, step)) for step in (1 / 128, 1 / 80))
    return {
        name: (value, doubt + (abs(value - coarse[name][0]) if np.isfinite(value) else 0.0))
        for name, (value, doubt) in fine.items()
    }


def _underflows(one, x: np.ndarray) -> bool:
    """Whether SciPy takes some outcomes within the support of a distribution of counts for impossible."""
    within = [(part.support()[0] <= x) & (x <= part.support()[1]) for _, part in _parts(one)]
    return bool(np.any(np.logical_or.reduce(within) & np.isneginf(log_density(one, x))))


def by_adding_up(p, q) -> dict[str, tuple[float, float]]:
    """Return the same of distributions of counts outcome by outcome, and what may be missing."""
    unsettled = dict.fromkeys(("kl", "js", "entropy"), (np.nan, np.inf))
    low, high = np.inf, -np.inf
    for one in (p, q):
        for _, part in _parts(one):
            mean, deviation = part.mean(), part.std()
            if not np.isfinite(mean + deviation):
                return unsettled
            low = min(low, max(part.support()[0], mean - 80 * deviation - 80))
            high = max(high, min(part.support()[1], mean + 80 * deviation + 80))
    if not high - low < 2e6:
        return unsettled
    x = np.arange(np.floor(low), np.ceil(high) + 1)
    with np.errstate(all="ignore"):
        at_p, at_q = (np.exp(log_density(one, x)) for one in (p, q))
    kept_p, kept_q = at_p > 0, at_q > 0
    if _underflows(q, x[kept_p]) or _underflows(p, x[kept_q]):
        return unsettled
    values = _values(p, q, (x[kept_p], at_p[kept_p]), (x[kept_q], at_q[kept_q]))
    missing = 100 * float(abs(1 - at_p.sum()) + abs(1 - at_q.sum()))
    return {name: (value, doubt + missing) for name, (value, doubt) in values.items()}
