"""Rewriting logarithms so that a printed formula neither under- nor overflows.

Printed as it is written, ``log(p/q)`` is NaN wherever either density has underflowed. Here the log of a
product or power becomes a sum, and the log of a sum of positive terms a :class:`LogSumExp`, which is
evaluated shifted by its maximum.
"""

from __future__ import annotations

import sympy as sp


class LogSumExp(sp.Function):  # type: ignore[misc]  # SymPy has no types
    r"""``log(exp(a) + exp(b) + …)``, evaluated without overflow.

    Its derivative by one argument is that argument's share of the sum,
    :math:`\exp(a_i - \mathrm{LogSumExp}(a))`.

    Examples
    --------
    >>> a, b = sp.symbols("a b", real=True)
    >>> LogSumExp(a, b).diff(a)
    exp(a - LogSumExp(a, b))
    """

    is_real = True

    @classmethod
    def eval(cls, *args: sp.Expr) -> sp.Expr | None:
        """A sum of one term is that term."""
        return args[0] if len(args) == 1 else None

    def fdiff(self, argindex: int = 1) -> sp.Expr:
        """The share of one term in the sum."""
        return sp.exp(self.args[argindex - 1] - self)

    def _eval_rewrite_as_log(self, *args: sp.Expr, **_: object) -> sp.Expr:
        return sp.log(sp.Add(*map(sp.exp, args)))


def to_log_space(expression: sp.Expr) -> sp.Expr:
    """Write every logarithm in an expression through sums and :class:`LogSumExp`.

    Parameters
    ----------
    expression : sympy.Expr
        Its logarithms must be of positive things; what SymPy cannot tell to be positive is taken to be.

    Returns
    -------
    sympy.Expr
        Equal to the expression where that is defined.

    Examples
    --------
    >>> x, mu = sp.symbols("x mu", real=True)
    >>> to_log_space(sp.log(sp.exp(-x**2) / sp.exp(-(x - mu)**2)))
    -x**2 + (-mu + x)**2
    >>> to_log_space(sp.log(sp.exp(-x**2) + 3))
    LogSumExp(log(3), -x**2)
    """
    expression = sp.sympify(expression)
    return expression.replace(lambda node: isinstance(node, sp.log), lambda node: _log(node.args[0]))


def _log(argument: sp.Expr) -> sp.Expr:
    """The logarithm of one expression, taken apart as far as it goes."""
    if argument.is_zero:
        return -sp.oo
    if argument.is_Mul:
        number, factors = argument.as_coeff_mul()
        if number.is_negative or sum(not factor.is_nonnegative for factor in factors) > 1:
            number, factors = abs(number), [_size(factor) for factor in factors]
        parts = [_log(factor) for factor in factors]
        return sp.Add(*parts) if number == 1 else sp.Add(sp.log(number), *parts)
    if isinstance(argument, sp.exp):
        return argument.args[0]
    if argument.is_Pow:
        return argument.exp * _log(_size(argument.base) if argument.exp.is_even else argument.base)
    if argument.is_Add and all(term.is_positive for term in argument.args) and argument.has(sp.exp):
        return LogSumExp(*[_log(term) for term in sp.ordered(argument.args)])
    if isinstance(argument, sp.Piecewise):
        return sp.Piecewise(*[(_log(value), condition) for value, condition in argument.args])
    return sp.log(argument)


def _size(factor: sp.Expr) -> sp.Expr:
    """A real factor without its sign, where it may have one: only the whole product is known to be positive."""
    if factor.is_nonnegative or factor.is_extended_real is False:
        return factor
    if isinstance(factor, sp.Piecewise):
        return sp.Piecewise(*[(_size(value), condition) for value, condition in factor.args])
    return sp.Abs(factor)
