"""The table of closed forms, read off the registry: each formula, when it holds, and its check against integration."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from html import escape

import sympy as sp
from scipy import stats
from sympy.printing.latex import LatexPrinter

from kltools.book.inline_mathematics import inline
from kltools.distributions import kl_divergence, kl_quadrature
from kltools.distributions.closed_forms import ClosedForm, closed_forms
from kltools.distributions.closed_forms.exponential import FAMILIES
from kltools.distributions.closed_forms.notation import LOC, SCALE

LETTERS = {
    "loc": "m",
    "scale": "s",
    "df": r"\nu",
    "nu": r"\nu",
    "mu": r"\mu",
    "kappa": r"\kappa",
    "lambda_": r"\lambda",
    "p": r"\theta",
}
"""How SciPy's parameters are written; the others by their own letters."""

LETTERS_OF: Mapping[str, Mapping[str, str]] = {
    "norm": {"loc": r"\mu", "scale": r"\sigma"},
    "lognorm": {"s": r"\sigma", "scale": "s"},
    "dirichlet": {"alpha": r"\alpha"},
    "multivariate_normal": {"mean": r"\mu", "cov": r"\Sigma"},
    "wishart": {"df": "n", "scale": "V"},
    "invwishart": {"df": "n", "scale": r"\Psi"},
    "rv_sample": {"values": r"(x_i, \theta_i)"},
}
"""Families that have letters of their own."""

NAMES = {"rv_sample": "rv_discrete"}
"""How a reader makes what SciPy calls by another name."""

DISPLAY = r"\displaystyle "
"""Puts fractions at full size."""

STARTS = frozenset("expon geom pareto uniform norm laplace cauchy logistic gumbel_r gumbel_l vonmises".split())
"""Families whose formula speaks of where they start or stand."""


@dataclass(frozen=True)
class Row:
    """One closed form, ready to be shown."""

    form: ClosedForm

    @property
    def letters(self) -> dict[str, str]:
        """How each parameter of the family is written."""
        return {**LETTERS, **LETTERS_OF.get(self.form.p_family, {})}

    @property
    def signature(self) -> str:
        """The SciPy call, with the letter of each parameter that the formula uses, as HTML with ``\\(…\\)``."""
        names = sorted({*self.form.example[0], *self.form.example[1], *self._used()})
        shown = [name for name in names if name != "loc" or self.form.p_family in STARTS]
        inside = ", ".join(f"{name} = {_inline(self.letters.get(name, name))}" for name in shown)
        return f"<code>{NAMES.get(self.form.p_family, self.form.p_family)}</code>({inside})"

    @property
    def _shared(self) -> set[str]:
        """The parameters that p and q have in common, which need no index."""
        return set(self.form.condition.split()) if self.form.condition.startswith("equal") else set()

    def _used(self) -> set[str]:
        if isinstance(self.form.formula, str):
            return set()
        return {str(symbol).rpartition("_")[0] for symbol in self.form.formula.free_symbols}

    @property
    def latex(self) -> str:
        """The formula."""
        if isinstance(self.form.formula, str):
            return self.form.formula
        written = {}
        for symbol in self.form.formula.free_symbols:
            name, _, side = str(symbol).rpartition("_")
            letter = self.letters.get(name, name)
            written[symbol] = letter if name in self._shared else f"{letter}_{side}"
        return str(_Printer({"symbol_names": written}).doprint(self.form.formula))

    @property
    def statistics(self) -> str:
        """The sufficient statistics as LaTeX, or nothing where it is no exponential family.

        Outcomes are measured from `loc`, and in units of the scale or width where these are held fixed.
        """
        family = next((one for one in FAMILIES if self.form.rule == one.divergence), None)
        if family is None:
            return self.form.statistics
        measured = {LOC: 0, SCALE: 1, sp.Symbol("width", positive=True): 1}
        return r",\ ".join(_Printer().doprint(one.subs(measured)) for one in family.statistics)

    @cached_property
    def difference(self) -> float:
        """The relative difference between the closed form and integration or summation, at the form's example."""
        make = getattr(stats, NAMES.get(self.form.p_family, self.form.p_family))
        p, q = (make(**parameters) for parameters in self.form.example)
        closed = kl_divergence(p, q)
        numerical = self.form.check(p, q) if self.form.check else kl_quadrature(p, q)[0]
        return abs(numerical - closed) / closed


class _Printer(LatexPrinter):  # type: ignore[misc]  # SymPy has no types
    """SymPy's LaTeX, with the names that the book gives to a few functions."""

    def _print_digamma(self, expr: sp.Expr, exp: str | None = None) -> str:
        return rf"\psi\left({self._print(expr.args[-1])}\right)"

    _print_polygamma = _print_digamma

    def _print_loggamma(self, expr: sp.Expr, exp: str | None = None) -> str:
        return rf"\log\Gamma\left({self._print(expr.args[0])}\right)"

    def _print_besseli(self, expr: sp.Expr, exp: str | None = None) -> str:
        return rf"I_{{{self._print(expr.args[0])}}}\left({self._print(expr.args[1])}\right)"


def _inline(latex: str) -> str:
    return inline(escape(latex, quote=False))


class Catalogue:
    """Every closed form that `kltools.distributions` knows, as a table for a page.

    Each form takes two lines: what it is about, and the formula. The last column is computed when the table is made:
    the relative difference to integration, or summation, of p log(p/q) at one pair of members.

    Attributes
    ----------
    rows : list of Row

    Examples
    --------
    >>> rows = {row.form.p_family: row for row in Catalogue().rows}
    >>> rows["poisson"].latex
    '\\\\mu_p \\\\varphi{\\\\left(\\\\frac{\\\\mu_q}{\\\\mu_p} \\\\right)}'
    >>> rows["poisson"].difference < 1e-13
    True
    """

    def __init__(self) -> None:
        self.rows = [Row(form) for form in closed_forms() if form.formula]

    def _repr_html_(self) -> str:
        columns = "".join(f'<col style="width:{share}%">' for share in (27, 25, 17, 20, 11))
        head = "".join(f'<th scope="col">{name}</th>' for name in ("p and q", "T(x)", "holds for", "derived", "check"))
        body = "".join(self._row(row) for row in self.rows)
        return (
            '<div class="kl-table" style="overflow-x:auto" tabindex="0" role="region" aria-label="Closed forms">'
            '<table class="table" style="table-layout:fixed;width:100%;min-width:40em">'
            f"<colgroup>{columns}</colgroup><thead><tr>{head}</tr></thead>{body}</table></div>"
        )

    def _row(self, row: Row) -> str:
        statistics = _inline(row.statistics) if row.statistics else "–"
        source = row.form.source or "Bregman"
        cells = [
            row.signature,
            statistics,
            row.form.condition or "all",
            source,
            f"{row.difference:.0e}" if row.difference else "0",
        ]
        first = "".join(f"<td>{cell}</td>" for cell in cells)
        formula = f'<td colspan="5"><div style="overflow-x:auto">{_inline(DISPLAY + row.latex)}</div></td>'
        return f"<tbody><tr>{first}</tr><tr>{formula}</tr></tbody>"
