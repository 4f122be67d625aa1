"""How a closed form is written on a page: the letters of its parameters, and SymPy's LaTeX with the book's names."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sympy as sp
from sympy.core.traversal import bottom_up
from sympy.matrices.expressions.matexpr import MatrixElement
from sympy.printing.latex import LatexPrinter

LETTERS = {
    "loc": "m", "scale": "s", "df": r"\nu", "nu": r"\nu", "mu": r"\mu", "kappa": r"\kappa", "lambda_": r"\lambda",
    "p": r"\theta", "values": r"\theta", "alpha": r"\alpha", "mean": r"\mu", "cov": r"\Sigma", "pm": r"\pm",
}  # fmt: skip
"""How SciPy's parameters are written; the others by their own letters."""

LETTERS_OF: Mapping[str, Mapping[str, str]] = {
    "norm": {"loc": r"\mu", "scale": r"\sigma"},
    "lognorm": {"s": r"\sigma", "scale": "s"},
    "wishart": {"df": "n", "scale": "V"},
    "invwishart": {"df": "n", "scale": r"\Psi"},
}
"""Families that have letters of their own."""


def letter(family: str, name: str) -> str:
    """How a parameter of one of SciPy's families is written."""
    return LETTERS_OF.get(family, {}).get(name, LETTERS.get(name, name))


def tidy(formula: Any) -> Any:
    """A formula in SciPy's parameters as one would write it: a difference of logarithms as the log of a ratio.

    Examples
    --------
    >>> s, t = sp.symbols("s t", positive=True)
    >>> tidy((sp.log(s) - sp.log(t)) ** 2)
    log(s/t)**2
    """
    return bottom_up(sp.sympify(formula), _tidy)


def _tidy(part: Any) -> Any:
    if part.is_Add:
        above = [term.args[0] for term in part.args if isinstance(term, sp.log)]
        below = [(-term).args[0] for term in part.args if isinstance(-term, sp.log)]
        if above and below:
            rest = (term for term in part.args if not isinstance(term, sp.log) and not isinstance(-term, sp.log))
            return sp.Add(sp.log(sp.Mul(*above) / sp.Mul(*below)), *rest)
    if isinstance(part, sp.exp) and any(isinstance(factor, sp.log) for factor in sp.Mul.make_args(part.args[0])):
        log = next(factor for factor in part.args[0].args if isinstance(factor, sp.log))
        return log.args[0] ** (part.args[0] / log)
    if isinstance(part, sp.log):  # of a ratio of exponentials
        return sp.log(sp.powsimp(part.args[0], combine="exp"))
    if isinstance(part, sp.cos):
        return sp.cos(sp.together(part.args[0]))
    return part


class ClosedFormPrinter(LatexPrinter):  # type: ignore[misc]  # SymPy has no types
    """SymPy's LaTeX, with the names that the book gives to functions, and indices for the entries of vectors."""

    def __init__(self, letters: Mapping[str, str]) -> None:
        super().__init__()
        self._letters = letters

    def doprint(self, expr: Any) -> str:
        """LaTeX, with a number that all terms of a sum have in common before it."""
        terms = sp.Add.make_args(expr)
        shares = {abs(term.as_coeff_Mul()[0]) for term in terms}
        if len(terms) == 1 or len(shares) > 1 or shares == {1}:
            return str(super().doprint(expr))
        share = shares.pop()
        rest = sp.Add(*(term / share for term in terms))
        return rf"{super().doprint(share)} \left({super().doprint(rest)}\right)"

    def _print_Symbol(self, expr: Any, style: str = "plain") -> str:
        return self._letters.get(expr.name) or str(super()._print_Symbol(expr, style))

    def _print_MatrixSymbol(self, expr: Any) -> str:
        return self._letters.get(expr.name, expr.name)

    def _print_MatrixElement(self, expr: Any) -> str:
        if expr.parent.shape == (1, 1):
            return str(self._print(expr.parent))
        base, _, side = self._print(expr.parent).partition("_")
        if base.startswith("["):  # an event, which has its index within
            return str(self._print(expr.parent))
        return f"{base}_{{{side + ',' if side else ''}{self._print(expr.i)}}}"

    def _print_Sum(self, expr: Any) -> str:
        """A sum over all entries of a vector, which needs no limits; their own factors first."""
        factors = sorted(sp.Mul.make_args(expr.function), key=lambda factor: not isinstance(factor, MatrixElement))
        written = " ".join(rf"\left({self._print(one)}\right)" if one.is_Add else self._print(one) for one in factors)
        return rf"\sum_{self._print(expr.variables[0])} {written}"

    def _print_Determinant(self, expr: Any) -> str:
        return rf"\det {self._print(expr.arg)}"

    def _print_Transpose(self, expr: Any) -> str:
        base = self._print(expr.arg)
        whole = base if isinstance(expr.arg, sp.MatrixSymbol) else rf"\left({base}\right)"
        return rf"{whole}^{{\mathsf T}}"

    def _print_polygamma(self, expr: Any, exp: Any = None) -> str:
        return rf"\psi\left({self._print(expr.args[-1])}\right)"

    def _print_loggamma(self, expr: Any, exp: Any = None) -> str:
        return rf"\log\Gamma\left({self._print(expr.args[0])}\right)"

    def _print_besseli(self, expr: Any, exp: Any = None) -> str:
        return rf"I_{{{self._print(expr.args[0])}}}\left({self._print(expr.args[1])}\right)"
