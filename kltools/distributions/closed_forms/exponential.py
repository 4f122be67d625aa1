"""Exponential families, and D between two of their members as a Bregman divergence.

The members have log densities eta . T(x) - A(eta) + log h(x). Their divergence needs the log-partition function A
alone: D(p||q) = A(eta_q) - A(eta_p) - grad A(eta_p) . (eta_q - eta_p).

References
----------
A. Banerjee, S. Merugu, I. S. Dhillon and J. Ghosh, Clustering with Bregman divergences, Journal of Machine
Learning Research 6, 2005, section 4.
M. J. Wainwright and M. I. Jordan, Graphical models, exponential families, and variational inference, Foundations
and Trends in Machine Learning 1, 2008, section 3.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import mpmath
import sympy as sp
from scipy import stats

from kltools.distributions.closed_forms.notation import ETA
from kltools.distributions.closed_forms.precision import evaluate_to_double, numbers
from kltools.distributions.closed_forms.registry import ClosedForm, add
from kltools.distributions.component import Component
from kltools.distributions.univariate import parameter_names


@dataclass(frozen=True)
class Member:
    """A SciPy family that belongs to an exponential family.

    Parameters
    ----------
    name : str
        SciPy's name.
    natural : tuple of sympy.Expr
        Its natural parameters, in symbols of SciPy's parameters.
    fixed : tuple of sympy.Expr
        The values of what the exponential family holds fixed, in the same order.
    formula : sympy.Expr, optional
        D(p||q) of two of its members as a reader should see it; the tests hold it to the Bregman divergence. May be left
        out: it is not what is computed.
    example : tuple of mapping, optional
        SciPy's parameters of a p and a q, for the checks.
    condition : str, optional
        What two members must have in common, where the names of what is held fixed do not say it.
    """

    name: str
    natural: tuple[Any, ...]
    fixed: tuple[Any, ...]
    formula: sp.Expr | str = ""
    example: tuple[Mapping[str, Any], Mapping[str, Any]] = field(default=({}, {}), compare=False)
    condition: str = ""


@dataclass(frozen=True)
class ExponentialFamily:
    """A family of densities exp(eta . T(x) - A(eta)) h(x).

    Parameters
    ----------
    log_partition : sympy.Expr
        A, in the natural parameters ``ETA`` (as many as there are statistics) and in what is held fixed.
    statistics : tuple of sympy.Expr
        T, in ``X`` and what is held fixed.
    fixed : tuple of sympy.Symbol
        What T, h or A depend on beside eta: two members are of one family only where these agree.
    members : tuple of Member
    source : str
        Where the divergence is derived, if elsewhere too.

    Raises
    ------
    ValueError
        If a member has a parameter that its natural parameters and what it holds fixed leave unread: two members
        that differ in it alone would be taken for one.

    Examples
    --------
    >>> from kltools.distributions.closed_forms.counts import POISSON
    >>> POISSON.log_partition
    exp(eta_1)
    >>> POISSON.bregman([0], [1])
    -2 + E
    """

    log_partition: sp.Expr
    statistics: tuple[sp.Expr, ...]
    fixed: tuple[sp.Symbol, ...]
    members: tuple[Member, ...]
    source: str = ""

    def __post_init__(self) -> None:
        for member in self.members:
            own = set(parameter_names(getattr(stats, member.name)))
            read = {str(symbol) for one in (*member.natural, *member.fixed) for symbol in sp.sympify(one).free_symbols}
            if unread := sorted(own - read):
                raise ValueError(
                    f"member {member.name!r} leaves {', '.join(unread)} unread; let a natural parameter depend on it, or "
                    "hold it fixed"
                )

    def bregman(self, eta_p: Any, eta_q: Any) -> sp.Expr:
        """A(eta_q) - A(eta_p) - grad A(eta_p) . (eta_q - eta_p), as a SymPy expression."""
        symbols = ETA[: len(self.statistics)]
        at_p, at_q = (dict(zip(symbols, map(sp.sympify, eta))) for eta in (eta_p, eta_q))
        value = self.log_partition.xreplace(at_q) - self.log_partition.xreplace(at_p)
        slopes = [self.log_partition.diff(symbol).xreplace(at_p) for symbol in symbols]
        return value - sp.Add(*(slope * (at_q[one] - at_p[one]) for one, slope in zip(symbols, slopes)))

    @cached_property
    def _potential(self) -> Callable[..., Any]:
        """mpmath's function from natural and fixed parameters to A and its gradient."""
        symbols = ETA[: len(self.statistics)]
        wanted = [self.log_partition, *(self.log_partition.diff(symbol) for symbol in symbols)]
        return sp.lambdify([*symbols, *self.fixed], wanted, "mpmath", cse=True)

    @cached_property
    def _readers(self) -> dict[str, tuple[tuple[str, ...], Callable[..., Any]]]:
        """For each member the parameters it is read from, and mpmath's function to natural and fixed ones."""
        readers = {}
        for member in self.members:
            wanted = [*map(sp.sympify, (*member.natural, *member.fixed))]
            names = tuple(sorted({str(symbol) for one in wanted for symbol in one.free_symbols}))
            symbols = [next(s for one in wanted for s in one.free_symbols if str(s) == name) for name in names]
            # a parameter may be called lambda_ or n; positions do not mind
            readers[member.name] = names, sp.lambdify(symbols, wanted, "mpmath")
        return readers

    def _read(self, component: Component) -> tuple[list[Any], list[Any]]:
        names, reader = self._readers[component.family or ""]
        given = numbers(component)
        values = [mpmath.mpf(value) for value in reader(*(given[name] for name in names))]
        return values[: len(self.statistics)], values[len(self.statistics) :]

    def divergence(self, p: Component, q: Component) -> float | None:
        """D(p||q) in nats of two members, or None where what is held fixed differs."""
        (eta_p, fixed), (eta_q, other) = self._read(p), self._read(q)
        if not all(_agree(one, two) for one, two in zip(fixed, other)):
            return None
        if eta_p == eta_q:
            return 0.0

        def evaluate() -> Any:
            (at_p, held), (at_q, _) = self._read(p), self._read(q)
            value, *slopes = self._potential(*at_p, *held)
            above = self._potential(*at_q, *held)[0]
            return above - value - mpmath.fdot(slopes, [b - a for a, b in zip(at_p, at_q)])

        return evaluate_to_double(evaluate)


def _agree(one: Any, two: Any) -> bool:
    """Whether two fixed numbers agree: as floats do, since a width that is a product was rounded."""
    return one == two or math.isclose(one, two, rel_tol=1e-15)


FAMILIES: list[ExponentialFamily] = []
"""Every declared family."""


def declare(family: ExponentialFamily) -> ExponentialFamily:
    """Register the divergence of every ordered pair of members."""
    FAMILIES.append(family)
    condition = "equal " + " and ".join(map(str, family.fixed)) if family.fixed else ""
    for one in family.members:
        for two in family.members:
            shown = one.formula if one is two else ""
            words = one.condition or condition
            add(ClosedForm(one.name, two.name, family.divergence, shown, words, "", family.source, one.example))
    return family
