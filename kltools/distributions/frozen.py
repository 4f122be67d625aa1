"""One uniform view of a single SciPy distribution, whichever interface made it."""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import stats
from scipy.stats.distributions import rv_frozen

Array = NDArray[np.float64]

#: Distributions of vectors that SciPy freezes, by the class of the frozen object.
_VECTOR_FAMILIES: dict[type, str] = {
    type(stats.multivariate_normal([0.0])): "multivariate_normal",
    type(stats.multivariate_t([0.0])): "multivariate_t",
    type(stats.dirichlet([1.0, 1.0])): "dirichlet",
}

#: SciPy's newer classes that have closed forms: family, and the attributes that give loc, scale or shapes.
_NEW_FAMILIES = (
    ("Normal", "norm", lambda d: {"loc": d.mu, "scale": d.sigma}),
    ("Uniform", "uniform", lambda d: {"loc": d.a, "scale": d.b - d.a}),
    ("Binomial", "binom", lambda d: {"n": d.n, "p": d.p, "loc": 0.0}),
)

#: Standard log densities on the whole line: of families for which SciPy takes the logarithm of a density that
#: underflows, and of the normal, whose search and quadrature would spend most of their time in SciPy's checks.
_LOG_DENSITIES = {
    "norm": lambda z: -0.5 * z * z - 0.5 * math.log(2.0 * math.pi),
    "laplace": lambda z: -np.abs(z) - math.log(2.0),
    "hypsecant": lambda z: -np.logaddexp(z, -z) - math.log(math.pi / 2.0),
}

#: Probabilities whose quantiles show where the mass of a distribution lies.
_LEVELS = np.array([1e-6, 1e-2, 0.15])


def is_single(obj: object) -> bool:
    """Return whether `obj` is one SciPy distribution with its parameters fixed."""
    if isinstance(obj, rv_frozen) or type(obj) in _VECTOR_FAMILIES:
        return True
    if type(obj).__module__ == "scipy.stats._multivariate" and hasattr(obj, "_dist"):
        return True
    return not isinstance(obj, type) and all(
        hasattr(obj, name) for name in ("icdf", "iccdf", "logpdf", "logcdf", "support", "validation_policy")
    )


@dataclass(frozen=True)
class Component:
    """A single distribution: what it is called, where its mass lies, its log density.

    `family` is SciPy's name of the family, or None where the object is not one of SciPy's own
    families. `support` is the closed interval that holds the mass (1-D only). `discrete` says
    whether densities are probabilities on the lattice ``support[0] + integers``.
    """

    source: Any = field(compare=False)
    label: str
    family: str | None
    parameters: dict[str, Any] = field(compare=False)
    dimension: int = 1
    discrete: bool = False
    support: tuple[float, float] = (-math.inf, math.inf)

    @property
    def loc(self) -> float:
        """The location parameter, 0 where there is none."""
        return float(self.parameters.get("loc", 0.0))

    @property
    def scale(self) -> float:
        """The scale parameter, 1 where there is none."""
        return float(self.parameters.get("scale", 1.0))

    @property
    def shapes(self) -> dict[str, float]:
        """The shape parameters by name."""
        return {k: v for k, v in self.parameters.items() if k not in ("loc", "scale")}

    def log_density(self, anchor: ArrayLike, offset: ArrayLike) -> Array:
        """Return the log density (or log probability) at the points ``anchor + offset``.

        Near an end of the support the distance to that end is what the density depends on; a
        point given as the end plus a small offset keeps all digits of that distance.
        """
        anchor, offset = np.asarray(anchor, dtype=float), np.asarray(offset, dtype=float)
        if not isinstance(self.source, rv_frozen):
            name = "logpmf" if self.discrete else "logpdf"
            return np.asarray(getattr(self.source, name)(anchor + offset), dtype=float)
        family, shapes = self.source.dist, tuple(self.shapes.values())
        if self.discrete:
            return np.asarray(family.logpmf((anchor - self.loc) + offset, *shapes), dtype=float)
        if self.family in _LOG_DENSITIES:
            z = (anchor - self.loc) / self.scale + offset / self.scale
            return np.asarray(_LOG_DENSITIES[self.family](z), dtype=float) - math.log(self.scale)
        low, high = family.support(*shapes)
        at_low, at_high = (np.abs(anchor - end) <= rounding(self, end) for end in self.support)
        base = np.where(at_low, low, np.where(at_high, high, (anchor - self.loc) / self.scale))
        step = offset / self.scale
        result = np.asarray(family.logpdf(base + step, *shapes), dtype=float)
        if self.family == "beta":
            # 1 - x loses the digits of a small distance to 1; the reflected density does not.
            a, b = shapes
            at_high = np.broadcast_to(at_high, result.shape)
            result = np.where(at_high, stats.beta.logpdf(np.where(at_high, -step, 0.5), b, a), result)
        return result - math.log(self.scale)

    def quantiles(self) -> Array:
        """Return a few quantiles, in order, from far in one tail to far in the other."""
        if self.family == "zipf":
            # SciPy finds these quantiles by adding up every probability before them.
            return self.support[0] + np.array([0.0, 63.0])
        if isinstance(self.source, rv_frozen):
            lower, upper = self.source.ppf([*_LEVELS, 0.5]), self.source.isf(_LEVELS[::-1])
        else:
            lower, upper = self.source.icdf([*_LEVELS, 0.5]), self.source.iccdf(_LEVELS[::-1])
        found = np.concatenate([np.asarray(lower, dtype=float), np.asarray(upper, dtype=float)])
        return np.unique(found[np.isfinite(found)])


def rounding(component: Component, end: float) -> float:
    """Return how far an end of the support may be off because loc + scale * x was rounded."""
    if not math.isfinite(end):
        return 0.0
    return 4 * math.ulp(max(abs(end), abs(component.loc), math.ulp(0.0)))


def describe(obj: Any, argument: str) -> Component:
    """Return the uniform view of the SciPy distribution `obj`, or raise an error naming `argument`."""
    if isinstance(obj, rv_frozen):
        return _describe_frozen(obj, argument)
    if type(obj).__module__ == "scipy.stats._multivariate":
        return _describe_vector(obj, argument)
    if is_single(obj):
        return _describe_new(obj, argument)
    raise TypeError(
        f"{argument} is {obj!r} of type {type(obj).__name__}, not a distribution; pass a frozen SciPy "
        "distribution such as scipy.stats.norm(0, 1), one of SciPy's newer ones such as "
        "scipy.stats.Normal(mu=0, sigma=1), or a kltools Mixture"
    )


def _describe_frozen(obj: rv_frozen, argument: str) -> Component:
    family, discrete = obj.dist, isinstance(obj.dist, stats.rv_discrete)
    names = [name.strip() for name in family.shapes.split(",")] if family.shapes else []
    names += ["loc"] if discrete else ["loc", "scale"]
    given = {"loc": 0.0, **({} if discrete else {"scale": 1.0}), **dict(zip(names, obj.args, strict=False))}
    given.update(obj.kwds)
    parameters = {name: _scalar(given[name], name, family.name, argument) for name in names}
    label = f"{family.name}({', '.join(f'{k}={v:g}' for k, v in parameters.items())})"
    with np.errstate(invalid="ignore"):
        low, high = (float(end) for end in obj.support())
    if math.isnan(low) or math.isnan(high) or not math.isfinite(parameters["loc"]):
        raise ValueError(
            f"{argument} is {label}, whose parameters are outside what {family.name} allows; check the "
            f"order and the signs of its parameters in the documentation of scipy.stats.{family.name}"
        )
    if family.name == "arcsine":
        beta = stats.beta(0.5, 0.5, loc=parameters["loc"], scale=parameters["scale"])
        return replace(_describe_frozen(beta, argument), label=label)
    own = type(family) is type(getattr(stats, family.name, None))
    support = _trimmed(family.name, parameters, (low, high)) if own else (low, high)
    return Component(obj, label, family.name if own else None, parameters, 1, discrete, support)


def _scalar(value: Any, name: str, family: str, argument: str) -> float:
    if np.ndim(value) > 0:
        raise ValueError(
            f"{argument} is {family} with {name} of shape {np.shape(value)}, a family of distributions at "
            "once; pass scalar parameters, and loop over the distributions"
        )
    return float(value)


def _trimmed(family: str, parameters: dict[str, float], support: tuple[float, float]) -> tuple[float, float]:
    """Shrink the support SciPy reports to the outcomes that have positive probability."""
    low, high = support
    certain, never = parameters.get("p") == 1.0, parameters.get("p") == 0.0
    if family in ("bernoulli", "binom"):
        return (high if certain else low), (low if never else high)
    if (family in ("geom", "nbinom") and certain) or (family == "poisson" and parameters["mu"] == 0.0):
        return low, low
    return support


def _describe_vector(obj: Any, argument: str) -> Component:
    family = _VECTOR_FAMILIES.get(type(obj))
    if family is None:
        raise ValueError(
            f"{argument} is a {type(obj).__name__}, which has no closed form here and cannot be integrated; "
            "estimate the divergence from samples, see kltools.estimators"
        )
    if family == "dirichlet":
        alpha = np.asarray(obj.alpha, dtype=float)
        return Component(obj, f"dirichlet({alpha.tolist()})", family, {"alpha": alpha}, alpha.size)
    if family == "multivariate_t":
        mean, cov, df = obj.loc, obj.shape, float(obj.df)
    else:
        mean, cov, df = obj.mean, obj.cov, math.inf
    parameters: dict[str, Any] = {"mean": np.atleast_1d(mean), "cov": np.atleast_2d(cov), "df": df}
    dimension = int(parameters["mean"].size)
    if dimension == 1:
        scale = math.sqrt(float(parameters["cov"][0, 0]))
        centre = float(parameters["mean"][0])
        normal = family == "multivariate_normal"
        line = stats.norm(centre, scale) if normal else stats.t(obj.df, centre, scale)
        return _describe_frozen(line, argument)
    label = f"{family} in {dimension} dimensions"
    return Component(obj, label, family, parameters, dimension)


def _describe_new(obj: Any, argument: str) -> Component:
    if np.shape(obj.support()[0]) != ():
        raise ValueError(
            f"{argument} is {obj!r} with array parameters of shape {np.shape(obj.support()[0])}, a family of "
            "distributions at once; pass scalar parameters, and loop over the distributions"
        )
    label = str(obj)
    low, high = (float(end) for end in obj.support())
    if math.isnan(low) or math.isnan(high):
        raise ValueError(
            f"{argument} is {label}, whose parameters are outside what the family allows; check them"
        )
    for class_name, family, read in _NEW_FAMILIES:
        if hasattr(stats, class_name) and isinstance(obj, getattr(stats, class_name)):
            parameters = {name: float(value) for name, value in read(obj).items()}
            frozen = getattr(stats, family)(**parameters)
            support = _trimmed(family, parameters, (low, high))
            return Component(frozen, label, family, parameters, 1, family == "binom", support)
    discrete = any(base.__name__ == "DiscreteDistribution" for base in type(obj).__mro__)
    return Component(obj, label, None, {}, 1, discrete, (low, high))
