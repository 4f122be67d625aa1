"""Distributions of one dimension that SciPy freezes, and its newer ones, as components."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache
from typing import Any

import numpy as np
from scipy import stats
from scipy.stats.distributions import rv_frozen

from kltools.distributions.component import Component
from kltools.distributions.namesakes import namesake

#: SciPy's newer classes that have closed forms: family, and the attributes that give loc, scale or shapes.
_NEW_FAMILIES: tuple[tuple[str, str, Callable[[Any], dict[str, Any]]], ...] = (
    ("Normal", "norm", lambda d: {"loc": d.mu, "scale": d.sigma}),
    ("Uniform", "uniform", lambda d: {"loc": d.a, "scale": d.b - d.a}),
    ("Binomial", "binom", lambda d: {"n": d.n, "p": d.p, "loc": 0.0}),
)


def parameter_names(family: Any) -> list[str]:
    """The parameters of one of SciPy's families: its shapes, then loc, and scale where it is continuous."""
    shapes = [name.strip() for name in family.shapes.split(",")] if family.shapes else []
    return [*shapes, "loc"] if isinstance(family, stats.rv_discrete) else [*shapes, "loc", "scale"]


def describe_frozen(obj: rv_frozen, argument: str) -> Component:
    family = obj.dist
    own = type(family) is type(getattr(stats, family.name, None))
    parameters = _parameters(obj, argument)
    label, support = (_facts if own else _facts.__wrapped__)(_Family(family), tuple(parameters.items()))
    if support is None:
        raise ValueError(
            f"{argument} is {label}, whose parameters are outside what {family.name} allows; check the "
            f"order and the signs of its parameters in the documentation of scipy.stats.{family.name}"
        )
    if own and (known := namesake(family.name, parameters)) is not None:
        return replace(describe_frozen(known, argument), label=label)
    discrete = isinstance(family, stats.rv_discrete)
    return Component(obj, label, family.name if own else None, parameters, 1, discrete, support)


def _parameters(obj: rv_frozen, argument: str) -> dict[str, float]:
    """The parameters of a frozen distribution by name, with those that it leaves out."""
    names = parameter_names(obj.dist)
    given = dict(zip(names, obj.args, strict=False)) | obj.kwds
    default = {"loc": 0.0, "scale": 1.0}
    return {
        name: _scalar(given[name] if name in given else default[name], name, obj.dist.name, argument) for name in names
    }


class _Family:
    """One of SciPy's families; two count as equal by kind and name, since each frozen distribution has a copy of its own."""

    __slots__ = ("family", "identity")

    def __init__(self, family: Any) -> None:
        self.family, self.identity = family, (type(family), family.name)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Family) and self.identity == other.identity

    def __hash__(self) -> int:
        return hash(self.identity)


@lru_cache(maxsize=1024)
def _facts(kind: _Family, given: tuple[tuple[str, float], ...]) -> tuple[str, tuple[float, float] | None]:
    """What a member of a family is called, and the support that holds its mass; None where it is no distribution."""
    family, parameters = kind.family, dict(given)
    label = f"{family.name}({', '.join(f'{k}={v:g}' for k, v in given)})"
    with np.errstate(invalid="ignore"):
        low, high = (float(end) for end in family.support(*parameters.values()))
    proper = math.isfinite(parameters["loc"]) and math.isfinite(parameters.get("scale", 1.0))
    if math.isnan(low) or math.isnan(high) or not proper:
        return label, None
    if family.name == "vonmises":  # one turn, where SciPy says the line
        return label, (-math.pi * parameters["scale"], math.pi * parameters["scale"])
    own = type(family) is type(getattr(stats, family.name, None))
    return label, _trimmed(family.name, parameters, (low, high)) if own else (low, high)


def _scalar(value: Any, name: str, family: str, argument: str) -> float:
    if type(value) is float or type(value) is int:
        return float(value)
    if np.ndim(value) > 0:
        raise ValueError(
            f"{argument} is {family} with {name} of shape {np.shape(value)}, a family of distributions at "
            "once; pass scalar parameters here"
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


def describe_new(obj: Any, argument: str) -> Component:
    if np.shape(obj.support()[0]) != ():
        raise ValueError(
            f"{argument} is {obj!r} with array parameters of shape {np.shape(obj.support()[0])}, a family of "
            "distributions at once; pass scalar parameters here"
        )
    label = str(obj)
    if label.startswith("StandardNormal(") and label != "StandardNormal()":
        raise ValueError(
            f"{argument} is {label}, a copy of a scipy.stats.Normal in which SciPy has lost the parameters: its density "
            "is the standard normal one; copy and pickle a scipy.stats.norm instead, whose parameters stay"
        )
    low, high = (float(end) for end in obj.support())
    if math.isnan(low) or math.isnan(high):
        raise ValueError(f"{argument} is {label}, whose parameters are outside what the family allows; check them")
    for class_name, family, read in _NEW_FAMILIES:
        if hasattr(stats, class_name) and isinstance(obj, getattr(stats, class_name)):
            parameters = {name: float(value) for name, value in read(obj).items()}
            frozen = getattr(stats, family)(**parameters)
            support = _trimmed(family, parameters, (low, high))
            return Component(frozen, label, family, parameters, 1, family == "binom", support)
    discrete = any(base.__name__ == "DiscreteDistribution" for base in type(obj).__mro__)
    return Component(obj, label, None, {}, 1, discrete, (low, high))
