"""Chapter 7, two distributions: the Jensen-Shannon divergence as entropies, and as information about a coin."""

from __future__ import annotations

import mpmath as mp
import sympy as sp

from tests.claims.cases import entropy, gathered, jsd, kl_symbols, mixed, positive
from tests.claims.chapter_07_a import FINE, HALF, any_pairs
from tests.claims.claim import Comparisons, claim


def uncertainty(p, q):
    """The mean entropy that is left of a fair coin once the draw is known: it is finite whatever p and q are."""
    left = mp.mpf(0)
    for a, b in zip(p, q):
        if a > 0 and b > 0:
            share = a / (a + b)
            left -= (a + b) / 2 * (share * mp.log(share) + b / (a + b) * mp.log(b / (a + b)))
    return left


def blocks(rate, count=200):
    """Sizes and masses of blocks of equally likely outcomes, 2^(2^i) in block i, of mass as rate^-i: at 2 without entropy."""
    return [(mp.mpf(2) ** (2**i), (rate - 1) * mp.mpf(rate) ** -i) for i in range(1, count + 1)]


@claim(
    "thm-jsd-information",
    r"""Let a fair coin $Z$ decide whether $X$ is drawn from the PMF $p$ or from $q$. If $H(p)$ and $H(q)$ are finite, then

    $$
    \mathrm{JSD}(p, q) = H(m) - \tfrac12 H(p) - \tfrac12 H(q) = I(X; Z) ,
    $$ (eq-jsd-entropies)

    and $\mathrm{JSD}(p, q) = I(X; Z)$ holds without that condition.""",
    method="100 digits: the definition, the entropies, and log 2 less what is left of the coin's entropy; geometric PMFs; "
    "and a p of infinite entropy",
    tolerance=1e-40,
    mistake="the coin's entropy taken as 1, which it is in bits",
)
def jsd_is_information_about_the_coin(made: Comparisons, wrong: bool) -> None:
    with mp.workdps(FINE):
        coin = mp.mpf(1) if wrong else mp.log(2)
        for p, q in any_pairs(made.rng):
            made.near(jsd(p, q), entropy(mixed(p, q)) - entropy(p) / 2 - entropy(q) / 2, within=mp.mpf("1e-90"))
            made.near(jsd(p, q), coin - uncertainty(p, q), within=mp.mpf("1e-90"))
        for a, b in ((mp.mpf("0.5"), mp.mpf("0.3")), (mp.mpf("0.9"), mp.mpf("0.6"))):
            p, q = ([chance * (1 - chance) ** j for j in range(700)] for chance in (a, b))
            closed = [-(chance * mp.log(chance) + (1 - chance) * mp.log(1 - chance)) / chance for chance in (a, b)]
            made.close(jsd(p, q), entropy(mixed(p, q)) - closed[0] / 2 - closed[1] / 2)
            made.close(jsd(p, q), coin - uncertainty(p, q))
        # p has mass 2^-i on 2^(2^i) outcomes: each block adds more than log 2 to the entropy, without end
        p, q = blocks(2), blocks(3)
        for size, mass in p:
            made.less(mp.log(2), mass * mp.log(size / mass))
        by_definition = mp.fsum(
            size * (a / size * mp.log(2 * a / (a + b)) + b / size * mp.log(2 * b / (a + b))) / 2
            for (size, a), (_, b) in zip(p, q)
        )
        made.close(by_definition, coin - uncertainty([mass for _, mass in p], [mass for _, mass in q]))


def exact_pairs():
    """Two PMFs of symbols on 1 to 4 outcomes, each entry a weight over the sum of them, some with zeros in p and in q."""
    zero = sp.Integer(0)
    for k in (1, 2, 3):
        p, q = positive("p", k), positive("q", k)
        for left, right in ((p, q), ([*p, zero], [*q, sp.Symbol("q_0", positive=True)]), ([*p, zero], [zero, *q])):
            yield [one / sum(left) for one in left], [one / sum(right) for one in right]


def exact_entropy(weights):
    """The sum of -p log p for SymPy."""
    return -sp.Add(*[w * sp.log(w) for w in weights if w != 0])


@claim(
    "eq-jsd-entropies",
    r"\mathrm{JSD}(p, q) = H(m) - \tfrac12 H(p) - \tfrac12 H(q) = I(X; Z) ,",
    method="SymPy, any p and q on 1 to 4 outcomes, with and without zeros; I as H(X) + H(Z) - H(X, Z)",
    mistake="H(p) and H(q) not halved",
)
def jsd_is_entropy_gained_by_mixing(made: Comparisons, wrong: bool) -> None:
    factor = 1 if wrong else HALF
    for p, q in exact_pairs():
        m = [(a + b) / 2 for a, b in zip(p, q)]
        definition = HALF * kl_symbols(p, m) + HALF * kl_symbols(q, m)
        gained = exact_entropy(m) - factor * exact_entropy(p) - factor * exact_entropy(q)
        told = exact_entropy(m) + sp.log(2) - exact_entropy([one / 2 for one in (*p, *q)])
        made.exactly(gathered(definition - gained), 0)
        made.exactly(gathered(definition - told), 0)


@claim(
    "eq-jsd-cross",
    r"\tfrac12 \, \mathbb{E}_p[-\log m(X)] + \tfrac12 \, \mathbb{E}_q[-\log m(X)] = \mathbb{E}_m[-\log m(X)] = H(m) .",
    method="SymPy, any p and q on 1 to 4 outcomes, with and without zeros",
    mistake="the second mean under p too",
)
def half_of_each_mean_makes_the_mixtures(made: Comparisons, wrong: bool) -> None:
    def mean(weights, m):
        return sp.Add(*[-w * sp.log(c) for w, c in zip(weights, m) if c != 0])

    for p, q in exact_pairs():
        m = [(a + b) / 2 for a, b in zip(p, q)]
        left = HALF * mean(p, m) + HALF * mean(p if wrong else q, m)
        made.exactly(gathered(left - mean(m, m)), 0)
        made.exactly(gathered(left - exact_entropy(m)), 0)


@claim(
    "eq-jsd-mutual",
    r"I(X; Z) = \sum_x \tfrac12 p(x) \log \frac{\frac12 p(x)}{\frac12 m(x)}"
    r" + \sum_x \tfrac12 q(x) \log \frac{\frac12 q(x)}{\frac12 m(x)} = \mathrm{JSD}(p, q) .",
    method="SymPy, any p and q on 1 to 4 outcomes, with and without zeros: I as D of the joint PMF from its marginals' product",
    mistake="the coin's chance of 1/2 dropped from the product of the marginals",
)
def information_is_jsd_sum_by_sum(made: Comparisons, wrong: bool) -> None:
    for p, q in exact_pairs():
        joint = [[a / 2 for a in p], [b / 2 for b in q]]
        of_x = [sum(column) for column in zip(*joint)]
        of_z = [sp.cancel(sum(row)) for row in joint]
        told = sp.Add(*[kl_symbols(row, [chance * x for x in of_x]) for row, chance in zip(joint, of_z)])
        m = [(a + b) / 2 for a, b in zip(p, q)]
        chance = 1 if wrong else HALF
        sums = [kl_symbols([one / 2 for one in row], [chance * c for c in m]) for row in (p, q)]
        made.exactly(gathered(told - sums[0] - sums[1]), 0)
        definition = [HALF * kl_symbols(row, m) for row in (p, q)]
        made.exactly(gathered(sums[0] - definition[0]), 0)
        made.exactly(gathered(sums[1] - definition[1]), 0)
