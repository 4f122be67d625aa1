"""Laws of vectors of counts with a given total: multinomial, Dirichlet-multinomial and multivariate hypergeometric.

Their log PMFs are a constant and a sum of functions of one count each, and each count alone follows a binomial law, a
beta-binomial or a hypergeometric one. Each leaves at most so many things to a box.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import numpy as np
from scipy import stats

from kltools.arguments import Array
from kltools.distributions.component import Component
from kltools.distributions.log_pmfs import betabinom, binom, factorial_rest, hypergeom, slack, waiting, ways
from kltools.distributions.univariate import describe_frozen


class CountLaw(NamedTuple):
    """The log PMF of vectors of counts as ``constant + sum of term(i, count i)``.

    Attributes
    ----------
    constant : float
    term : callable
        From a box and an array of counts in it.
    marginal : callable
        The log PMF of the count in a box, likewise.
    most : numpy.ndarray
        At most how many of the things a box can hold.
    """

    constant: float
    term: Callable[[int, Array], Array]
    marginal: Callable[[int, Array], Array]
    most: Array

    def log_pmf(self, counts: Array) -> Array:
        """The log probability of vectors of the right total, a row each."""
        columns = range(counts.shape[1])
        possible = np.all(counts <= self.most, axis=1)
        safe = np.where(possible[:, None], counts, 0.0)
        logs = self.constant + sum(self.term(i, safe[:, i]) for i in columns)
        return np.where(possible, logs, -np.inf)


def _multinomial(n: float, p: Array) -> CountLaw:
    return CountLaw(
        float(factorial_rest(n)),
        lambda i, x: -factorial_rest(x) - slack(x, n * p[i]),
        lambda i, x: binom(x, n, p[i]),
        np.where(p > 0, n, 0.0),
    )


def _dirichlet_multinomial(n: float, alpha: Array) -> CountLaw:
    whole = float(np.sum(alpha))
    share, rest = whole / (whole + n), n / (whole + n)
    return CountLaw(
        -float(waiting(np.asarray(n), whole, share, rest)),
        lambda i, x: waiting(x, alpha[i], share, rest),
        lambda i, x: betabinom(x, n, alpha[i], whole - alpha[i]),
        np.full(alpha.shape, n),
    )


def _multivariate_hypergeometric(n: float, m: Array) -> CountLaw:
    whole = float(np.sum(m))
    share, rest = (n / whole, (whole - n) / whole) if whole else (0.0, 1.0)
    return CountLaw(
        -float(ways(n, whole - n, share, rest)),
        lambda i, x: ways(x, m[i] - x, share, rest),
        lambda i, x: hypergeom(x, whole, m[i], n),
        np.minimum(m, n),
    )


_LAWS: Mapping[str, tuple[Callable[..., CountLaw], str]] = {
    "multinomial": (_multinomial, "p"),
    "dirichlet_multinomial": (_dirichlet_multinomial, "alpha"),
    "multivariate_hypergeom": (_multivariate_hypergeometric, "m"),
}
"""The name of a family to its law, and the name of the parameter that is a vector."""


def count_law(component: Component) -> CountLaw:
    """Return the law of a component that is a vector of counts."""
    law, vector = _LAWS[component.family or ""]
    return law(float(component.parameters["n"]), np.asarray(component.parameters[vector], dtype=float))


def describe_counts(family: str) -> Callable[[Any, str], Component]:
    """Return the function that makes a component of one of SciPy's frozen laws of vectors of counts."""
    _, vector = _LAWS[family]

    def describe(obj: Any, argument: str) -> Component:
        number = int(obj.n)
        values = np.asarray(getattr(obj, vector), dtype=float)
        if values.size == 1:
            return describe_frozen(stats.randint(number, number + 1), argument)
        label = f"{family}({number}, {values.tolist()})"
        return Component(obj, label, family, {"n": number, vector: values}, values.size, True)

    return describe


def compositions(total: int, size: int) -> Array:
    """Return every vector of `size` counts that sum to `total`, a row each.

    Examples
    --------
    >>> compositions(2, 2).tolist()
    [[0.0, 2.0], [1.0, 1.0], [2.0, 0.0]]
    """
    places = total + size - 1  # things and the bars between boxes stand in a row
    bars = itertools.chain.from_iterable(itertools.combinations(range(places), size - 1))
    rows = np.fromiter(bars, float).reshape(-1, size - 1)
    return np.diff(rows, prepend=-1.0, append=float(places), axis=1) - 1.0


def number_of_compositions(total: int, size: int) -> int:
    """Return how many there are."""
    return math.comb(total + size - 1, size - 1)
