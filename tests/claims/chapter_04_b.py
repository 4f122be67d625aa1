"""Chapter 4, the Pythagorean theorem of information projections, line by line."""

from __future__ import annotations

import mpmath as mp
import sympy as sp

from tests.claims.cases import FINE, kl, kl_symbols, logs_apart, mixed, normalised, number, pmf, positive
from tests.claims.claim import Comparisons, claim


def with_mean_at_least(p, f, mean):
    """p, moved towards the outcome of the greatest f as far as it takes for the mean of f to be `mean`, if it is below."""
    now, top = mp.fsum(a * b for a, b in zip(p, f)), max(f)
    if now >= mean:
        return p
    share = (mean - now) / (top - now)
    return mixed([mp.mpf(int(value == top)) for value in f], p, share)


def with_mean(p, f, mean):
    """p, moved towards the outcome of the greatest f or of the least, until the mean of f is `mean`."""
    if mp.fsum(a * b for a, b in zip(p, f)) > mean:
        return with_mean_at_least(p, [-value for value in f], -mean)
    return with_mean_at_least(p, f, mean)


def projections(rng, count=8):
    """q, its nearest point p* of a convex set E, PMFs of E, and whether E is linear.

    Of linear sets: a given mean, none on some outcomes, a given share of some. Of others: a mean of at least something, a cap
    on some outcomes, one PMF, and a set that q is in.
    """
    for _ in range(count):
        k = rng.choice((3, 4, 6))
        q, others = pmf(rng, k), [pmf(rng, k) for _ in range(3)] + [pmf(rng, k, power=8)]
        points = [[mp.mpf(int(i == x)) for i in range(k)] for x in range(k)]
        f, tilt = [number(rng, -1, 1) for _ in range(k)], number(rng, 0.1, 3)
        nearest = normalised([b * mp.exp(tilt * value) for b, value in zip(q, f)])
        mean = mp.fsum(a * value for a, value in zip(nearest, f))
        yield q, nearest, [with_mean(p, f, mean) for p in others + points], True
        yield q, nearest, [with_mean_at_least(p, f, mean) for p in others + points], False
        some = [i < 2 for i in range(k)]
        nearest = normalised([b if inside else 0 for b, inside in zip(q, some)])
        within = [normalised([a if inside else 0 for a, inside in zip(p, some)]) for p in others]
        yield q, nearest, [*within, points[0], points[1]], True
        share, mass = number(rng), q[0] + q[1]

        def shared(p, share=share, some=some):
            inside = mp.fsum(a for a, one in zip(p, some) if one)
            return [a * (share / inside if one else (1 - share) / (1 - inside)) for a, one in zip(p, some)]

        yield q, shared(q), [shared(p) for p in others], True
        cap = number(rng)
        capped = [b * (cap if inside else (1 - cap * mass) / (1 - mass)) for b, inside in zip(q, some)]
        under = [[b * cap * number(rng) if inside else mp.mpf(0) for b, inside in zip(q, some)] for _ in others]
        full = [
            [x if inside else (1 - mp.fsum(u)) * a / mp.fsum(p[2:]) for x, inside, a in zip(u, some, p)]
            for u, p in zip(under, others)
        ]
        yield q, capped, [*full, *points[2:]], False
        yield q, others[0], [others[0]], False
        yield q, q, others + points, False


@claim(
    "thm-pythagoras",
    r"""Let $E$ be a convex set of PMFs on finitely many outcomes, let $q > 0$ everywhere, and let $p^*$ in $E$
minimise $D(p\,\|\,q)$ over $E$. Then for every $p$ in $E$

$$
D(p\,\|\,q) \ge D(p\,\|\,p^*) + D(p^*\,\|\,q) .
$$ (eq-pythagoras)""",
    method="100 digits, 56 sets: means, shares, fewer outcomes, half-spaces, caps, single PMFs; p near p*, p with zeros",
    tolerance=1e-60,
    mistake="the arguments of D(p‖p*) swapped",
)
def two_legs_cost_no_more(made: Comparisons, wrong: bool) -> None:
    with mp.workdps(FINE):
        for q, nearest, members, _ in projections(made.rng):
            for member in members:
                # the hypotheses: E is convex, and p* is the nearest of it: also on the way to p, as near as 1e-12
                way = [mixed(member, nearest, mp.mpf(t)) for t in ("1", "0.5", "1e-3", "1e-12")]
                for p in way:
                    made.at_most(kl(nearest, q), kl(p, q))
                    made.at_most((kl(nearest, p) if wrong else kl(p, nearest)) + kl(nearest, q), kl(p, q))


@claim(
    "eq-pythagoras",
    r"D(p\,\|\,q) \ge D(p\,\|\,p^*) + D(p^*\,\|\,q) .",
    method="100 digits, 56 more sets of these kinds: an equality in the linear ones and at p = p*",
    tolerance=1e-60,
    mistake="the inequality reversed",
)
def equality_in_linear_sets(made: Comparisons, wrong: bool) -> None:
    with mp.workdps(FINE):
        for q, nearest, members, linear in projections(made.rng):
            for p in [*members, nearest]:
                direct, legs = kl(p, q), kl(p, nearest) + kl(nearest, q)
                if linear or p == nearest:
                    made.close(direct, legs)
                made.at_most(*((direct, legs) if wrong else (legs, direct)))


@claim(
    "eq-pythagoras-slope",
    r"\frac{d}{dt} D(p_t\,\|\,q) = \sum_x \left( p(x) - p^*(x) \right) \log \frac{p_t(x)}{q(x)} ,",
    method="SymPy differentiates, any PMFs on three outcomes",
    mistake="p in place of p_t in the logarithm",
)
def slope_along_the_mixture(made: Comparisons, wrong: bool) -> None:
    t = sp.Symbol("t", positive=True)
    (p1, p2), (r1, r2), q = positive("p", 2), positive("r", 2), positive("q", 3)
    p, nearest = [p1, p2, 1 - p1 - p2], [r1, r2, 1 - r1 - r2]
    mixture = [(1 - t) * r + t * a for a, r in zip(p, nearest)]
    slope = sp.diff(kl_symbols(mixture, q), t)
    inside = p if wrong else mixture
    made.exactly(slope, sum((a - r) * sp.log(m / b) for a, r, m, b in zip(p, nearest, inside, q)))


@claim(
    "eq-pythagoras-limit",
    r"\sum_x \left( p(x) - p^*(x) \right) \log \frac{p^*(x)}{q(x)} \ge 0 .",
    method="100 digits, 56 more sets of these kinds: p* > 0 wherever p > 0, and the sum is the limit of (D(p_t‖q) - D(p*‖q))/t",
    tolerance=1e-60,
    mistake="the sign of the difference",
)
def slope_at_the_nearest_is_not_negative(made: Comparisons, wrong: bool) -> None:
    with mp.workdps(FINE):
        sign, step = -1 if wrong else 1, mp.mpf("1e-12")
        for q, nearest, members, linear in projections(made.rng):
            for p in members:
                made.true(all(r > 0 for a, r in zip(p, nearest) if a > 0), "p* is 0 where p is not")
                slope = sign * mp.fsum((a - r) * mp.log(r / b) for a, r, b in zip(p, nearest, q) if r > 0)
                if linear:
                    made.near(slope, 0, mp.mpf("1e-90"))
                else:
                    made.less(-mp.mpf("1e-90"), slope)
                # the remainder is at most step times the chi-squared distance of p from p*
                rise = (kl(mixed(p, nearest, step), q) - kl(nearest, q)) / step
                chi_squared = mp.fsum((a - r) ** 2 / r for a, r in zip(p, nearest) if r > 0)
                made.near(slope, rise, step * chi_squared + mp.mpf("1e-80"))


@claim(
    "eq-pythagoras-identity",
    r"""D(p\,\|\,q) - D(p\,\|\,p^*) - D(p^*\,\|\,q) = \sum_x p(x) \log \frac{p^*(x)}{q(x)} - \sum_x p^*(x) \log
        \frac{p^*(x)}{q(x)} .""",
    method="SymPy, any p, p* and q on four outcomes, one with p = 0 and one with p = p* = 0",
    mistake="the last sum's weights p in place of p*",
)
def comparison_is_a_difference_of_means(made: Comparisons, wrong: bool) -> None:
    p = [*positive("p", 2), sp.Integer(0), sp.Integer(0)]
    nearest, q = [*positive("r", 3), sp.Integer(0)], positive("q", 4)
    left = kl_symbols(p, q) - kl_symbols(p, nearest) - kl_symbols(nearest, q)
    logs = [sp.log(r / b) if r != 0 else sp.Integer(0) for r, b in zip(nearest, q)]
    last = sum(a * log for a, log in zip(p if wrong else nearest, logs))
    made.exactly(logs_apart(left), logs_apart(sum(a * log for a, log in zip(p, logs)) - last))
