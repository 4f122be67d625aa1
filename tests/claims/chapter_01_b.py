"""Chapter 1: how rarely evidence misleads, and Stein's lemma."""

from __future__ import annotations

from itertools import product

import mpmath as mp

from tests.claims.cases import binomial_law, evidence, kl, pmf_pairs, quantile, sums, with_zeros
from tests.claims.claim import Comparisons, claim
from tests.claims.quadrature import integral, normal_density


def best_error(n, a, b, epsilon):
    """The smallest probability under heads b > a of accepting heads a, of tests that reject a with probability epsilon.

    The test of Neyman and Pearson: reject for many heads, and at the border by a further draw.
    """
    under_p, under_q = binomial_law(n, a), binomial_law(n, b)
    left, heads = epsilon, n
    while under_p[heads] <= left:
        left -= under_p[heads]
        heads -= 1
    return mp.fsum(under_q[:heads]) + under_q[heads] * (1 - left / under_p[heads])


@claim(
    "thm-misleading",
    r"""Let $X_1, \dots, X_n$ be independent draws from $q$. Then for every real $t$

$$
\mathbb{P}_q\!\left( S_n \ge t \right) \le e^{-t} .
$$ (eq-misleading)""",
    method="exact laws of S_n under q at every value of S_n, of PMFs with zeros in p, q or both, and of normals",
    tolerance=1e-40,
    mistake="the observations drawn from p",
)
def evidence_for_the_wrong_hypothesis_is_rare(made: Comparisons, wrong: bool) -> None:
    for p, q in with_zeros(made.rng, pmf_pairs(made.rng, count=1, sizes=(2, 3, 4))):
        values = [evidence(a, b) for a, b in zip(p, q)]
        for n in (1, 2, 6):
            law = list(sums(values, p if wrong else q, n))
            for t in {total for total, _ in law if not mp.isinf(total)} | {mp.mpf(-1), mp.mpf(0), mp.mpf(20)}:
                made.at_most(mp.fsum(chance for total, chance in law if total >= t), mp.exp(-t))
    # p = N(0, 1), q = N(mu, 1): under q, S_n is normal with mean -n mu^2/2 and variance n mu^2
    for n in (1, 10, 1000):
        for mu in (mp.mpf("1e-6"), mp.mpf("-0.5"), mp.mpf(4)):
            mean, spread = (1 if wrong else -1) * n * mu**2 / 2, abs(mu) * mp.sqrt(n)
            for t in (mp.mpf(-3), mp.mpf(0), spread**2 / 2, mp.mpf(5)):
                made.at_most(mp.ncdf((mean - t) / spread), mp.exp(-t))


@claim(
    "eq-misleading",
    r"\mathbb{P}_q\!\left( S_n \ge t \right) \le e^{-t} .",
    method="binomial laws to n = 200 at every value of S_n; and equality where p is q given an event, for n to 20",
    tolerance=1e-40,
    mistake="e^(-nt), a factor n too many in the exponent",
)
def misleading_evidence_of_coins(made: Comparisons, wrong: bool) -> None:
    for a, b in [("0.5", "0.75"), ("0.01", "0.02"), ("0.9", "0.001"), ("0.3", "0.300000000001")]:
        a, b = mp.mpf(a), mp.mpf(b)
        for n in (1, 10, 200):
            totals = [k * mp.log(a / b) + (n - k) * mp.log((1 - a) / (1 - b)) for k in range(n + 1)]
            law, above = sorted(zip(totals, binomial_law(n, b)), reverse=True), mp.mpf(0)
            for t, chance in law:
                above += chance
                made.at_most(above, mp.exp(-t * (n if wrong else 1)))
    for n in (1, 2, 20):
        # q on three outcomes, p = q given the first two: each draw has evidence log 2, or minus infinity
        law = list(sums([mp.log(2), mp.log(2), -mp.inf], [mp.mpf("0.25"), mp.mpf("0.25"), mp.mpf("0.5")], n))
        t = n * mp.log(2)
        made.close(mp.fsum(chance for total, chance in law if total >= t), mp.exp(-t * (n if wrong else 1)))


@claim(
    "eq-likelihood-ratio-mean",
    r"\mathbb{E}_q[\Lambda] = \sum_{x_1, \dots, x_n :\; \prod_i q(x_i) > 0} \; \prod_i p(x_i) \le 1 ,",
    method="the mean over the law of S_n against the sum over all sequences q allows; 1 exactly if q allows all that p does",
    tolerance=1e-40,
    mistake="the sum over all sequences, also those that q excludes",
)
def the_mean_likelihood_ratio_is_at_most_one(made: Comparisons, wrong: bool) -> None:
    for p, q in with_zeros(made.rng, pmf_pairs(made.rng, count=1, sizes=(2, 3))):
        values = [evidence(a, b) for a, b in zip(p, q)]
        for n in (1, 2, 4):
            mean = mp.fsum(chance * mp.exp(total) for total, chance in sums(values, q, n))
            drawn = [x for x in product(range(len(p)), repeat=n) if wrong or all(q[i] > 0 for i in x)]
            total = mp.fsum(mp.fprod(p[i] for i in x) for x in drawn)
            made.close(mean, total)
            made.at_most(total, 1)
            if all(b > 0 for a, b in zip(p, q) if a > 0):
                made.close(mean, 1)
            else:
                made.less(mean, 1)
    # densities: for N(0, 1) against N(mu, 1) log Lambda is normal under q
    for n, mu in product((1, 5), (mp.mpf("0.3"), mp.mpf(-2))):
        mean, spread = -n * mu**2 / 2, abs(mu) * mp.sqrt(n)
        law = normal_density(mean, spread)
        made.close(integral(lambda s, law=law: law(s) * mp.exp(s), mean + spread**2, spread, digits=44), 1)
    # p uniform on [0, w], q on [0, 1]: under q each ratio is 1/w, and [0, 1] has that share of p's mass
    for n, width in product((1, 5), (1, 3)):
        allowed = mp.quad(lambda x, w=width: mp.mpf(1) / w, [0, 1]) ** n
        made.close(mp.mpf(width) ** -n, allowed)
        made.at_most(allowed, 1)


@claim(
    "eq-markov",
    r"\mathbb{P}_q\!\left( \Lambda \ge e^t \right) \le e^{-t}\, \mathbb{E}_q[\Lambda] \le e^{-t} ,",
    method="both inequalities at every value of Lambda, with zeros in p, q or both; equality where Lambda is 0 or e^t",
    tolerance=1e-40,
    mistake="the second inequality turned round",
)
def markov_for_the_likelihood_ratio(made: Comparisons, wrong: bool) -> None:
    for p, q in with_zeros(made.rng, pmf_pairs(made.rng, count=1, sizes=(2, 3, 4))):
        ratios = [a / b if b > 0 else mp.inf for a, b in zip(p, q)]
        for n in (1, 3):
            drawn = [x for x in product(range(len(p)), repeat=n) if all(q[i] > 0 for i in x)]
            law = [(mp.fprod(ratios[i] for i in x), mp.fprod(q[i] for i in x)) for x in drawn]
            mean = mp.fsum(ratio * chance for ratio, chance in law)
            for level in [ratio for ratio, _ in law[:9] if ratio > 0] + [mp.exp(-2), mp.exp(2)]:
                chance, t = mp.fsum(chance for ratio, chance in law if ratio >= level), mp.log(level)
                made.at_most(chance, mp.exp(-t) * mean)
                ends = mp.exp(-t) * mean, mp.exp(-t)
                made.at_most(*(ends[::-1] if wrong else ends))
    # q fair, p certain: Lambda is 2^n or 0, and both inequalities are equalities at e^t = 2^n
    for n in (1, 6):
        law = [(mp.mpf(2) ** n, mp.mpf(2) ** -n), (mp.mpf(0), 1 - mp.mpf(2) ** -n)]
        mean = mp.fsum(ratio * chance for ratio, chance in law)
        made.close(mp.fsum(chance for ratio, chance in law if ratio >= 2**n), mp.exp(-n * mp.log(2)) * mean)
        made.close(mp.exp(-n * mp.log(2)) * mean, mp.exp(-n * mp.log(2)))


@claim(
    "thm-stein",
    r"""Let $D(p\,\|\,q)$ be finite and $0 < \varepsilon < \tfrac12$. Among all tests on $n$ independent observations that
reject $p$ with
probability at most $\varepsilon$ when $p$ is true, let $\beta_n$ be the smallest probability of accepting $p$ when
$q$ is true. Then

$$
\lim_{n \to \infty} \frac{1}{n} \log \beta_n = - D(p\,\|\,q) .
$$ (eq-stein)""",
    method="the best test against all tests of 3 coins; the limit for normals, for p = q, a certain p, and tests with no draw",
    tolerance=1e-40,
    mistake="the sign of the limit",
)
def the_best_error_of_tests(made: Comparisons, wrong: bool) -> None:
    sign = 1 if wrong else -1
    # among all tests: the smallest error of any is at a set of sequences to reject, with at most one more in part
    for a, b, epsilon in [("0.3", "0.6", "0.1"), ("0.5", "0.9", "0.49"), ("0", "0.4", "0.2"), ("0.5", "0.5", "0.3")]:
        a, b, epsilon = mp.mpf(a), mp.mpf(b), mp.mpf(epsilon)
        sequences = list(product((0, 1), repeat=3))
        p, q = ([c ** sum(x) * (1 - c) ** (3 - sum(x)) for x in sequences] for c in (a, b))
        errors = []
        for rejected in product((0, 1), repeat=8):
            left = epsilon - mp.fsum(chance for chance, out in zip(p, rejected) if out)
            if left >= 0:
                accepted = mp.fsum(chance for chance, out in zip(q, rejected) if not out)
                parts = [min(mp.mpf(1), left / c) * d if c > 0 else d for c, d, out in zip(p, q, rejected) if not out]
                errors.append(accepted - max(parts))
        made.close(min(errors), best_error(3, a, b, epsilon))
    # N(0, 1) against N(mu, 1): the best test rejects a large mean, and accepts under q with a normal's probability
    for mu, epsilon in product((mp.mpf("0.2"), mp.mpf(1), mp.mpf(3)), ("1e-6", "0.1", "0.499")):
        for n in (100, 10_000, 1_000_000):
            error = mp.ncdf(-quantile(epsilon) - mu * mp.sqrt(n))
            second = mu * quantile(epsilon) / mp.sqrt(n)
            made.near(mp.log(error) / n, sign * mu**2 / 2 - second, (mp.log(n) + 15) / n)
    for n in (10, 100, 1000):
        epsilon = mp.mpf("0.25")
        made.close(best_error(n, mp.mpf("0.4"), mp.mpf("0.4"), epsilon), 1 - epsilon)  # p = q: D = 0
        certain = mp.log(best_error(n, mp.mpf(0), mp.mpf("0.4"), epsilon)) / n
        made.near(certain, sign * kl([1, 0], [mp.mpf("0.6"), mp.mpf("0.4")]), 1 / mp.mpf(n))
    # with no draw at the border a test accepts a little more; the limit is the same
    a, b = mp.mpf("0.2"), mp.mpf("0.5")
    for n in (100, 400, 1600):
        heads, left, under_p = n, mp.mpf("0.1"), binomial_law(n, a)
        while under_p[heads] <= left:
            left -= under_p[heads]
            heads -= 1
        error = mp.fsum(binomial_law(n, b)[: heads + 1])
        made.near(mp.log(error) / n, sign * kl([a, 1 - a], [b, 1 - b]), 2 / mp.sqrt(n))


@claim(
    "eq-stein",
    r"\lim_{n \to \infty} \frac{1}{n} \log \beta_n = - D(p\,\|\,q) .",
    method="the best test's exact binomial error to n = 8192: less a term in n^(-1/2) and log n / 2n, within 4/n of -D",
    tolerance=1e-30,
    mistake="D(q‖p) for D(p‖q)",
)
def the_exponent_of_the_best_test(made: Comparisons, wrong: bool) -> None:
    for a, b, epsilon in [("0.2", "0.5", "0.1"), ("0.5", "0.6", "0.49"), ("0.05", "0.6", "0.001")]:
        a, b = mp.mpf(a), mp.mpf(b)
        p, q = [a, 1 - a], [b, 1 - b]
        rate = kl(q, p) if wrong else kl(p, q)
        spread = abs(evidence(a, b) - evidence(1 - a, 1 - b)) * mp.sqrt(a * (1 - a))
        gaps = []
        for n in (128, 512, 2048, 8192):
            exponent = mp.log(best_error(n, a, b, mp.mpf(epsilon))) / n
            second = -spread * quantile(epsilon) / mp.sqrt(n) - mp.log(n) / (2 * n)
            made.near(exponent, -rate + second, mp.mpf(4) / n)
            gaps.append(abs(exponent + rate))
        for gap, later in zip(gaps, gaps[1:]):
            made.less(later, gap * mp.mpf("0.7"))
