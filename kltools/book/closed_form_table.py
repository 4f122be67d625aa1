"""The table of closed forms: each formula, when it holds, where it is from, and its check against integration."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from html import escape
from typing import Any

import sympy as sp

from kltools.book.closed_form_checks import NAMES, by_other_means, example
from kltools.book.closed_form_latex import ClosedFormPrinter, letter, tidy
from kltools.book.inline_mathematics import inline
from kltools.distributions import LAWS, ClosedFormPair, Law, closed_form_pairs, kl_divergence
from kltools.exact import exponential_families, in_general

DISPLAY = r"\displaystyle "
"""Puts fractions at full size."""

PEOPLE = ("cauchy", "dirichlet", "gaussian", "gumbel", "laplace", "mises", "poisson", "wishart")
"""What the names of families owe to people, and so write with a capital."""


@dataclass(frozen=True)
class Row:
    """One closed form, ready to be shown."""

    pair: ClosedFormPair

    @property
    def signature(self) -> str:
        """The SciPy calls, with the letter of each parameter that matters, as HTML with ``\\(…\\)``."""
        laws = {self.pair.p_name: self.pair.p_law, self.pair.q_name: self.pair.q_law}
        return " and ".join(_call(name, law) for name, law in laws.items())

    @property
    def latex(self) -> str:
        """The formula."""
        letters = {}
        for side, name in (("p", self.pair.p_name), ("q", self.pair.q_name)):
            for symbol in self.pair.p_law.reads | self.pair.q_law.reads:
                letters[symbol] = letter(name, symbol)
                letters[f"{symbol}_{side}"] = f"{letter(name, symbol)}_{side}"
        return str(ClosedFormPrinter(letters).doprint(tidy(self.pair.expression)))

    @property
    def statistics(self) -> str:
        """The sufficient statistics as LaTeX, or nothing where it is no exponential family.

        Those whose natural parameter is a number are left out. Outcomes are measured from `loc`, and in units of the
        scale or width where these are held fixed.
        """
        family, parameters = in_general((self.pair.p_law.family, self.pair.p_law.parameters))
        if family not in exponential_families or self.pair.p_law.family != self.pair.q_law.family:
            return ""
        declared = exponential_families[family]
        natural = map(sp.sympify, declared.natural(*parameters))
        free = [one for eta, one in zip(natural, declared.statistics(_measured(self.pair.p_law))) if eta.free_symbols]
        return r",\ ".join(map(_written, free))

    @property
    def condition(self) -> str:
        """What has to hold for the formula to hold, in words."""
        equal = " and ".join(str(one).replace("*", " · ") for one in self.pair.condition)
        words = [f"equal {equal}"] if equal else []
        return ", and ".join([*words, *filter(None, [self.pair.found.form.condition])]) or "all"

    @property
    def source(self) -> str:
        """Where the formula is derived: by a change of variable from another row, in a work, or as a Bregman divergence."""
        law, form, outcome = self.pair.p_law, self.pair.found.form, _measured(self.pair.p_law)
        if isinstance(outcome, sp.Symbol | sp.MatrixSymbol):
            own = form.families[0] == law.family and _first_of_its_kind(law) == self.pair.p_name
            return ", ".join([*([] if own else [_words(form.families[0])]), form.source or "Bregman"])
        families = dict.fromkeys((law.family, self.pair.q_law.family))
        return f"{' and '.join(map(_words, families))} of {_inline(_written(outcome))}"

    @cached_property
    def difference(self) -> float:
        """The relative difference between the closed form and integration or summation, for two members."""
        p, q = example(self.pair)
        closed = float(kl_divergence(p, q))
        return abs(by_other_means(self.pair, p, q) - closed) / closed


def _first_of_its_kind(law: Law) -> str:
    """The name of SciPy's that a family has of its own."""
    return next(
        name
        for name, laws in LAWS.items()
        if any((law.family, law.outcome) == (one.family, one.outcome) for one in laws)
    )


def _words(family: str) -> str:
    """The name of a family of `exact` in words."""
    return " ".join(word.capitalize() if word in PEOPLE else word for word in family.split("_"))


def _measured(law: Law) -> Any:
    """The outcome's function of which a law speaks, with the outcome measured from loc, in units of what is held."""
    start = {one: 0 for one in law.held if str(one) == "loc"}
    units = {one: 1 for one in law.held if "scale" in str(one)}
    return law.outcome.subs({**start, **units})


def _written(part: Any) -> str:
    """A statistic as LaTeX, with the logarithm of a power as a multiple where that is no longer."""
    printer = ClosedFormPrinter({"outcome": "[x = x_i]", "pm": r"\pm"})
    if isinstance(part, sp.MatrixExpr):
        return str(printer.doprint(part))
    together = sp.together(part, deep=True)
    return str(printer.doprint(min(sp.expand_log(together, force=True), together, key=sp.count_ops)))


def _call(name: str, law: Law) -> str:
    """How a reader makes a distribution in SciPy, with the letter of each parameter that the law reads."""
    names = {str(symbol) for part in law.parameters for symbol in part.free_symbols}
    letters = {one: r"(x_i, \theta_i)" if one == "values" else letter(name, one) for one in sorted(names - {"d"})}
    inside = ", ".join(f"{one} = {_inline(written)}" for one, written in letters.items())
    return f"<code>{NAMES.get(name, name)}</code>({inside})"


def _inline(latex: str) -> str:
    return str(inline(escape(latex, quote=False)))


def _rows() -> Iterator[Row]:
    """A row for each closed form of one name or of two unlike families, if it says more than a row before it."""
    shown: list[ClosedFormPair] = []
    for pair in closed_form_pairs():
        families = {in_general((law.family, law.parameters))[0] for law in (pair.p_law, pair.q_law)}
        if (pair.p_name != pair.q_name and len(families) == 1) or pair.expression == sp.oo:
            continue
        names = pair.p_name, pair.q_name
        earlier = (set(one.condition) for one in shown if (one.p_name, one.q_name) == names)
        if not any(condition <= set(pair.condition) for condition in earlier):
            shown.append(pair)
            yield Row(pair)


class Catalogue:
    """Every closed form that `kltools.distributions` knows, as a table for a page.

    Each form takes two lines: what it is about, and the formula. The last column is computed when the table is made:
    the relative difference to integration, or summation, of p log(p/q) at one pair of members.

    Attributes
    ----------
    rows : list of Row

    Examples
    --------
    >>> rows = {row.pair.p_name: row for row in Catalogue().rows}
    >>> rows["poisson"].latex
    '\\\\mu_p \\\\varphi\\\\left(\\\\frac{\\\\mu_q}{\\\\mu_p}\\\\right)'
    >>> rows["poisson"].difference < 1e-13
    True
    """

    def __init__(self) -> None:
        self.rows = list(_rows())

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
        cells = [
            row.signature,
            _inline(row.statistics) if row.statistics else "–",
            row.condition,
            row.source,
            f"{row.difference:.0e}" if row.difference else "0",
        ]
        first = "".join(f"<td>{cell}</td>" for cell in cells)
        formula = f'<td colspan="5"><div style="overflow-x:auto">{_inline(DISPLAY + row.latex)}</div></td>'
        return f"<tbody><tr>{first}</tr><tr>{formula}</tr></tbody>"
