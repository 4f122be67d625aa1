"""Chapter 2: bins never raise the divergence."""

from __future__ import annotations

import mpmath as mp
import sympy as sp

from kltools import exact
from tests.claims.cases import evaluated, kl, logs_apart, normalised, number, pmf, pmf_pairs, positive, with_zeros
from tests.claims.claim import Comparisons, claim
from tests.claims.quadrature import normal_density, tanh_sinh

HIGH = 110
"""Digits for differences of nearly equal PMFs: sums of first-order terms cancel to second order."""
W, Z = positive("p", 4), positive("q", 4)


def bins(rng, k):
    """Ways to cut k outcomes into bins: one bin, a bin each, pairs of neighbours, and two at random."""
    yield [list(range(k))]
    yield [[i] for i in range(k)]
    yield [list(range(i, min(i + 2, k))) for i in range(0, k, 2)]
    for _ in range(2):
        names = [rng.randrange(3) for _ in range(k)]
        yield [found for name in range(3) if (found := [i for i in range(k) if names[i] == name])]


def masses(p, cut):
    """The masses of the bins."""
    return [mp.fsum(p[i] for i in one) for one in cut]


def within(p, cut):
    """For each bin, the masses of its outcomes divided by that of the bin, or None where that is 0."""
    return [[p[i] / mass for i in one] if mass > 0 else None for one, mass in zip(cut, masses(p, cut))]


@claim(
    "thm-binning",
    r"""Cut the set into countably many bins $B$. Let $P(B)$ and $Q(B)$ be the masses that $p$ and $q$ give a bin, and, where
$P(B) > 0$ and $Q(B) > 0$, let $p_B = p/P(B)$ and
$q_B = q/Q(B)$ be their distributions within it. If $D(p\,\|\,q)$ is finite, then

$$
D(p\,\|\,q) = D(P\,\|\,Q) + \sum_{B :\, P(B) > 0} P(B) \, D(p_B\,\|\,q_B) .
$$ (eq-binning-chain)

Hence, whether or not it is finite,

$$
D(P\,\|\,Q) \le D(p\,\|\,q) .
$$ (eq-binning)""",
    method="chain and bound for PMF pairs of all kinds in five sorts of bins, also infinite; normals; SymPy: countably many bins",
    tolerance=1e-40,
    mistake="the bins weighted by Q(B)",
)
def binning_never_raises_the_divergence(made: Comparisons, wrong: bool) -> None:
    with mp.workdps(HIGH):
        for p, q in with_zeros(made.rng, pmf_pairs(made.rng, count=1, sizes=(2, 3, 6))):
            for cut in bins(made.rng, len(p)):
                first, second = masses(p, cut), masses(q, cut)
                whole, coarse = kl(p, q), kl(first, second)
                made.at_most(coarse, whole)
                if not mp.isinf(whole):
                    made.true(all(b > 0 for a, b in zip(first, second) if a > 0), "a bin that p reaches has Q(B) = 0")
                    inside = zip(first, second, within(p, cut), within(q, cut))
                    weighted = [(b if wrong else a) * kl(p_b, q_b) for a, b, p_b, q_b in inside if a > 0]
                    made.near(coarse + mp.fsum(weighted), whole, mp.mpf("1e-100"))
    # densities N(0, 1) and N(1/2, 9/4), cut at -1, 0.3 and 2
    p, q = normal_density(0, 1), normal_density(mp.mpf("0.5"), mp.mpf("1.5"))
    cuts = [-mp.inf, mp.mpf(-1), mp.mpf("0.3"), mp.mpf(2), mp.inf]
    first, second = (
        [mp.ncdf(high, *law) - mp.ncdf(low, *law) for low, high in zip(cuts, cuts[1:])]
        for law in ((0, 1), (mp.mpf("0.5"), mp.mpf("1.5")))
    )
    total = kl(first, second)
    for low, high, a, b in zip(cuts, cuts[1:], first, second):
        inner = [max(low, mp.mpf(-15)), min(high, mp.mpf(15))]
        points = mp.linspace(*inner, 4)
        total += a * tanh_sinh(lambda x, a=a, b=b: p(x) / a * mp.log((p(x) / a) / (q(x) / b)), points, digits=44)
    wide = exact.normal(sp.Rational(1, 2), sp.Rational(3, 2))
    made.close(total, evaluated(exact.kl_divergence(exact.normal(0, 1), wide)))
    # countably many bins: geometric PMFs, of ratios u/(1+u) and v/(1+v), in bins of two neighbours
    u, v = sp.symbols("u v", positive=True)
    stops, twos, pair = [], [], []
    for w in (u, v):
        stops.append(exact.geometric(1 / (1 + w)))
        twos.append(exact.geometric((1 + 2 * w) / (1 + w) ** 2))
        pair.append([(1 + w) / (1 + 2 * w), w / (1 + 2 * w)])
    chained = exact.kl_divergence(*twos) + exact.kl_divergence(*pair)
    made.exactly(logs_apart(chained), logs_apart(exact.kl_divergence(*stops)))


@claim(
    "eq-binning-chain",
    r"D(p\,\|\,q) = D(P\,\|\,Q) + \sum_{B :\, P(B) > 0} P(B) \, D(p_B\,\|\,q_B) .",
    method="SymPy, for general PMFs on four outcomes in bins of 1 and 3, of 2 and 2, and of 4",
    mistake="the bins not weighted",
)
def the_chain_in_symbols(made: Comparisons, wrong: bool) -> None:
    p, q = ([weight / sum(weights) for weight in weights] for weights in (W, Z))
    whole = logs_apart(exact.kl_divergence(p, q))
    for cut in ([[0], [1, 2, 3]], [[0, 2], [1, 3]], [[0, 1, 2, 3]]):
        first, second = ([sp.factor(sum(pmf[i] for i in one)) for one in cut] for pmf in (p, q))
        chained = exact.kl_divergence(first, second)
        for one, a, b in zip(cut, first, second):
            inside = exact.kl_divergence([sp.cancel(p[i] / a) for i in one], [sp.cancel(q[i] / b) for i in one])
            chained += inside if wrong else a * inside
        made.exactly(logs_apart(chained) - whole, 0)


@claim(
    "eq-binning",
    r"D(P\,\|\,Q) \le D(p\,\|\,q) .",
    method="PMF pairs of all kinds in five sorts of bins, D infinite too; equality, and nearly, where p/q is constant in a bin",
    tolerance=1e-40,
    mistake="the inequality turned round",
)
def coarser_is_never_more(made: Comparisons, wrong: bool) -> None:
    with mp.workdps(HIGH):
        for p, q in with_zeros(made.rng, pmf_pairs(made.rng, count=2, sizes=(2, 5, 8))):
            for cut in bins(made.rng, len(p)):
                ends = kl(masses(p, cut), masses(q, cut)), kl(p, q)
                made.at_most(*(ends[::-1] if wrong else ends))
        for k in (4, 9):
            q, cut = pmf(made.rng, k), [list(range(k // 2)), list(range(k // 2, k))]
            tilted = normalised([mass * (3 if i < k // 2 else 1) for i, mass in enumerate(q)])
            made.close(kl(masses(tilted, cut), masses(q, cut)), kl(tilted, q))
            nearly = normalised([mass * (1 + mp.mpf("1e-12") * number(made.rng)) for mass in tilted])
            made.at_most(kl(masses(nearly, cut), masses(q, cut)), kl(nearly, q))


@claim(
    "eq-binning-split",
    r"\log \frac{p(x)}{q(x)} = \log \frac{P(B)}{Q(B)} + \log \frac{p_B(x)}{q_B(x)} .",
    method="SymPy, for an outcome of general masses in a bin of general masses",
    mistake="the parts subtracted",
)
def evidence_of_the_bin_and_of_the_place_in_it(made: Comparisons, wrong: bool) -> None:
    sign = -1 if wrong else 1
    for size in (1, 2, 4):
        first, second = sum(W[:size]), sum(Z[:size])
        place = sp.log((W[0] / first) / (Z[0] / second))
        made.exactly(logs_apart(sp.log(W[0] / Z[0])), logs_apart(sp.log(first / second) + sign * place))
