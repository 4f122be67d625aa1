"""From a SciPy object to a component, by the kind of object."""

from __future__ import annotations

from typing import Any

from scipy import stats
from scipy.stats.distributions import rv_frozen

from kltools.distributions.callable_densities import Density
from kltools.distributions.component import Component
from kltools.distributions.histograms import describe_histogram, is_histogram
from kltools.distributions.kernel_densities import describe_kernel_density, is_kernel_density
from kltools.distributions.tables import describe_poisson_binomial, describe_table, is_poisson_binomial, is_table
from kltools.distributions.univariate import describe_frozen, describe_new
from kltools.distributions.vectors import describe_vector, is_vector


def is_single(obj: object) -> bool:
    """Return whether `obj` is one SciPy distribution with its parameters fixed."""
    if (
        isinstance(obj, rv_frozen | Density)
        or is_vector(obj)
        or is_table(obj)
        or is_histogram(obj)
        or is_kernel_density(obj)
    ):
        return True
    return not isinstance(obj, type) and all(
        hasattr(obj, name) for name in ("icdf", "iccdf", "logpdf", "logcdf", "support", "validation_policy")
    )


def describe(obj: Any, argument: str) -> Component:
    """Return the uniform view of the SciPy distribution `obj`, or raise an error naming `argument`."""
    if is_table(obj):
        return describe_table(obj)
    if isinstance(obj, Density):
        return obj.component()
    if is_kernel_density(obj):
        return describe_kernel_density(obj)
    if is_histogram(obj):
        return describe_histogram(obj, argument)
    if is_poisson_binomial(obj):
        return describe_poisson_binomial(obj, argument)
    if isinstance(obj, rv_frozen):
        return describe_frozen(obj, argument)
    if is_vector(obj):
        return describe_vector(obj, argument)
    if is_single(obj):
        return describe_new(obj, argument)
    raise TypeError(f"{argument} is {_no_distribution(obj)}")


def _no_distribution(obj: Any) -> str:
    """Return what `obj` is, where it is no distribution, and how to make one."""
    if isinstance(obj, type):
        return (
            f"the class {obj.__name__}, not a distribution; give an object of a class, with its parameters, such as "
            "scipy.stats.Normal(mu=0, sigma=1)"
        )
    if isinstance(obj, (stats.rv_continuous, stats.rv_discrete)) or type(obj).__module__ == "scipy.stats._multivariate":
        family = type(obj).__name__.removesuffix("_gen")
        return (
            f"the family {family} without parameters, not a distribution; freeze it by calling it with them, as in "
            "scipy.stats.norm(0, 1)"
        )
    if callable(obj):
        return (
            f"{obj!r}, a function, not a distribution; say where it is positive, as in kltools.Density(pdf, support=(0, 1)), "
            "with log=True if it returns logarithms"
        )
    return (
        f"{obj!r} of type {type(obj).__name__}, not a distribution; pass a frozen SciPy distribution such as "
        "scipy.stats.norm(0, 1), one of SciPy's newer ones such as scipy.stats.Normal(mu=0, sigma=1), or a kltools Mixture"
    )
