"""Supports: where they end, what they list, and which lies inside which."""

from __future__ import annotations

import itertools

import sympy as sp

# A PMF with this many outcomes or fewer is summed term by term.
_FEW = 64

_DISCRETE = (sp.FiniteSet, sp.Range, type(sp.S.Naturals), type(sp.S.Naturals0), type(sp.S.Integers))


def axes(support: sp.Set) -> tuple[sp.Set, ...]:
    """The support along each variable."""
    return tuple(support.sets) if isinstance(support, sp.ProductSet) else (support,)


def is_discrete(support: sp.Set) -> bool:
    """Whether the support is a set of integers or a finite set, rather than an interval."""
    return isinstance(support, _DISCRETE)


def check_support(support: sp.Set) -> None:
    """Say what a support may be, where it is something else."""
    if not isinstance(support, sp.Set):
        raise TypeError(
            f"support is {support!r} of type {type(support).__name__}; give a SymPy set: an "
            "Interval, S.Reals, a Range, S.Naturals, S.Naturals0 or a FiniteSet"
        )
    for axis in axes(support):
        known = isinstance(axis, (sp.Interval, *_DISCRETE))
        if not known or (isinstance(axis, sp.Range) and axis.step != 1):
            raise ValueError(
                f"support is {support}, but it must be an Interval, S.Reals, a Range in steps of 1, "
                "S.Naturals, S.Naturals0, S.Integers, a FiniteSet, or a product of such sets"
            )


def bounds(axis: sp.Set) -> tuple[sp.Expr, sp.Expr]:
    """The least and the greatest point of an interval or of a set of integers."""
    if isinstance(axis, sp.Interval):
        return axis.start, axis.end
    if isinstance(axis, sp.Range):
        return axis.start, axis.stop - 1
    return axis.inf, axis.sup


def outcomes(support: sp.Set) -> tuple[sp.Expr, ...] | None:
    """The outcomes of a discrete support where they are few, else None."""
    if isinstance(support, sp.FiniteSet):
        return tuple(support.args)
    if not is_discrete(support):
        return None
    lower, upper = bounds(support)
    count = upper - lower + 1
    if not count.is_Integer or count > _FEW:
        return None
    return tuple(lower + step for step in range(int(count)))


def inside(inner: sp.Set, outer: sp.Set) -> sp.logic.boolalg.Boolean:
    """The condition under which `inner` lies in `outer`, end points apart for intervals."""
    return sp.And(*(_axis_inside(i, o) for i, o in zip(axes(inner), axes(outer), strict=True)))


def _axis_inside(inner: sp.Set, outer: sp.Set) -> sp.logic.boolalg.Boolean:
    if isinstance(outer, sp.FiniteSet) and not _is_run(outer):
        listed = outcomes(inner)
        if listed is not None:
            return sp.And(*(outer.contains(o) for o in listed))
        if all(end.is_number for end in bounds(inner)):
            return sp.false
        raise ValueError(
            f"whether {inner} lies in {outer} depends on the symbols; give the number of trials as a number"
        )
    if isinstance(inner, sp.FiniteSet):
        return sp.And(*(within(o, outer) for o in inner.args))
    (low, high), (start, end) = bounds(inner), bounds(outer)
    return sp.And(at_most(start, low), at_most(high, end))


def within(point: sp.Expr, axis: sp.Set) -> sp.logic.boolalg.Boolean:
    """The condition under which a point lies in the closure of an interval or set of integers."""
    if isinstance(axis, sp.FiniteSet) and not _is_run(axis):
        return axis.contains(point)
    lower, upper = bounds(axis)
    return sp.And(at_most(lower, point), at_most(point, upper))


def at_most(lesser: sp.Expr, greater: sp.Expr) -> sp.logic.boolalg.Boolean:
    """lesser <= greater, decided where an end is infinite, since parameters are finite."""
    if lesser == -sp.oo or greater == sp.oo:
        return sp.true
    if lesser == sp.oo or greater == -sp.oo:
        return sp.false
    return sp.Le(lesser, greater)


def cells(p: sp.Set, q: sp.Set) -> list[tuple[sp.Set, bool, bool]] | None:
    """Cut the union of two supports into cells (set, in p, in q); None where undecided.

    Only for supports in one variable.
    """
    if is_discrete(p):
        lists = outcomes(p), outcomes(q)
        if lists[0] is not None and lists[1] is not None:
            shared = [o for o in lists[0] if o in lists[1]]
            alone = [o for o in lists[0] if o not in shared], [o for o in lists[1] if o not in shared]
            split = [(shared, True, True), (alone[0], True, False), (alone[1], False, True)]
            return [(sp.FiniteSet(*points), *kinds) for points, *kinds in split if points]
        if not (_is_run(p) and _is_run(q)):
            return None
    ends = {end for axis in (p, q) for end in _cuts(axis)}
    ordered = sorted(ends, key=sp.default_sort_key)
    if not all(_before(a, b) or _before(b, a) for a, b in itertools.combinations(ordered, 2)):
        return None
    # The ends may be symbols such as a and a + 1, which no sort key puts in order.
    line = sorted(ordered, key=lambda end: sum(_before(other, end) for other in ordered))
    found = []
    for start, stop in itertools.pairwise(line):
        in_p, in_q = (not _before(start, low) and not _before(high, stop) for low, high in (_cuts(p), _cuts(q)))
        if in_p or in_q:
            piece = sp.Range(start, stop) if is_discrete(p) else sp.Interval(start, stop)
            found.append((piece, in_p, in_q))
    return found


def _is_run(axis: sp.Set) -> bool:
    """Whether a discrete support has no gaps."""
    return not isinstance(axis, sp.FiniteSet) or bool(axis.sup - axis.inf + 1 == len(axis))


def _before(lesser: sp.Expr, greater: sp.Expr) -> bool:
    """Whether lesser < greater is certain."""
    if lesser == -sp.oo or greater == sp.oo:
        return bool(lesser != greater)
    return bool(at_most(greater, lesser) == sp.false)


def _cuts(axis: sp.Set) -> tuple[sp.Expr, sp.Expr]:
    lower, upper = bounds(axis)
    return (lower, upper + 1) if is_discrete(axis) else (lower, upper)
