"""Sums and integrals over supports: built here, and evaluated where SymPy can be trusted to."""

from __future__ import annotations

import mpmath
import sympy as sp

from kltools.exact.support_sets import axes, bounds, is_discrete, outcomes

# A closed form must print to NumPy; these either do not, or stand for an integral left undone.
_OPAQUE = (sp.Integral, sp.Sum, sp.hyper, sp.meijerg, sp.I, sp.nan, sp.zoo, sp.Limit)
_CHECK_DIGITS = 15
_CHECK_TOLERANCE = 1e-8


def over(expression: sp.Expr, variables: tuple[sp.Symbol, ...], support: sp.Set) -> sp.Expr:
    """The unevaluated integral or sum of an expression over a support; few terms are added up."""
    total = expression
    for variable, axis in zip(variables, axes(support), strict=True):
        listed = outcomes(axis)
        if listed is not None:
            total = sp.Add(*(total.subs(variable, point) for point in listed))
        elif is_discrete(axis):
            total = sp.Sum(total, (variable, *bounds(axis)))
        else:
            total = sp.Integral(total, (variable, *bounds(axis)))
    return total


def evaluate(total: sp.Expr) -> sp.Expr:
    """Let SymPy evaluate an integral or sum; return it as it was where SymPy has no closed form.

    A value without free symbols is compared with numerical integration first, and one that
    disagrees is not taken.
    """
    if not isinstance(total, (sp.Integral, sp.Sum)) or len(total.limits) != 1 or _hopeless(total):
        return total
    variable, lower, upper = total.limits[0]
    # SymPy integrates more where it knows the sign of the variable.
    known = sp.Dummy(
        variable.name,
        real=True,
        positive=True if lower.is_nonnegative and isinstance(total, sp.Integral) else None,
        integer=True if isinstance(total, sp.Sum) else None,
    )
    attempt = total.func(total.function.subs(variable, known), (known, lower, upper))
    try:
        # Logs that simplify has combined would overflow where their sum does not.
        value = sp.expand_log(sp.simplify(attempt.doit()), force=True)
    except (NotImplementedError, ValueError, TypeError, AttributeError, RecursionError):
        return total
    if value.has(*_OPAQUE) or known in value.free_symbols:
        return total
    return value if value.free_symbols or _agrees(value, attempt) else total


def _hopeless(total: sp.Expr) -> bool:
    """Whether there is no closed form to be had, and SymPy might be long in finding that out.

    That is so for a log of a sum beside an exponential, for the log of a factorial, and for an
    absolute value beside an exponential or a fractional power.
    """
    variable = total.limits[0][0]

    def present(kind: type) -> list[sp.Expr]:
        return [atom for atom in total.function.atoms(kind) if atom.has(variable)]

    sums = [log for log in present(sp.log) if isinstance(log.args[0], sp.Add)]
    factorials = [log for log in present(sp.log) if log.args[0].has(sp.gamma, sp.factorial, sp.binomial)]
    curved = present(sp.exp) + [power for power in present(sp.Pow) if not power.exp.is_Integer]
    return bool((sums and present(sp.exp)) or factorials or present(sp.loggamma) or (present(sp.Abs) and curved))


def _kinks(integral: sp.Expr) -> list[mpmath.mpf]:
    """Where an absolute value turns inside the limits, which quadrature must be told."""
    variable, lower, upper = integral.limits[0]
    if not isinstance(integral, sp.Integral):
        return []
    zeros = {
        zero
        for turn in integral.function.atoms(sp.Abs)
        for zero in sp.roots(turn.args[0], variable)
        if zero.is_real and lower < zero < upper
    }
    return sorted(mpmath.mpmathify(sp.N(zero)) for zero in zeros)


def _agrees(value: sp.Expr, attempt: sp.Expr) -> bool:
    if not value.is_finite:
        return True
    variable, lower, upper = attempt.limits[0]
    function = sp.lambdify(variable, attempt.function, "mpmath")
    limits = [sp.lambdify((), end, "mpmath")() for end in (lower, upper)]
    numerical = mpmath.quad if isinstance(attempt, sp.Integral) else mpmath.nsum
    with mpmath.workdps(_CHECK_DIGITS):
        oracle = numerical(function, limits[:1] + _kinks(attempt) + limits[1:])
    off = abs(oracle - mpmath.mpmathify(sp.N(value, _CHECK_DIGITS)))
    return bool(off <= _CHECK_TOLERANCE * (1 + abs(oracle)))
