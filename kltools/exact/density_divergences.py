"""Quantities of aligned densities: the supports first, then a closed form, then an integral."""

from __future__ import annotations

from collections.abc import Callable

import sympy as sp

from kltools.exact.closed_forms import agree, find_closed_form, spelled_out
from kltools.exact.density import Density
from kltools.exact.exact_pmfs import Table, pmf_cross_entropy, pmf_entropy, pmf_js, pmf_kl, read_pmf
from kltools.exact.integrals import evaluate, over
from kltools.exact.means_of_logs import mean_of_log
from kltools.exact.support_sets import axes, bounds, cells, inside, outcomes, within


def density_entropy(p: Density) -> sp.Expr:
    """H(p), or the differential entropy of a density."""
    closed = _look_up("entropy", p)
    if closed is not None:
        return closed
    listed = outcomes(p.support)
    if listed is not None:
        return pmf_entropy(_table(p, listed, "p"))
    return _integrate(-p.expression * p.log_expression, p)


def density_kl(p: Density, q: Density) -> sp.Expr:
    """D(p||q): oo off the support of q, and where that is undecided, a Piecewise that says when."""
    return _where_supported(p, q, _kl_inside)


def density_cross_entropy(p: Density, q: Density) -> sp.Expr:
    """H(p, q), by the same rules."""
    return _where_supported(p, q, _cross_entropy_inside)


def density_js(p: Density, q: Density) -> sp.Expr:
    """The Jensen-Shannon divergence; an unevaluated integral or sum unless that is cheap."""
    if _same(p, q):
        return sp.S.Zero
    listed = outcomes(p.support), outcomes(q.support)
    if listed[0] is not None and listed[1] is not None:
        return pmf_js(_table(p, listed[0], "p"), _table(q, listed[1], "q"))
    pieces = None
    if p.support == q.support:
        pieces = [(p.support, True, True)]
    elif len(p.variables) == 1:
        pieces = cells(p.support, q.support)
    if pieces is None:
        return _js_undecided(p, q)
    if not any(in_p and in_q for _, in_p, in_q in pieces):
        return sp.log(2)
    return sp.Add(*(over(_js_part(p, q, in_p, in_q), p.variables, s) for s, in_p, in_q in pieces))


def log_space_integrand(p: Density, q: Density) -> sp.Expr:
    """p log(p/q) as p times a difference of log densities; oo off the support of q."""
    integrand = p.expression * (p.log_expression - q.log_expression)
    if inside(p.support, q.support) == sp.true:
        return integrand
    return sp.Piecewise((integrand, _contains(q)), (sp.oo, True))


def _look_up(quantity: str, *densities: Density) -> sp.Expr | None:
    """The registered closed form of a quantity of one or two densities, where it holds, else None."""
    found = find_closed_form(quantity, *((density.family or "", density.parameters) for density in densities))
    if found is None or not all(agree(one, two) for one, two in found.common):
        return None
    return sp.sympify(spelled_out(found.expression))


def _where_supported(p: Density, q: Density, quantity: Callable[[Density, Density], sp.Expr]) -> sp.Expr:
    condition = inside(p.support, q.support)
    if condition == sp.false:
        return sp.oo
    value = quantity(p, q)
    return value if condition == sp.true else sp.Piecewise((value, condition), (sp.oo, True))


def _kl_inside(p: Density, q: Density) -> sp.Expr:
    if _same(p, q):
        return sp.S.Zero
    closed = _look_up("kl", p, q)
    if closed is not None:
        return closed
    listed = outcomes(p.support)
    if listed is not None:
        return pmf_kl(_table(p, listed, "p"), _table(q, listed, "q"))
    entropy, mean_log = _look_up("entropy", p), mean_of_log(p, q)
    if entropy is not None and mean_log is not None:
        return -entropy - mean_log
    return _integrate(p.expression * (p.log_expression - q.log_expression), p)


def _cross_entropy_inside(p: Density, q: Density) -> sp.Expr:
    entropy, divergence = _look_up("entropy", p), _look_up("kl", p, q)
    if entropy is not None and divergence is not None:
        return entropy + divergence
    listed = outcomes(p.support)
    if listed is not None:
        return pmf_cross_entropy(_table(p, listed, "p"), _table(q, listed, "q"))
    mean_log = mean_of_log(p, q)
    if mean_log is not None:
        return -mean_log
    return _integrate(-p.expression * q.log_expression, p)


def _integrate(integrand: sp.Expr, p: Density) -> sp.Expr:
    total = over(integrand, p.variables, p.support)
    # What has a closed form under another family is in the tables; SymPy, asked for the rest,
    # takes minutes to return the integral.
    return evaluate(total) if p.family in (None, "uniform") else total


def _same(p: Density, q: Density) -> bool:
    return bool(p.expression == q.expression and p.support == q.support)


def _table(density: Density, points: tuple[sp.Expr, ...], name: str) -> Table:
    """The probabilities at some points; those of a density of your own must sum to 1."""
    values = {point: density.expression.subs(density.variable, point) for point in points}
    if density.family is None and points == outcomes(density.support):
        return read_pmf(values, name)
    return {point: value for point, value in values.items() if not value.is_zero}


def _js_part(p: Density, q: Density, in_p: bool, in_q: bool) -> sp.Expr:
    """The integrand of JSD where p, q or both are positive."""
    if not (in_p and in_q):
        return (p if in_p else q).expression * sp.log(2) / 2
    log_middle = sp.log((p.expression + q.expression) / 2)
    return (p.expression * (p.log_expression - log_middle) + q.expression * (q.log_expression - log_middle)) / 2


def _js_undecided(p: Density, q: Density) -> sp.Expr:
    """JSD over the smallest box about both supports, with the cases left to the parameters."""
    in_p, in_q = _contains(p), _contains(q)
    integrand = sp.Piecewise(
        (_js_part(p, q, True, True), sp.And(in_p, in_q)),
        (_js_part(p, q, True, False), in_p),
        (_js_part(p, q, False, True), in_q),
        (0, True),
    )
    boxes = []
    for first, second in zip(axes(p.support), axes(q.support), strict=True):
        (low1, high1), (low2, high2) = bounds(first), bounds(second)
        ends = sp.Min(low1, low2), sp.Max(high1, high2)
        boxes.append(sp.Range(ends[0], ends[1] + 1) if p.is_discrete else sp.Interval(*ends))
    return over(integrand, p.variables, boxes[0] if len(boxes) == 1 else sp.ProductSet(*boxes))


def _contains(density: Density) -> sp.logic.boolalg.Boolean:
    pairs = zip(density.variables, axes(density.support), strict=True)
    return sp.And(*(within(variable, axis) for variable, axis in pairs))
