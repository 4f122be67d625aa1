"""Chapter 7, beyond two: the root of the Jensen-Shannon divergence as a metric, and that of several distributions."""

from __future__ import annotations

import mpmath as mp
import sympy as sp

import kltools
from tests.claims.cases import entropy, float_pmf, jsd, kl, mixed, normalised, number, pmf, pmf_pairs
from tests.claims.chapter_07_a import FINE
from tests.claims.claim import Comparisons, claim

# the metric


def triples(rng, count=6):
    """PMFs p, q and r: r random, between them, at one or nearly; p and q at large, in line and 1e-6 apart, disjoint."""
    for p, q in pmf_pairs(rng, count):
        if p != q:
            for weight in (mp.mpf("0.5"), mp.mpf("1e-12"), number(rng)):
                yield p, q, mixed(p, q, weight)
        yield p, q, pmf(rng, len(p))
        yield p, q, p
        yield q, p, p
    for _ in range(count):
        k = rng.choice((2, 3, 5))
        p, step = pmf(rng, k), [number(rng, -1, 1) for _ in range(k - 1)]
        step.append(-mp.fsum(step))
        step = [mp.mpf("1e-6") * min(p) * one for one in step]
        q = [a + b for a, b in zip(p, step)]
        yield p, q, mixed(p, q)
        yield p, q, mixed(p, q, mp.mpf("-0.5"))
        zeros = [mp.mpf(0)] * k
        left, right = [*p, *zeros], [*zeros, *pmf(rng, k)]
        yield left, right, mixed(left, right)
        yield left, right, pmf(rng, 2 * k)
        yield left, [*q, *zeros], right


@claim(
    "thm-jsd-metric",
    r"""$\sqrt{\mathrm{JSD}(p, q)}$ is a metric: it is 0 if and only if $p = q$, it is symmetric, and for all $p$, $q$, $r$

    $$
    \sqrt{\mathrm{JSD}(p, q)} \le \sqrt{\mathrm{JSD}(p, r)} + \sqrt{\mathrm{JSD}(r, q)} .
    $$ (eq-jsd-triangle)""",
    method="100 digits: positive 1e-12 from equal, 0 at equal, the same both ways, and the triangle in every order of p, q and r",
    tolerance=1e-35,
    mistake="a power of 3/5 in place of 1/2",
)
def root_of_jsd_is_a_metric(made: Comparisons, wrong: bool) -> None:
    power = mp.mpf("0.6") if wrong else mp.mpf("0.5")
    with mp.workdps(FINE):
        for p, q, r in triples(made.rng):
            one, two, three = (jsd(*pair) ** power for pair in ((p, r), (r, q), (p, q)))
            for distance, pair in ((one, (p, r)), (two, (r, q)), (three, (p, q))):
                if pair[0] == pair[1]:
                    made.close(distance, 0)
                else:
                    made.less(0, distance)
                made.close(distance, jsd(*reversed(pair)) ** power)
            made.at_most(three, one + two)
            made.at_most(one, three + two)
            made.at_most(two, three + one)


@claim(
    "eq-jsd-triangle",
    r"\sqrt{\mathrm{JSD}(p, q)} \le \sqrt{\mathrm{JSD}(p, r)} + \sqrt{\mathrm{JSD}(r, q)} .",
    method="100 digits: r between p and q, where it is nearly tight, at one of them, where it is, and elsewhere",
    tolerance=1e-35,
    mistake="no square roots",
)
def roots_of_jsd_satisfy_the_triangle_inequality(made: Comparisons, wrong: bool) -> None:
    power = mp.mpf(1) if wrong else mp.mpf("0.5")
    with mp.workdps(FINE):
        for p, q, r in triples(made.rng):
            made.at_most(jsd(p, q) ** power, jsd(p, r) ** power + jsd(r, q) ** power)
            if r == p:
                made.close(jsd(p, q) ** power, jsd(p, r) ** power + jsd(r, q) ** power)


# weights, and more than two


def families(rng):
    """PMFs with positive weights: one to five, with zeros, alike, disjoint, disjoint but for 1e-30; even and 1e-12 weights."""
    for _ in range(4):
        for count in (1, 2, 3, 5):
            k = rng.choice((2, 4))
            zeros = [mp.mpf(0)] * k
            own = [pmf(rng, k) for _ in range(count)]
            apart = [[*zeros * i, *one, *zeros * (count - 1 - i)] for i, one in enumerate(own)]
            touching = [*apart[:-1], normalised([mp.mpf("1e-30"), *apart[-1][1:]])]
            holes = [
                normalised([int(i == j % k) or number(rng) * (rng.random() < 0.5) for i in range(k)])
                for j in range(count)
            ]
            for weights in (
                pmf(rng, count),
                [mp.mpf(1) / count] * count,
                normalised([1, *[mp.mpf("1e-12")] * (count - 1)]),
            ):
                for members in (own, apart, touching, holes, [own[0]] * count):
                    yield weights, members


def mixture(weights, members):
    """The sum of w_i p_i."""
    return [mp.fsum(w * a for w, a in zip(weights, column)) for column in zip(*members)]


def weighted_jsd(weights, members):
    """The mean divergence of the members from their mixture."""
    m = mixture(weights, members)
    return mp.fsum(w * kl(p, m) for w, p in zip(weights, members))


def share_nothing(members):
    """Whether no two of the PMFs have an outcome in common."""
    return all(sum(a > 0 for a in column) <= 1 for column in zip(*members))


@claim(
    "thm-jsd-weighted",
    r"""Let $p_1, \dots, p_r$ be PMFs with weights $w_i > 0$ that sum to 1, and let $m = \sum_i w_i p_i$. Then

    $$
    \mathrm{JSD}_w(p_1, \dots, p_r) = \sum_i w_i \, D(p_i\,\|\,m) \le H(w) ,
    $$ (eq-jsd-weighted)

    with equality if and only if no two of them share an outcome. If all entropies are finite,

    $$
    \mathrm{JSD}_w(p_1, \dots, p_r) = H(m) - \sum_i w_i H(p_i) .
    $$ (eq-jsd-weighted-entropies)""",
    method="100 digits, one to five PMFs: H(w) where no two share an outcome, below it elsewhere, also where they share 1e-30",
    tolerance=1e-40,
    mistake="the bound H(w) taken as log r, the most it can be",
)
def jsd_of_several_is_at_most_the_entropy_of_the_weights(made: Comparisons, wrong: bool) -> None:
    with mp.workdps(FINE):
        for weights, members in families(made.rng):
            bound = mp.log(len(members)) if wrong else entropy(weights)
            found = weighted_jsd(weights, members)
            if share_nothing(members):
                made.near(found, bound, within=mp.mpf("1e-90"))
            else:
                made.less(found, bound)
            gained = entropy(mixture(weights, members)) - mp.fsum(w * entropy(p) for w, p in zip(weights, members))
            made.near(found, gained, within=mp.mpf("1e-90"))


@claim(
    "eq-jsd-weighted",
    r"\mathrm{JSD}_w(p_1, \dots, p_r) = \sum_i w_i \, D(p_i\,\|\,m) \le H(w) ,",
    method="kltools.js_divergence_of against 50-digit sums, one to five PMFs of floats, some with zeros, some disjoint",
    tolerance=1e-12,
    mistake="the arguments of D swapped",
)
def mean_divergence_from_the_weighted_mixture(made: Comparisons, wrong: bool) -> None:
    for _ in range(10):
        for count in (1, 2, 3, 5):
            weights = float_pmf(made.rng, count)
            own = [float_pmf(made.rng, 4) for _ in range(count)]
            holed = [[0.0, p[0] + p[1], *p[2:]] if i % 2 else [p[0] + p[3], p[1], p[2], 0.0] for i, p in enumerate(own)]
            apart = [[*[0.0] * (4 * i), *p, *[0.0] * (4 * (count - 1 - i))] for i, p in enumerate(own)]
            for members in (own, holed, apart):
                w, ps = [mp.mpf(one) for one in weights], [[mp.mpf(a) for a in p] for p in members]
                m = mixture(w, ps)
                pairs = [(m, p) if wrong else (p, m) for p in ps]
                printed = mp.fsum(one * kl(*pair) for one, pair in zip(w, pairs))
                made.close(kltools.js_divergence_of(members, weights), printed)
                made.at_most(printed, entropy(w))


@claim(
    "eq-jsd-weighted-entropies",
    r"\mathrm{JSD}_w(p_1, \dots, p_r) = H(m) - \sum_i w_i H(p_i) .",
    method="100 digits, one to five PMFs with zeros, alike, disjoint, even and 1e-12 weights; geometric PMFs by their entropies",
    tolerance=1e-60,
    mistake="no weights on the entropies but their mean",
)
def jsd_of_several_is_entropy_gained_by_mixing(made: Comparisons, wrong: bool) -> None:
    def spread(weights, entropies):
        even = [mp.mpf(1) / len(weights)] * len(weights)
        return mp.fsum(w * one for w, one in zip(even if wrong else weights, entropies))

    with mp.workdps(FINE):
        for weights, members in families(made.rng):
            printed = entropy(mixture(weights, members)) - spread(weights, [entropy(p) for p in members])
            made.near(weighted_jsd(weights, members), printed, within=mp.mpf("1e-90"))
        chances, weights = [mp.mpf("0.6"), mp.mpf("0.4"), mp.mpf("0.3")], [mp.mpf("0.2"), mp.mpf("0.5"), mp.mpf("0.3")]
        members = [[one * (1 - one) ** j for j in range(700)] for one in chances]
        closed = [-(one * mp.log(one) + (1 - one) * mp.log(1 - one)) / one for one in chances]
        made.close(weighted_jsd(weights, members), entropy(mixture(weights, members)) - spread(weights, closed))


@claim(
    "eq-jsd-weighted-ratio",
    r"\frac{p_i(x)}{m(x)} \le \frac{1}{w_i} , \qquad D(p_i\,\|\,m) \le \log \frac{1}{w_i} .",
    method="SymPy: what the ratio lacks of 1/w is positive, and 0 where no other has mass; both bounds at 100 digits",
    tolerance=1e-60,
    mistake="the ratio bounded by 1 divided by the other weight",
)
def no_ratio_to_the_mixture_exceeds_the_inverse_weight(made: Comparisons, wrong: bool) -> None:
    a, rest, u, v = sp.symbols("a rest u v", positive=True)
    w = u / (u + v)  # any weight between 0 and 1
    others = (1 - w) * rest
    bound = 1 / (1 - w) if wrong else 1 / w
    spare = sp.factor(bound - a / (w * a + others))
    made.true(spare.is_positive, f"the bound exceeds the ratio by {spare}, not always positive")
    made.exactly(spare.subs(rest, 0), 0)
    with mp.workdps(FINE):
        for weights, members in families(made.rng):
            m = mixture(weights, members)
            for w, p in zip(weights, members):
                for one, whole in zip(p, m):
                    if one > 0:
                        made.at_most(one / whole, 1 / w)
                divergence = kl(p, m)
                made.at_most(divergence, mp.log(1 / w))
                if share_nothing(members):
                    made.near(divergence, mp.log(1 / w), within=mp.mpf("1e-90"))
