"""`Density`: a density, or a PMF on integers, with its logarithm written in log-space."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any

import sympy as sp

from kltools.exact.exact_numbers import exact
from kltools.exact.support_sets import axes, check_support, is_discrete

LogDensity = Callable[..., sp.Expr]
_LOG_DENSITIES: dict[str, LogDensity] = {}


def log_density(family: str) -> Callable[[LogDensity], LogDensity]:
    """Register f(variable, *parameters) as the log density of a family."""

    def register(function: LogDensity) -> LogDensity:
        _LOG_DENSITIES[family] = function
        return function

    return register


@dataclasses.dataclass(frozen=True)
class Density:
    """A density, or a PMF on integers, as a SymPy expression in its variable.

    Parameters
    ----------
    expression : sympy.Expr
        The density on its support; outside the support it is 0, whatever the expression gives.
        That it is non-negative and integrates to 1 is the caller's promise.
    variable : sympy.Symbol or tuple of sympy.Symbol
        What the density is a function of; a tuple for a vector.
    support : sympy.Set
        For a density an ``Interval`` or ``S.Reals``; for a PMF a ``Range`` in steps of 1,
        ``S.Naturals``, ``S.Naturals0`` or a ``FiniteSet``; for a vector a product of those.
    family : str, optional
        The name of the family, which leads to its closed forms. The constructors, such as
        `normal`, set it; leave it out for a density of your own.
    parameters : tuple of sympy.Expr
        The family's parameters, in the order of its constructor.

    Raises
    ------
    TypeError
        If the expression holds floating-point numbers, which are not exact, or an argument is
        of the wrong type.
    ValueError
        If the support is not of a kind listed above, or the family is not known.

    Examples
    --------
    A density of your own, the triangle 2x on [0, 1]:

    >>> import sympy as sp
    >>> from kltools.exact import Density, kl_divergence, uniform
    >>> x = sp.Symbol("x", real=True)
    >>> triangle = Density(2 * x, x, sp.Interval(0, 1))
    >>> triangle.log_expression
    log(x) + log(2)
    >>> kl_divergence(triangle, uniform(0, 1))
    -1/2 + log(2)
    """

    expression: sp.Expr
    variable: sp.Symbol | tuple[sp.Symbol, ...]
    support: sp.Set
    family: str | None = None
    parameters: tuple[Any, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "expression", exact(self.expression, "expression"))
        for variable in self.variables:
            if not isinstance(variable, sp.Symbol):
                raise TypeError(
                    f"variable is {self.variable!r}, but it must be a sympy.Symbol, or a tuple of "
                    "them for a vector; make one with sympy.Symbol('x', real=True)"
                )
        check_support(self.support)
        if len(axes(self.support)) != len(self.variables):
            raise ValueError(
                f"support is {self.support}, of dimension {len(axes(self.support))}, but there are "
                f"{len(self.variables)} variables; give one set for each variable"
            )
        if self.family is not None and self.family not in _LOG_DENSITIES:
            raise ValueError(
                f"family is {self.family!r}, which is none of {', '.join(sorted(_LOG_DENSITIES))}; "
                "leave it out for a density of your own"
            )
        bound = set(self.variables) & set().union(*(sp.sympify(v).free_symbols for v in self.parameters))
        if bound:
            raise ValueError(
                f"the parameters {self.parameters} contain {bound.pop()}, which is also the "
                "variable; give the density another variable, for example x=sympy.Symbol('y')"
            )

    @property
    def variables(self) -> tuple[sp.Symbol, ...]:
        """The variable as a tuple, of length one for a scalar."""
        return self.variable if isinstance(self.variable, tuple) else (self.variable,)

    @property
    def is_discrete(self) -> bool:
        """Whether this is a PMF, to be summed, rather than a density, to be integrated."""
        return all(is_discrete(axis) for axis in axes(self.support))

    @property
    def log_expression(self) -> sp.Expr:
        """The log density written out in log-space, free of the under- and overflow of exp.

        A family's is written as the textbook has it, a sum of logs of parameters and a function
        of the variable. Any other is ``expand_log(log(expression), force=True)``, which takes
        the factors of the expression to be positive on the support.

        Examples
        --------
        >>> import sympy as sp
        >>> from kltools.exact import normal
        >>> mu, sigma = sp.Symbol("mu", real=True), sp.Symbol("sigma", positive=True)
        >>> normal(mu, sigma).log_expression
        -log(sigma) - log(2*pi)/2 - (-mu + x)**2/(2*sigma**2)
        """
        if self.family is None:
            return sp.expand_log(sp.log(self.expression), force=True)
        return _LOG_DENSITIES[self.family](self.variable, *self.parameters)


def align(p: Density, q: Density) -> tuple[Density, Density]:
    """Return p and q as functions of the same variables, those of p where they are free."""
    if len(p.variables) != len(q.variables):
        raise ValueError(
            f"p has {len(p.variables)} variables and q has {len(q.variables)}; "
            "a divergence compares distributions on the same space"
        )
    if p.is_discrete != q.is_discrete:
        kinds = ("a PMF", "a density") if p.is_discrete else ("a density", "a PMF")
        raise ValueError(
            f"p is {kinds[0]} and q is {kinds[1]}; a divergence compares two of the same kind, "
            "so give two PMFs or two densities"
        )
    if p.variable == q.variable:
        return p, q
    for variable in (p.variable, q.variable):
        names = set(variable) if isinstance(variable, tuple) else {variable}
        if not names & (_parameters(p) | _parameters(q)):
            return _in_terms_of(p, variable), _in_terms_of(q, variable)
    raise ValueError(
        f"the variable {p.variable} of p is a parameter of q, and the variable {q.variable} of q is a "
        "parameter of p; give both the same variable, for example x=sympy.Symbol('y', real=True)"
    )


def _parameters(density: Density) -> set[sp.Basic]:
    symbols: set[sp.Basic] = density.expression.free_symbols | density.support.free_symbols
    return symbols - set(density.variables)


def _in_terms_of(density: Density, variable: sp.Symbol | tuple[sp.Symbol, ...]) -> Density:
    new = variable if isinstance(variable, tuple) else (variable,)
    if new == density.variables:
        return density
    renamed = density.expression.xreplace(dict(zip(density.variables, new, strict=True)))
    return dataclasses.replace(density, expression=renamed, variable=variable)
