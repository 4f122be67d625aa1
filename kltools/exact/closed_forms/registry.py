"""The registry of closed forms: one decorated function a form, found by the families that it is about."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeVar

import sympy as sp

Formula = TypeVar("Formula", bound=Callable[..., Any])
Member = tuple[str, tuple[Any, ...]]
"""A family's name and the values of its parameters."""


@dataclass(frozen=True)
class ClosedForm:
    """A quantity of one family, or of a pair, in closed form.

    Parameters
    ----------
    quantity : str
        "kl" or "renyi", of a pair; or "entropy", of one family.
    families : tuple of str
        Their names.
    formula : callable
        The SymPy expression from the parameters, as registered by `closed_form`.
    condition : str
        What has to hold beyond what the signature says: that the support of p lies in that of q is taken for granted.
    source : str
        Where it is derived.
    """

    quantity: str
    families: tuple[str, ...]
    formula: Callable[..., Any]
    condition: str = ""
    source: str = ""

    @cached_property
    def _names(self) -> tuple[str, ...]:
        return tuple(inspect.signature(self.formula).parameters)

    @cached_property
    def _places(self) -> tuple[dict[str, int], ...]:
        """For each family, where among its parameters each argument that it gives stands."""
        of_p, of_q = ([name for name in self._names if not name.endswith(other)] for other in ("_q", "_p"))
        order = [name.removesuffix("_p") for name in of_p]
        if set(order) == {
            name.removesuffix("_q") for name in of_q
        }:  # of one kind: the parameters stand as those of p do
            of_q.sort(key=lambda name: order.index(name.removesuffix("_q")))
        return tuple({name: place for place, name in enumerate(own)} for own in (of_p, of_q)[: len(self.families)])

    def expression(self, *members: tuple[Any, ...]) -> Any:
        """The formula at the parameters of each family; what is common to both is read from p."""
        values = (
            next(one[places[name]] for one, places in zip(members, self._places) if name in places)
            for name in self._names
        )
        return self.formula(*values)

    def common(self, *members: tuple[Any, ...]) -> tuple[tuple[Any, Any], ...]:
        """The values of p and of q that must be equal for the formula to hold."""
        if len(members) < 2:
            return ()
        (p, q), (of_p, of_q) = members, self._places
        return tuple((p[of_p[name]], q[of_q[name]]) for name in self._names if name in of_p and name in of_q)


_FORMS: dict[tuple[str, ...], ClosedForm] = {}
_SPECIAL_CASES: dict[str, tuple[str, Callable[..., tuple[Any, ...]]]] = {}


def closed_form(quantity: str, *families: str, condition: str = "", source: str = "") -> Callable[[Formula], Formula]:
    """Register a function of the parameters of a family, or of a pair, that returns one SymPy expression.

    Parameters
    ----------
    quantity : str
        "kl" for D(p||q), or "entropy".
    *families : str
        The family, or those of p and q: one of `kltools.exact`'s, or a name of your own.
    condition : str, optional
        What has to hold beyond what the signature says, in words. That the support of p lies in that of q is
        taken for granted.
    source : str, optional
        Where the formula is derived.

    Returns
    -------
    callable
        The decorator, which returns the function as it was.

    Notes
    -----
    The function takes the parameters of p, then those of q, by names that end in ``_p`` and ``_q``. One without
    such an ending is a parameter of both, and the formula holds only where p and q agree in it.

    Examples
    --------
    >>> from kltools.exact import closed_form, find_closed_form
    >>> @closed_form("kl", "wald", "wald", source="a textbook")
    ... def _walds(mean, shape_p, shape_q):
    ...     return sp.log(shape_p / shape_q) / 2 + shape_q / (2 * shape_p) - sp.Rational(1, 2)
    >>> find_closed_form("kl", ("wald", (1, 2)), ("wald", (1, 4))).expression
    1/2 - log(2)/2
    """

    def register(formula: Formula) -> Formula:
        _FORMS[(quantity, *families)] = ClosedForm(quantity, families, formula, condition, source)
        return formula

    return register


def special_case(family: str, of: str, parameters: Callable[..., tuple[Any, ...]]) -> None:
    """Say that each member of a family is one of another, whose parameters the function gives."""
    _SPECIAL_CASES[family] = of, parameters


def in_general(member: Member) -> Member:
    """The same law as a member of the family of which its own is a special case, if it is one."""
    family, values = member
    if family not in _SPECIAL_CASES:
        return member
    general, parameters = _SPECIAL_CASES[family]
    return general, parameters(*values)


@dataclass(frozen=True)
class FoundForm:
    """A closed form with the parameters to put into it.

    Attributes
    ----------
    form : ClosedForm
    members : tuple of tuple
        The parameters of each family of the form.
    """

    form: ClosedForm
    members: tuple[tuple[Any, ...], ...]

    @property
    def expression(self) -> Any:
        """The formula at these parameters."""
        return self.form.expression(*self.members)

    @property
    def common(self) -> tuple[tuple[Any, Any], ...]:
        """The values of p and of q that must be equal for it to hold."""
        return self.form.common(*self.members)


def find_closed_form(quantity: str, *members: Member) -> FoundForm | None:
    """Find the closed form of a quantity of one family or of a pair.

    Parameters
    ----------
    quantity : str
        "kl", "renyi" or "entropy".
    *members : tuple of str and tuple
        For each law the name of its family, and its parameters: exact numbers, symbols or matrices.

    Returns
    -------
    FoundForm or None
        Its ``expression`` is the formula at these parameters; ``common`` lists the values that must be equal for
        it to hold; ``form`` has its condition and source. None where no form is registered.

    Examples
    --------
    >>> from kltools.exact import find_closed_form
    >>> found = find_closed_form("kl", ("exponential", (1,)), ("gamma", (2, 1)))
    >>> found.expression, found.form.source
    (EulerGamma, 'Penny 2001')
    """
    for candidates in _readings(members):
        form = _FORMS.get((quantity, *(family for family, _ in candidates)))
        if form is not None:
            return FoundForm(form, tuple(tuple(map(_in_sympy, values)) for _, values in candidates))
    return None


def _in_sympy(value: Any) -> Any:
    return value if isinstance(value, sp.Basic) else sp.sympify(value)


def _readings(members: tuple[Member, ...]) -> Iterator[tuple[Member, ...]]:
    """The members as they are given, and as members of more general families."""
    yield members
    yield tuple(in_general(member) for member in members)


def agree(one: Any, two: Any) -> bool:
    """Whether two exact values are equal, as far as SymPy can tell."""
    return bool(sp.simplify(one - two) == 0)
