"""The registry of closed forms; a new one never touches the dispatcher."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import sympy as sp

from kltools.distributions.closed_forms.notation import pair, spelled_out
from kltools.distributions.closed_forms.precision import evaluate_to_double, numbers
from kltools.distributions.component import Component
from kltools.distributions.errors import above_floats

Rule = Callable[[Component, Component], "float | None"]
"""Returns D(p||q) in nats, or None where the formula does not cover these parameters."""

Check = Callable[[Any, Any], float]
"""D(p||q) of two SciPy distributions by numerical integration or summation."""


@dataclass(frozen=True)
class ClosedForm:
    """D(p||q) in closed form for a pair of families.

    Parameters
    ----------
    p_family, q_family : str
        SciPy's names.
    rule : callable
        Computes it from two components; None where its condition fails.
    formula : sympy.Expr or str
        As a reader should see it, in symbols ``name_p`` and ``name_q`` for SciPy's parameters; LaTeX where it is
        about vectors or matrices. Empty for a pair of different names in one exponential family.
    condition : str
        What has to hold, beyond p's support lying inside q's.
    statistics : str
        LaTeX of the sufficient statistics, where an exponential family is not declared in SymPy.
    source : str
        Where the formula is derived.
    example : tuple of mapping
        Parameters of a p and a q, which the check uses.
    check : callable, optional
        How it is checked, where `kl_quadrature` has no rule for the family.
    """

    p_family: str
    q_family: str
    rule: Rule = field(compare=False)
    formula: sp.Expr | str = ""
    condition: str = ""
    statistics: str = ""
    source: str = ""
    example: tuple[Mapping[str, Any], Mapping[str, Any]] = field(default=({}, {}), compare=False)
    check: Check | None = field(default=None, compare=False)


_FORMS: dict[tuple[str, str], list[ClosedForm]] = {}


def add(form: ClosedForm) -> None:
    """Register a closed form; forms of one pair are tried in the order of their registration."""
    _FORMS.setdefault((form.p_family, form.q_family), []).append(form)


def closed_forms() -> list[ClosedForm]:
    """Every registered closed form, by the names of its families."""
    return [form for _, forms in sorted(_FORMS.items()) for form in forms]


def closed_form(p: Component, q: Component) -> float | None:
    """Return D(p||q) by the first registered formula that covers these members, or None.

    Raises
    ------
    OverflowError
        If the value is finite but above the largest floating-point number.
    """
    for form in _FORMS.get((p.family or "", q.family or ""), []):
        value = form.rule(p, q)
        if value is not None and not value < float("inf"):
            raise above_floats("D(p||q)", p.label, q.label)
        if value is not None:
            return value
    return None


def register(
    family: str,
    formula: sp.Expr,
    *,
    equal: tuple[str, ...] = (),
    condition: str = "",
    source: str,
    example: tuple[Mapping[str, Any], Mapping[str, Any]],
) -> None:
    """Register a formula that is no Bregman divergence, for two members of one family.

    Parameters
    ----------
    family : str
        SciPy's name.
    formula : sympy.Expr
        In symbols ``name_p`` and ``name_q`` of SciPy's parameters. It is what is computed, and what is shown.
    equal : tuple of str
        Parameters that p and q must have in common.
    condition, source, example
        As for `ClosedForm`.
    """
    names = sorted({str(symbol).rpartition("_")[0] for symbol in formula.free_symbols})
    arguments = [symbol for name in names for symbol in pair(name)]
    compiled: list[Callable[..., Any]] = []

    def rule(p: Component, q: Component) -> float | None:
        of_p, of_q = numbers(p), numbers(q)
        if any(of_p[name] != of_q[name] for name in equal):
            return None
        if of_p == of_q:
            return 0.0
        if not compiled:  # when first asked for, since printing takes longer than evaluating
            compiled.append(sp.lambdify(arguments, spelled_out(formula), "mpmath", cse=True))
        values = [one[name] for name in names for one in (of_p, of_q)]
        return evaluate_to_double(lambda: compiled[0](*values))

    words = condition or (f"equal {' and '.join(equal)}" if equal else "")
    add(ClosedForm(family, family, rule, formula, words, source=source, example=example))
