"""D(p||q) in closed form for two of SciPy's families: the expression of `kltools.exact`, in SciPy's parameters."""

from __future__ import annotations

import itertools
import math
import operator
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any, NamedTuple

import mpmath
import numpy as np
import sympy as sp

from kltools.distributions.component import Component
from kltools.distributions.errors import above_floats
from kltools.distributions.precision import AGREED_BITS, MODULES, STEP, evaluate_to_double, magnitude
from kltools.distributions.running_error import compiled, in_floats
from kltools.distributions.scipy_laws import LAWS, SIGN, SIZE, Law
from kltools.distributions.vector_divergences import IN_FLOATS
from kltools.exact import FoundForm, find_closed_form, spelled_out

Place = tuple[str, str]
"""Which of p and q has a parameter, and SciPy's name of it."""


ENOUGH, ENOUGH_OF_GAMMAS = 2e-15, 2e-14
"""The relative error, by its own bound, up to which a closed form is taken in floats; else mpmath gives every digit. The
bounds of SciPy's gamma functions are wide: of 12,000 members drawn at random none was off by more than 5.4e-15."""


class Compiled(NamedTuple):
    """An expression as functions: where their arguments are read; its value in mpmath's numbers and in `Rounded` ones,
    if it has one, and its exponentials' values."""

    places: list[Place]
    function: Callable[..., Any]
    rounded: Callable[..., Any] | None
    enough: float
    powers: Callable[..., list[Any]] | None


@dataclass(frozen=True)
class ClosedFormPair:
    """Two of SciPy's families between which D(p||q) is a closed form of `kltools.exact`.

    Attributes
    ----------
    p_name, q_name : str
        SciPy's names.
    p_law, q_law : Law
        What they are in terms of `exact`: laws of one function of the outcome.
    found : FoundForm
        The registered form, with SciPy's parameters in it, those of p and those of q by the same symbols.
    """

    p_name: str
    q_name: str
    p_law: Law
    q_law: Law
    found: FoundForm

    @cached_property
    def _alike(self) -> tuple[tuple[Any, Any], ...]:
        """What the form needs equal of p and of q; of two equal functions of one symbol, that symbol."""
        return tuple(
            (*one.free_symbols, *two.free_symbols) if one == two and len(one.free_symbols) == 1 else (one, two)
            for one, two in self.found.common
        )

    @property
    def condition(self) -> tuple[Any, ...]:
        """What p and q must agree in, in SciPy's parameters."""
        alike = (two if one.is_number else one for one, two in self._alike)
        return (*self.p_law.held, *(one for one in alike if not one.is_number))

    @cached_property
    def shared(self) -> frozenset[str]:
        """The names of the parameters that p and q have in common, which need no index."""
        alike = (pair for pair in self._alike if pair[0] == pair[1] or any(one.is_number for one in pair))
        parts = (*self.p_law.held, *(one for pair in alike for one in pair))
        return frozenset(one.name for one in parts if one.is_Symbol)

    @cached_property
    def expression(self) -> Any:
        """D(p||q), in symbols ``name_p`` and ``name_q`` of SciPy's parameters, and ``name`` of those in common."""
        members = (
            (law.family, tuple(part.xreplace(self._indexed(law, side)) for part in law.parameters))
            for law, side in ((self.p_law, "p"), (self.q_law, "q"))
        )
        found = find_closed_form("kl", *members)
        assert found is not None  # as for the symbols without an index
        return found.expression

    def _indexed(self, law: Law, side: str) -> dict[Any, Any]:
        """The symbols of a law, and what they are called as those of p or of q."""
        indexed: dict[Any, Any] = {}
        for part in law.parameters:
            for symbol in part.atoms(sp.Symbol) - {SIGN, SIZE}:
                name = symbol.name if symbol.name in self.shared else f"{symbol.name}_{side}"
                indexed[symbol] = sp.Symbol(name, **symbol.assumptions0)
            for matrix in part.atoms(sp.MatrixSymbol):
                indexed[matrix] = sp.MatrixSymbol(f"{matrix.name}_{side}", *matrix.shape)
        return indexed

    @cached_property
    def _places(self) -> dict[Any, Place]:
        """Where the value of each symbol of the expression is read."""
        return {
            one: (side, symbol.name)
            for law, side in ((self.q_law, "q"), (self.p_law, "p"))
            for symbol, one in self._indexed(law, side).items()
        }

    @cached_property
    def _compiled(self) -> Compiled:
        spelled = spelled_out(self.expression)
        read = [one for one in self._places if spelled.has(one)]
        arguments = [*read, SIZE] if spelled.has(SIZE) else read
        powers = list(spelled.rewrite((sp.tanh, sp.sinh, sp.coth), sp.exp).atoms(sp.exp))
        return Compiled(
            [self._places[one] for one in read],
            sp.lambdify(arguments, spelled, MODULES, cse=True),
            compiled(arguments, spelled),
            ENOUGH_OF_GAMMAS if spelled.has(sp.loggamma, sp.polygamma, sp.gamma) else ENOUGH,
            sp.lambdify(arguments, powers, "mpmath", cse=True) if powers else None,
        )

    @cached_property
    def _agreements(self) -> list[tuple[Reader, Reader, Callable[[Any, Any], bool]]]:
        """How each value that p and q must have in common is read from either, and what counts as equal."""
        held = [(_reader(one), _reader(one), _agree) for one in self.p_law.held]
        return held + [(_reader(one), _reader(two), operator.eq) for one, two in self._alike]

    def kl(self, p: Component, q: Component) -> float | None:
        """D(p||q) in nats of two members, infinite above the largest float; None where the form does not hold."""
        given = {"p": p.parameters, "q": q.parameters}
        if not all(agree(of_p(given["p"]), of_q(given["q"])) for of_p, of_q, agree in self._agreements):
            return None
        if self.p_name in IN_FLOATS:
            return IN_FLOATS[self.p_name](p, q)
        if self.expression == sp.oo:
            return math.inf
        places, function, rounded, enough, powers = self._compiled
        values = [given[side][name] for side, name in places]
        value, bits = in_floats(rounded, values, enough, AGREED_BITS) if rounded else (None, None)
        if value is not None:
            return value
        if bits is not None:
            with mpmath.workprec(-(-bits // STEP) * STEP):
                return float(function(*map(mpmath.mpf, values)))
        if any(isinstance(value, np.ndarray) for value in values):  # vectors
            columns = [np.array([[mpmath.mpf(one)] for one in value], dtype=object) for value in values]
            return evaluate_to_double(lambda: function(*columns, len(columns[0])), magnitude(np.concatenate(values)))
        numbers = [mpmath.mpf(value) for value in values]
        between = [*numbers, *powers(*numbers)] if powers else numbers
        return evaluate_to_double(lambda: function(*numbers), magnitude(between))


Reader = Callable[[Mapping[str, Any]], Any]


def _reader(part: Any) -> Reader:
    """How an expression in SciPy's parameters is read from their values."""
    if part.is_Symbol:
        return operator.itemgetter(part.name)
    symbols = sorted(part.free_symbols, key=str)
    function = sp.lambdify(symbols, part, "math")
    return lambda values: function(*(values[symbol.name] for symbol in symbols))


def _agree(one: float, two: float) -> bool:
    """Whether two numbers that the outcome is measured by are equal as floats: a width that is a product was rounded."""
    return one == two or math.isclose(one, two, rel_tol=1e-15)


@cache
def _pair(p_name: str, q_name: str, p_law: Law, q_law: Law, found: FoundForm) -> ClosedFormPair:
    return ClosedFormPair(p_name, q_name, p_law, q_law, found)


def pairs_between(p_name: str, q_name: str) -> Iterator[ClosedFormPair]:
    """Every closed form between two of SciPy's families, in the order in which they are tried."""
    for p_law, q_law in itertools.product(LAWS.get(p_name, ()), LAWS.get(q_name, ())):
        if p_law.outcome == q_law.outcome:
            found = find_closed_form("kl", (p_law.family, p_law.parameters), (q_law.family, q_law.parameters))
            if found is not None:
                yield _pair(p_name, q_name, p_law, q_law, found)


def closed_form_pairs() -> list[ClosedFormPair]:
    """Every closed form between two of SciPy's families, by their names.

    Examples
    --------
    >>> next(pair.expression for pair in closed_form_pairs() if pair.p_name == pair.q_name == "poisson")
    mu_p*phi(mu_q/mu_p)
    """
    return [pair for names in itertools.product(sorted(LAWS), repeat=2) for pair in pairs_between(*names)]


def kl_in_closed_form(p: Component, q: Component) -> float | None:
    """Return D(p||q) by the first closed form that covers these members, or None.

    Raises
    ------
    OverflowError
        If the value is finite but above the largest floating-point number.
    """
    for pair in pairs_between(p.family or "", q.family or ""):
        value = pair.kl(p, q)
        if value is not None and not value < math.inf and pair.expression != sp.oo:
            raise above_floats("D(p||q)", p.label, q.label)
        if value is not None:
            return value
    return None
