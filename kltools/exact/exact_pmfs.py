"""PMFs of exact or symbolic numbers: reading them, checking them, summing over them."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from typing import Any

import sympy as sp

from kltools.exact.exact_numbers import exact, log, log_ratio
from kltools.pmfs import align, is_labelled, labelled_items

Table = dict[Hashable, sp.Expr]
PMF = Mapping[Any, Any] | Sequence[Any]


def read_pmf(p: PMF, name: str) -> Table:
    """Return the PMF as outcome -> exact probability, zeros left out, after checking it."""
    return _checked(_items(p, name), name)


def read_pair(p: PMF, q: PMF) -> tuple[Table, Table]:
    """Read two PMFs: those with labels are matched by them, others place by place, and must have the same length.

    Beside labels, a sequence has its places for labels where those are such numbers; else its order is theirs.
    """
    items, others = _items(p, "p"), _items(q, "q")
    if is_labelled(p) and is_labelled(q):
        align([_labels_of(p), _labels_of(q)], ["p", "q"])  # which refuses labels that do not match
    elif not (_by_place(p, items, len(others)) or _by_place(q, others, len(items))):
        if len(items) != len(others):
            raise ValueError(
                f"p has {len(items)} outcomes and q has {len(others)}, but sequences are matched "
                "place by place; give both the same length, or name the outcomes with dicts"
            )
        named = items if is_labelled(p) else others
        items = [(label, value) for (label, _), (_, value) in zip(named, items, strict=True)]
        others = [(label, value) for (label, _), (_, value) in zip(named, others, strict=True)]
    return _checked(items, "p"), _checked(others, "q")


def _labels_of(p: PMF) -> Any:
    """Return something with the labels of a PMF, whose entries need be no numbers yet."""
    return dict.fromkeys(p, 0) if isinstance(p, Mapping) else p


def _by_place(p: PMF, items: list[tuple[Hashable, Any]], count: int) -> bool:
    """Whether a PMF has labels that are places in a sequence of a length."""
    return is_labelled(p) and all(isinstance(label, int) and 0 <= label < count for label, _ in items)


def _checked(items: list[tuple[Hashable, Any]], name: str) -> Table:
    """Return outcomes with their exact probabilities, zeros left out, after checking that they are a PMF."""
    checked: Table = {}
    for outcome, probability in items:
        if outcome in checked:
            raise ValueError(f"{name} has the label {outcome!r} more than once; add up what belongs together")
        checked[outcome] = probability
    checked = {outcome: probability for outcome, probability in checked.items() if not probability.is_zero}
    _check_total(checked, name)
    return checked


def _items(p: PMF, name: str) -> list[tuple[Hashable, sp.Expr]]:
    """Return the outcomes of a PMF with their exact probabilities."""
    items: list[tuple[Hashable, Any]]
    if is_labelled(p) and not isinstance(p, (list, tuple)):
        items = labelled_items(p, name)
    elif isinstance(p, (str, bytes)) or not (hasattr(p, "__len__") and hasattr(p, "__getitem__")):
        raise TypeError(
            f"{name} is {p!r} of type {type(p).__name__}, which is not a PMF; give a dict "
            "{outcome: probability}, a list of probabilities, or a kltools.exact.Density"
        )
    else:
        shape = getattr(p, "shape", (len(p),))
        if len(shape) > 1 and 1 not in shape:
            raise ValueError(
                f"{name} has shape {shape}, but a PMF here is one-dimensional; pass one row or one column at a time"
            )
        items = list(enumerate(p))
    if not items:
        raise ValueError(f"{name} has no outcomes, but a PMF needs at least one; add its outcomes")
    return [(outcome, _probability(value, f"{name}[{outcome!r}]")) for outcome, value in items]


def _probability(value: Any, place: str) -> sp.Expr:
    probability = exact(value, place)
    if not probability.free_symbols and not probability.is_Rational:
        # Radicals and the like may be a plain 0 or 1 in disguise.
        probability = sp.simplify(probability)
    if probability.is_extended_negative:
        raise ValueError(f"{place} is {probability}, but a probability cannot be negative; check how it was computed")
    return probability


def _check_total(pmf: Table, name: str) -> None:
    total = sp.Add(*pmf.values())
    defect = total - 1
    if defect.is_Rational:
        if defect.is_zero:
            return
    else:
        defect = sp.simplify(defect)
        if defect.is_zero:
            return
    if not defect.free_symbols:
        raise ValueError(
            f"{name} sums to {defect + 1}, but a PMF sums to exactly 1; "
            f"divide each probability by {defect + 1}, or check for a missing outcome"
        )
    raise ValueError(
        f"{name} sums to {sp.simplify(total)}, which cannot be shown to be 1; write the last "
        "probability as 1 minus the others, or give the symbols the assumptions that make it 1"
    )


def _log_ratio(numerator: sp.Expr, denominator: sp.Expr) -> sp.Expr:
    ratio = numerator / denominator
    if ratio.free_symbols:
        # Equal probabilities may be written differently; elsewhere the textbook's ratio stays.
        reduced = sp.cancel(ratio)
        if reduced.is_number:
            return log(reduced)
    return log_ratio(numerator, denominator)


def pmf_entropy(p: Table) -> sp.Expr:
    """H(p), the sum of -p log p."""
    return _tidy(sp.Add(*(-value * log(value) for value in p.values())))


def pmf_cross_entropy(p: Table, q: Table) -> sp.Expr:
    """H(p, q), the sum of -p log q; oo where p has an outcome that q has not."""
    if not p.keys() <= q.keys():
        return sp.oo
    return _tidy(sp.Add(*(-value * log(q[outcome]) for outcome, value in p.items())))


def pmf_kl(p: Table, q: Table) -> sp.Expr:
    """D(p||q), the sum of p log(p/q); oo where p has an outcome that q has not."""
    if not p.keys() <= q.keys():
        return sp.oo
    return _tidy(sp.Add(*(value * _log_ratio(value, q[outcome]) for outcome, value in p.items())))


def pmf_js(p: Table, q: Table) -> sp.Expr:
    """The mean of D(p||m) and D(q||m) with m = (p + q)/2."""
    outcomes = [*p, *(outcome for outcome in q if outcome not in p)]
    middle = {o: (p.get(o, sp.S.Zero) + q.get(o, sp.S.Zero)) / 2 for o in outcomes}
    return _tidy(sp.expand(pmf_kl(p, middle) / 2 + pmf_kl(q, middle) / 2, log=False, deep=False))


def _tidy(value: sp.Expr) -> sp.Expr:
    """Gather the logs of primes of a number; leave a formula in symbols as the textbook has it."""
    return value if value.free_symbols else sp.expand(value)
