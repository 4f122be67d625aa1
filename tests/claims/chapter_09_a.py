"""Chapter 9: the value of a discriminator, the best one, and how far others fall short."""

from __future__ import annotations

from fractions import Fraction

import mpmath as mp
import sympy as sp
from scipy import stats

import kltools
from tests.claims.cases import FINE, entropy, gathered, kl, kl_symbols, mixed, number, pmf_pairs, positive, with_zeros
from tests.claims.claim import Comparisons, claim
from tests.claims.quadrature import normal_mean

HALF, UNDECIDED = sp.Rational(1, 2), mp.mpf("0.5")


def real(fraction):
    """A fraction as an mpmath number."""
    return mp.mpf(fraction.numerator) / fraction.denominator


def times_log(weight, height):
    """weight log(height), 0 where the weight is 0 and minus infinity where the height alone is."""
    if weight == 0:
        return mp.mpf(0)
    return weight * mp.log(height) if height > 0 else -mp.inf


def total(terms):
    """The sum of terms of which some may be infinite, all with one sign."""
    terms = list(terms)
    infinite = [one for one in terms if mp.isinf(one)]
    return infinite[0] if infinite else mp.fsum(terms)


def value(p, q, d):
    """V of a discriminator of a finite set."""
    return total([times_log(a, one) for a, one in zip(p, d)] + [times_log(b, 1 - one) for b, one in zip(q, d)])


def coin(a, b):
    """The divergence of two coins, from the definition."""
    return kl([a, 1 - a], [b, 1 - b])


def best(p, q):
    """p/(p + q), and 1/2 where both are 0."""
    return [a / (a + b) if a + b else UNDECIDED for a, b in zip(p, q)]


def symbolic_pairs(total_is_1=True):
    """Any p and q on four outcomes for SymPy, some without p, without q, or without either; of sum 1 where that matters."""
    p, q = positive("p", 4), positive("q", 4)
    for no_p, no_q in (((), ()), ((0,), (1,)), ((0, 3), (3,))):
        some_p, some_q = (
            [sp.Integer(0) if i in without else one for i, one in enumerate(weights)]
            for weights, without in ((p, no_p), (q, no_q))
        )
        totals = (sum(some_p), sum(some_q)) if total_is_1 else (1, 1)
        yield [one / totals[0] for one in some_p], [one / totals[1] for one in some_q]


def mean_log(weights, heights):
    """The mean of log height under the weights, for SymPy; outcomes with weight 0 do not count."""
    return sum(a * sp.log(b) for a, b in zip(weights, heights) if a != 0)


def symbolic_best(p, q):
    """p/(p + q) for SymPy, and 1/2 where both are 0."""
    return [a / (a + b) if a + b != 0 else HALF for a, b in zip(p, q)]


def same(made, left, right):
    """SymPy expressions of logarithms are equal."""
    made.exactly(gathered(left - right), 0)


@claim(
    "eq-gan-value",
    r"V(d) = \mathbb{E}_p\big[ \log d(X) \big] + \mathbb{E}_q\big[ \log (1 - d(X)) \big] .",
    method="the log probability of all labels of 30 samples with shares p and q; SymPy integrates for betas",
    tolerance=1e-40,
    mistake="log d in both means",
)
def value_is_the_mean_log_probability_of_the_truth(made: Comparisons, wrong: bool) -> None:
    def answer_to_an_imitation(d):
        return d if wrong else 1 - d

    size = 24
    for k in 10 * (2, 3, 5):
        data, imitations = ([made.rng.randrange(k) for _ in range(size)] for _ in range(2))
        d = [Fraction(made.rng.randint(1, 99), 100) for _ in range(k)]
        chance = Fraction(1)
        for x in range(k):
            chance *= d[x] ** data.count(x) * (1 - d[x]) ** imitations.count(x)
        p, q = ([mp.mpf(sample.count(x)) / size for x in range(k)] for sample in (data, imitations))
        first = mp.fsum(a * mp.log(real(one)) for a, one in zip(p, d))
        second = mp.fsum(b * mp.log(real(answer_to_an_imitation(one))) for b, one in zip(q, d))
        made.close(first + second, mp.log(real(chance)) / size)
        made.less(first + second, 0)
    t, a, b = sp.symbols("t a b", positive=True)
    # v = 1 - u has density a v^(a - 1) under p, u has density b u^(b - 1) under q, d = v; t is -log v, or -log u
    for one, other in ((1, 1), (a, b)):
        first = sp.integrate(one * sp.exp(-one * t) * sp.log(sp.exp(-t)), (t, 0, sp.oo))
        second = sp.integrate(
            other * sp.exp(-other * t) * sp.log(answer_to_an_imitation(1 - sp.exp(-t))), (t, 0, sp.oo)
        )
        made.exactly(first + second, -1 / sp.sympify(one) - 1 / sp.sympify(other))


def discriminators(rng, p, q):
    """The best one; 1e-12 beside it; timid, random, undecided, over-sure ones; one that differs where p = q = 0."""
    d = best(p, q)
    yield d
    yield [one + mp.mpf("1e-12") * (UNDECIDED - one) for one in d]
    yield [(one + UNDECIDED) / 2 for one in d]
    yield [number(rng) for _ in d]
    yield [UNDECIDED for _ in d]
    yield [mp.mpf(int(one > UNDECIDED)) for one in d]
    yield [one if a + b else number(rng) for one, a, b in zip(d, p, q)]


def log_chance(odds):
    """The logarithm of the chance with these log odds."""
    return -mp.log1p(mp.exp(-odds))


def under_normal(function, mean, theta):
    """The mean under N(mean, 1) of a function analytic within pi/theta of the line."""
    return normal_mean(function, mean, 1, 1 / mp.mpf(max(1, theta)), digits=40)


def value_of_normals(theta, share):
    """V, for N(0, 1) against N(theta, 1), of the discriminator with a share of the best one's log odds."""

    def odds(x):
        return share * (theta**2 / 2 - theta * x)

    right = under_normal(lambda x: log_chance(odds(x)), 0, theta)
    return right + under_normal(lambda x: log_chance(-odds(x)), theta, theta)


def regret_of_normals(theta, share):
    """Twice the mean under the mixture of the coins' divergence, the second coin with a share of the first's log odds."""

    def coins(x):
        odds = theta**2 / 2 - theta * x
        return coin(mp.exp(log_chance(odds)), mp.exp(log_chance(share * odds)))

    return under_normal(coins, 0, theta) + under_normal(coins, theta, theta)


@claim(
    "thm-discriminator",
    r"""Let $p$ and $q$ be densities (or PMFs, with sums), $m = \frac12 (p + q)$, and let $d^* = p/(p + q)$
    where $p + q > 0$. Then

$$
V(d^*) = 2\, \mathrm{JSD}(p, q) - \log 4 ,
$$ (eq-gan-best)

and every other discriminator falls short by twice the mean, under $m$, of a divergence of two coins:

$$
V(d^*) - V(d) = 2\, \mathbb{E}_m\big[ D_{\text{coin}}\big( d^*(X)\,\|\,d(X) \big) \big] \ge 0 ,
$$ (eq-gan-regret)

where the divergence of two coins with chances $a$ and $b$ is

$$
D_{\text{coin}}(a\,\|\,b) = a \log \frac ab + (1 - a) \log \frac{1 - a}{1 - b} .
$$ (eq-coin-divergence)

So $d^*$ is the best, and the only one up to a set of probability 0 under both.""",
    method="100 digits, 7 discriminators for 160 pairs, with zeros in p, q and both: 0 only for d = d*; normals by quadrature",
    tolerance=1e-40,
    mistake="the shortfall without its factor 2",
)
def others_fall_short_by_divergences_of_coins(made: Comparisons, wrong: bool) -> None:
    factor = 1 if wrong else 2
    with mp.workdps(FINE):
        for p, q in with_zeros(made.rng, pmf_pairs(made.rng, count=5, sizes=(2, 4))):
            p, q = [*p, mp.mpf(0)], [*q, mp.mpf(0)]
            m, star = mixed(p, q), best(p, q)
            greatest = value(p, q, star)
            made.near(greatest, 2 * (entropy(m) - (entropy(p) + entropy(q)) / 2) - mp.log(4), mp.mpf("1e-90"))
            for d in discriminators(made.rng, p, q):
                shortfall = greatest - value(p, q, d)
                regret = factor * total(c * coin(a, b) for c, a, b in zip(m, star, d) if c > 0)
                if mp.isinf(regret):
                    made.close(shortfall, regret)
                else:
                    made.near(shortfall, regret, mp.mpf("1e-90"))
                if all(abs(a - b) < mp.mpf("1e-60") for c, a, b in zip(m, star, d) if c > 0):
                    made.near(shortfall, 0, mp.mpf("1e-90"))
                else:
                    made.less(0, shortfall)
    for theta, share in ((mp.mpf("0.1"), mp.mpf("0.5")), (mp.mpf(2), mp.mpf(1) / 3), (mp.mpf(4), mp.mpf(-1))):
        greatest = value_of_normals(theta, mp.mpf(1))
        made.close(greatest - value_of_normals(theta, share), factor / 2 * regret_of_normals(theta, share))
    near = value_of_normals(mp.mpf(2), mp.mpf(1))
    made.close(2 * kltools.js_divergence(stats.norm(0, 1), stats.norm(2, 1)) - mp.log(4), near, tolerance=1e-12)


@claim(
    "eq-gan-best",
    r"V(d^*) = 2\, \mathrm{JSD}(p, q) - \log 4 ,",
    method="SymPy, JSD as a difference of entropies, any p and q on four outcomes, some without p, q or either; both extremes",
    mistake="JSD without its factor 2",
)
def best_value_is_jsd_less_a_constant(made: Comparisons, wrong: bool) -> None:
    factor = 1 if wrong else 2
    zero, one = sp.Integer(0), sp.Integer(1)
    for p, q, divergence in (([one, zero], [zero, one], sp.log(2)), ([HALF, HALF], [HALF, HALF], zero)):
        d = symbolic_best(p, q)
        made.exactly(mean_log(p, d) + mean_log(q, [1 - chance for chance in d]), factor * divergence - sp.log(4))
    for p, q in symbolic_pairs():
        d, m = symbolic_best(p, q), [(a + b) / 2 for a, b in zip(p, q)]
        entropies = [-mean_log(law, law) for law in (m, p, q)]
        divergence = entropies[0] - (entropies[1] + entropies[2]) / 2
        same(made, mean_log(p, d) + mean_log(q, [1 - one for one in d]), factor * divergence - sp.log(4))


@claim(
    "eq-gan-regret",
    r"V(d^*) - V(d) = 2\, \mathbb{E}_m\big[ D_{\text{coin}}\big( d^*(X)\,\|\,d(X) \big) \big] \ge 0 ,",
    method="SymPy: any p, q and d on four outcomes, some without p, q or either; 100 digits: the sign, d to 1e-40 from d*",
    mistake="the coins swapped",
)
def shortfall_is_a_mean_divergence_of_coins(made: Comparisons, wrong: bool) -> None:
    d = [odds / (1 + odds) for odds in positive("w", 4)]
    for p, q in [(positive("p", 1), positive("q", 1)), *symbolic_pairs(total_is_1=False)]:
        star, m = symbolic_best(p, q), [(a + b) / 2 for a, b in zip(p, q)]
        short = mean_log(p, star) + mean_log(q, [1 - one for one in star])
        short -= mean_log(p, d) + mean_log(q, [1 - one for one in d])
        coins = [((a, 1 - a), (b, 1 - b)) for a, b in zip(star, d)]
        if wrong:
            coins = [(second, first) for first, second in coins]
        same(made, short, 2 * sum(c * kl_symbols(*pair) for c, pair in zip(m, coins) if c != 0))
    with mp.workdps(FINE):
        for p, q in with_zeros(made.rng, pmf_pairs(made.rng, count=3, sizes=(2, 5))):
            star, m = best(p, q), mixed(p, q)
            for away in ("1e-3", "1e-20", "1e-40"):
                d = [one + mp.mpf(away) * (number(made.rng) - one) for one in star]
                made.less(0, 2 * total(c * coin(a, b) for c, a, b in zip(m, star, d) if c > 0))
