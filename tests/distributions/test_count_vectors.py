"""Vectors of counts: multinomial, Dirichlet-multinomial and multivariate hypergeometric laws against 50-digit sums."""

from __future__ import annotations

import itertools
import math

import mpmath as mp
import numpy as np
import pytest
from scipy import stats

import kltools
from kltools import Mixture, QuadratureError
from tests.distributions.oracles import relative

pytestmark = pytest.mark.filterwarnings("error")


def multinomial(n, p):
    p = [mp.mpf(one) for one in p]
    return lambda x: mp.factorial(n) * mp.fprod(a**k / mp.factorial(k) for a, k in zip(p, x)) if sum(x) == n else 0


def dirichlet_multinomial(n, alpha):
    alpha = [mp.mpf(one) for one in alpha]
    whole = mp.fsum(alpha)
    return lambda x: (
        mp.factorial(n) / mp.rf(whole, n) * mp.fprod(mp.rf(a, k) / mp.factorial(k) for a, k in zip(alpha, x))
        if sum(x) == n
        else 0
    )


def multivariate_hypergeometric(n, m):
    return lambda x: mp.fprod(mp.binomial(a, k) for a, k in zip(m, x)) / mp.binomial(sum(m), n) if sum(x) == n else 0


def outcomes(size, *totals):
    most = max(totals)
    return [x for x in itertools.product(range(most + 1), repeat=size) if sum(x) in totals]


def exact(p, q, listed):
    """D(p||q), JSD, total variation, Rényi's divergence of order 1/2 and the entropy of p."""
    pairs = [(mp.mpf(p(x)), mp.mpf(q(x))) for x in listed]

    def kl(pairs):
        return mp.fsum(a * mp.log(a / b) if b else mp.inf for a, b in pairs if a)

    middle = [(a + b) / 2 for a, b in pairs]
    return {
        "kl": kl(pairs),
        "js": (kl([(a, m) for (a, _), m in zip(pairs, middle)]) + kl([(b, m) for (_, b), m in zip(pairs, middle)])) / 2,
        "tv": mp.fsum(abs(a - b) for a, b in pairs) / 2,
        "renyi": -2 * mp.log(mp.fsum(mp.sqrt(a * b) for a, b in pairs)),
        "entropy": -mp.fsum(a * mp.log(a) for a, _ in pairs if a),
    }


def found(p, q):
    return {
        "kl": kltools.kl_divergence(p, q),
        "js": kltools.js_divergence(p, q),
        "tv": kltools.total_variation(p, q),
        "renyi": kltools.renyi_divergence(p, q, 0.5),
        "entropy": kltools.entropy(p),
    }


LAWS = {
    "multinomial": (stats.multinomial(5, [0.125, 0.375, 0.5]), multinomial(5, [0.125, 0.375, 0.5])),
    "multinomial that lacks an outcome": (stats.multinomial(5, [0.25, 0, 0.75]), multinomial(5, [0.25, 0, 0.75])),
    "dirichlet": (stats.dirichlet_multinomial([0.5, 2.0, 3.5], 5), dirichlet_multinomial(5, [0.5, 2.0, 3.5])),
    "steep dirichlet": (stats.dirichlet_multinomial([1e-3, 1e4, 1.0], 5), dirichlet_multinomial(5, [1e-3, 1e4, 1.0])),
    "hypergeometric": (stats.multivariate_hypergeom([7, 6, 5], 5), multivariate_hypergeometric(5, [7, 6, 5])),
    "short hypergeometric": (stats.multivariate_hypergeom([2, 4, 1], 5), multivariate_hypergeometric(5, [2, 4, 1])),
    "sure": (stats.multinomial(5, [0.0, 1.0, 0.0]), multinomial(5, [0, 1, 0])),
}


@pytest.mark.parametrize("p", LAWS)
@pytest.mark.parametrize("q", LAWS)
def test_every_pair_is_the_sum_over_all_vectors(p, q):
    if p == q:
        return
    with mp.workdps(50):
        expected = exact(LAWS[p][1], LAWS[q][1], outcomes(3, 5))
        for name, value in found(LAWS[p][0], LAWS[q][0]).items():
            if math.isinf(value):
                assert expected[name] == mp.inf
            else:
                assert relative(value, expected[name]) < 1e-11 if expected[name] > 1e-14 else abs(value) < 1e-14


def test_no_draw_is_a_point_mass():
    p, q = stats.multinomial(0, [0.5, 0.5]), stats.multinomial(0, [1.0, 0.0])
    assert all(value == 0.0 for value in found(p, q).values())
    assert kltools.kl_divergence(p, stats.multinomial(1, [0.5, 0.5])) == math.inf
    assert kltools.kl_divergence(stats.dirichlet_multinomial([1, 2], 0), p) == 0.0
    assert kltools.kl_divergence(stats.multivariate_hypergeom([3, 4], 0), q) == 0.0


def test_other_totals_have_no_vector_in_common():
    p, q = stats.multinomial(3, [0.5, 0.5]), stats.dirichlet_multinomial([1, 2], 4)
    assert kltools.kl_divergence(p, q) == kltools.renyi_divergence(p, q, 0.5) == math.inf
    assert kltools.js_divergence(p, q) == math.log(2) and kltools.total_variation(p, q) == 1.0


def test_one_draw_is_a_pmf():
    p, q = stats.dirichlet_multinomial([1.0, 2.0, 5.0], 1), stats.multinomial(1, [0.5, 0.25, 0.25])
    shares = np.array([1, 2, 5]) / 8
    assert kltools.kl_divergence(p, q) == pytest.approx(kltools.kl_divergence(shares, q.p), rel=1e-13)
    assert kltools.js_divergence(p, q) == pytest.approx(kltools.js_divergence(shares, q.p), rel=1e-13)
    assert kltools.entropy(p) == pytest.approx(kltools.entropy(shares), rel=1e-14)


def test_one_box_holds_everything():
    p = stats.multinomial(3, [1.0])
    assert kltools.entropy(p) == kltools.kl_divergence(p, stats.dirichlet_multinomial([2.0], 3)) == 0.0
    assert kltools.kl_divergence(p, stats.multinomial(4, [1.0])) == math.inf


def test_mixtures_of_vectors_of_counts():
    parts = (
        LAWS["multinomial"],
        LAWS["hypergeometric"],
        (stats.multinomial(2, [0.5, 0.5, 0]), multinomial(2, [0.5, 0.5, 0])),
    )
    p = Mixture([one for one, _ in parts], [0.5, 0.25, 0.25])
    q = Mixture([LAWS["dirichlet"][0], parts[2][0]], [0.75, 0.25])
    of_p = lambda x: parts[0][1](x) / 2 + parts[1][1](x) / 4 + parts[2][1](x) / 4  # noqa: E731
    of_q = lambda x: LAWS["dirichlet"][1](x) * mp.mpf("0.75") + parts[2][1](x) / 4  # noqa: E731
    with mp.workdps(50):
        expected = exact(of_p, of_q, outcomes(3, 2, 5))
        for name, value in found(p, q).items():
            assert relative(value, expected[name]) < 1e-12


def test_components_may_cover_together_what_none_covers_alone():
    p = stats.multinomial(1, [0.5, 0.5, 0.0])
    q = Mixture([stats.multinomial(1, [1.0, 0, 0]), stats.multinomial(1, [0, 1.0, 0])], [0.25, 0.75])
    assert kltools.kl_divergence(p, q) == pytest.approx(kltools.kl_divergence([0.5, 0.5], [0.25, 0.75]), rel=1e-14)
    more = stats.multinomial(2, [0.5, 0.5, 0.0])
    both = Mixture([stats.multinomial(2, [1.0, 0, 0]), stats.multinomial(2, [0, 1.0, 0])], [0.25, 0.75])
    assert kltools.kl_divergence(more, both) == math.inf


def test_entropies_of_many_draws_are_sums_over_each_count():
    shares = [0.125, 0.375, 0.25, 0.25]
    n = 700
    with mp.workdps(50):
        inner = mp.fsum(
            mp.fsum(
                mp.binomial(n, k) * mp.mpf(s) ** k * mp.mpf(1 - s) ** (n - k) * mp.loggamma(k + 1) for k in range(n + 1)
            )
            for s in shares
        )
        expected = -mp.loggamma(n + 1) - n * mp.fsum(s * mp.log(s) for s in map(mp.mpf, shares)) + inner
        assert relative(kltools.entropy(stats.multinomial(n, shares)), expected) < 1e-13


def test_divergences_of_many_draws_are_sums_over_each_count():
    p, q = stats.multivariate_hypergeom([400, 900, 700, 500], 700), stats.multinomial(700, [0.16, 0.36, 0.28, 0.2])
    with mp.workdps(50):
        expected = mp.loggamma(2501) * -1 + mp.loggamma(701) + mp.loggamma(1801) - mp.loggamma(701)
        for m, share in zip([400, 900, 700, 500], [0.16, 0.36, 0.28, 0.2]):
            for k in range(max(0, 700 - (2500 - m)), min(m, 700) + 1):
                chance = mp.binomial(m, k) * mp.binomial(2500 - m, 700 - k) / mp.binomial(2500, 700)
                expected += chance * (mp.loggamma(m + 1) - mp.loggamma(m - k + 1) - k * mp.log(mp.mpf(share)))
        assert relative(kltools.kl_divergence(p, q), expected) < 1e-10


def test_too_many_vectors_are_refused():
    p, q = stats.multinomial(10**4, [0.25] * 4), stats.multinomial(10**4, [0.125, 0.375, 0.25, 0.25])
    with pytest.raises(QuadratureError, match="vectors of 4 counts would have to be summed.*estimators"):
        kltools.js_divergence(p, q)
