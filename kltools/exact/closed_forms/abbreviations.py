"""Functions that a page writes as one sign, and the expressions that they stand for."""

from __future__ import annotations

from typing import Any

import sympy as sp

from kltools.exact.exact_numbers import log_ratio


class Abbreviation(sp.Function):  # type: ignore[misc]  # SymPy has no types
    """A function with a sign of its own on the page, and an expression in SymPy's functions that it stands for."""

    def sign(self, printer: Any) -> str:
        """The sign, as LaTeX."""
        raise NotImplementedError

    def spelled_out(self) -> Any:
        """What it stands for."""
        raise NotImplementedError

    def _latex(self, printer: Any, exp: str | None = None) -> str:
        power = "" if exp is None else f"^{{{exp}}}"
        return rf"{self.sign(printer)}{power}\left({printer._print(self.args[0])}\right)"


class phi(Abbreviation):
    r"""The slack :math:`\varphi(t) = t - 1 - \log t` of ln t <= t - 1."""

    is_nonnegative = True

    @classmethod
    def eval(cls, t: Any) -> Any:
        """0 at 1, where ln t touches t - 1."""
        return sp.S.Zero if t == 1 else None

    def sign(self, printer: Any) -> str:
        return r"\varphi"

    def spelled_out(self) -> Any:
        """t - 1 - log t, the last as one logarithm."""
        ratio = sp.sympify(self.args[0])
        numerator, denominator = ratio.as_numer_denom()
        return ratio - 1 + log_ratio(denominator, numerator)


class log_multigamma(Abbreviation):
    r""":math:`\log \Gamma_d(a)`, the multivariate gamma function, as ``log_multigamma(a, d)``."""

    def sign(self, printer: Any) -> str:
        return rf"\log\Gamma_{printer._print(self.args[1])}"

    def spelled_out(self) -> Any:
        """The sum of d log-gamma functions, and a constant."""
        a, size = self.args
        gammas = sp.Add(*(sp.loggamma(a - sp.Rational(i, 2)) for i in range(int(size))))
        return gammas + size * (size - 1) * sp.log(sp.pi) / 4


class multidigamma(Abbreviation):
    r""":math:`\psi_d(a)`, the derivative of :math:`\log \Gamma_d(a)`, as ``multidigamma(a, d)``."""

    def sign(self, printer: Any) -> str:
        return rf"\psi_{printer._print(self.args[1])}"

    def spelled_out(self) -> Any:
        """The sum of d digamma functions."""
        a, size = self.args
        return sp.Add(*(sp.digamma(a - sp.Rational(i, 2)) for i in range(int(size))))


def spelled_out(formula: Any) -> Any:
    """A formula in functions that SymPy ships: each abbreviation replaced by what it stands for.

    Parameters
    ----------
    formula : sympy.Expr

    Returns
    -------
    sympy.Expr

    Examples
    --------
    >>> a, t = sp.symbols("a t", positive=True)
    >>> spelled_out(a * phi(t)), spelled_out(a * phi(t / a))
    (a*(t - log(t) - 1), a*log(a/t) - a + t)
    """
    spelled = sp.sympify(formula).replace(_is_multiple_of_slack, _multiplied_out)
    return spelled.replace(lambda part: isinstance(part, Abbreviation), lambda part: part.spelled_out())


def _is_multiple_of_slack(part: Any) -> bool:
    return bool(part.is_Mul) and any(isinstance(factor, phi) for factor in part.args)


def _multiplied_out(product: Any) -> Any:
    """A multiple of a slack spelled out, term by term where the factor cancels against the ratio."""
    slack = next(factor for factor in product.args if isinstance(factor, phi))
    factor, ratio = product / slack, slack.args[0]
    if (factor * ratio).count_ops() > ratio.count_ops():
        return factor * slack.spelled_out()
    return sp.Add(*(factor * term for term in slack.spelled_out().args))
