"""Divergences against mpmath at 50 digits, and their properties."""

from __future__ import annotations

import math

import mpmath
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kltools.pmfs.jensen_shannon import js_distance, js_divergence, js_divergence_of
from kltools.pmfs.kullback_leibler import jeffreys_divergence, kl_divergence, kl_slack, kl_terms
from kltools.pmfs.summation.blocks import BLOCK, ROW

TOLERANCE = 1e-14


def exact_slack(a, b):
    """p log(p/q) - p + q of two doubles, to 50 digits."""
    a, b = mpmath.mpf(float(a)), mpmath.mpf(float(b))
    if a == 0:
        return b
    return mpmath.inf if b == 0 else a * mpmath.log(a / b) - a + b


def exact_kl(p, q):
    with mpmath.workdps(50):
        return mpmath.fsum(exact_slack(a, b) for a, b in zip(p, q, strict=True))


def exact_js(p, q):
    with mpmath.workdps(50):
        parts = []
        for a, b in zip(p, q, strict=True):
            a, b = mpmath.mpf(float(a)), mpmath.mpf(float(b))
            parts += [x * mpmath.log(2 * x / (a + b)) / 2 for x in (a, b) if x > 0]
        return mpmath.fsum(parts)


def relative(found, exact):
    return float(abs((mpmath.mpf(float(found)) - exact) / exact))


def pairs():
    """PMFs far apart, close by every power of ten, sparse, and with entries of every size."""
    rng = np.random.default_rng(7)
    for n in (2, 3, 10, 200, ROW + 5):
        p = rng.dirichlet(np.ones(n))
        yield p, rng.dirichlet(np.ones(n))
        yield p, rng.dirichlet(np.full(n, 0.05))
        for power in (0.2, 0.5, 1, 2, 3, 5, 8, 11, 13):
            q = p * (1 + 10.0**-power * rng.uniform(-1, 1, n))
            yield p, q / math.fsum(q)
        wild = 10 ** rng.uniform(-320, 0, (2, n))
        wild /= wild.sum(axis=1, keepdims=True)
        yield wild[0], wild[1]
        sparse = np.where(rng.random(n) < 0.4, 0, p)
        sparse[0] = 0.5
        yield sparse / sparse.sum(), p


@pytest.mark.parametrize("pair", list(pairs()), ids=lambda pair: str(pair[0].size))
def test_sums_agree_with_50_digits(pair):
    p, q = pair
    assert relative(kl_divergence(p, q), exact_kl(p, q)) < TOLERANCE
    assert relative(js_divergence(p, q), exact_js(p, q)) < TOLERANCE
    assert relative(js_distance(p, q), mpmath.sqrt(exact_js(p, q))) < TOLERANCE
    both = exact_kl(p, q) + exact_kl(q, p)
    if mpmath.isinf(both):
        assert jeffreys_divergence(p, q) == math.inf
    else:
        assert relative(jeffreys_divergence(p, q), both) < TOLERANCE


@pytest.mark.parametrize("n", [ROW * 3 + 11, BLOCK + 1])
@pytest.mark.parametrize("kind", ["far", "tenth", "mixed", "zeros", 1e-3, 1e-9])
def test_long_sums_agree_with_50_digits(n, kind):
    rng = np.random.default_rng(11)
    p = rng.dirichlet(np.ones(n))
    noise = rng.uniform(-1, 1, n)
    q = {
        "far": lambda: rng.dirichlet(np.ones(n)),
        "tenth": lambda: p * (1 + 0.5 * noise),
        "mixed": lambda: np.where(noise > 0.99, 5 * p, p * (1 + 1e-6 * noise)),
        "zeros": lambda: rng.dirichlet(np.ones(n)),
    }.get(kind, lambda: p * (1 + float(kind) * noise))()
    if kind == "zeros":
        p[::7] = 0
        p /= p.sum()
    q = q / q.sum()
    assert relative(kl_divergence(p, q), exact_kl(p, q)) < TOLERANCE
    assert relative(js_divergence(p, q), exact_js(p, q)) < TOLERANCE
    assert js_divergence(p, q) == js_divergence(q, p)
    assert kl_divergence(p, p) == js_divergence(p, p) == 0


def test_a_million_outcomes_agree_with_the_closed_form():
    # Two levels on equal halves, so that the sums have closed forms at 50 digits.
    half = 500_000
    for level in (1.9, 1.001, 1 + 2.0**-30):
        p = np.repeat([level / (2 * half), (2 - level) / (2 * half)], half)
        q = p[::-1]
        kl = half * (exact_slack(p[0], q[0]) + exact_slack(q[0], p[0]))
        with mpmath.workdps(50):
            a, b = mpmath.mpf(float(p[0])), mpmath.mpf(float(q[0]))
            kl = half * (a - b) * mpmath.log(a / b)
        js = 2 * half * exact_js([p[0]], [q[0]])
        assert relative(kl_divergence(p, q), kl) < TOLERANCE
        assert relative(js_divergence(p, q), js) < TOLERANCE


def test_each_slack_is_accurate_at_every_ratio():
    ratios = np.concatenate([1 + s * 10.0 ** np.linspace(-15.5, -0.05, 200) for s in (-1, 1)])
    ratios = np.concatenate([ratios, 10.0 ** np.linspace(-300, 300, 200)])
    scale = np.where(ratios > 1, 1e-3 / ratios, 1e-3)
    p = np.append(scale, 1 - math.fsum(scale))
    q = scale * ratios
    q = np.append(q, 1 - math.fsum(q))
    slack, terms = kl_slack(p, q), kl_terms(p, q)
    for a, b, found, term in zip(p, q, slack, terms, strict=True):
        with mpmath.workdps(50):
            exact, log = (
                exact_slack(a, b),
                mpmath.mpf(float(a)) * mpmath.log(mpmath.mpf(float(a)) / float(b)),
            )
        if exact == 0:
            assert found == term == 0
        elif exact > 1e-300:
            assert relative(found, exact) < 1.5e-15
            assert relative(term, log) < 1e-15


def test_terms_and_slack_at_zeros():
    p, q = [0.5, 0.5, 0.0, 0.0], [0.5, 0.0, 0.5, 0.0]
    assert kl_terms(p, q).tolist() == [0, math.inf, 0, 0]
    assert kl_slack(p, q).tolist() == [0, math.inf, 0.5, 0]
    assert kl_divergence(p, q) == jeffreys_divergence(p, q) == math.inf
    assert js_divergence(p, q, base=2) == 0.5
    columns = kl_slack(np.array([p, p]).T, np.array([q, q]).T, axis=0)
    assert columns.shape == (4, 2)


def test_bases():
    p, q = [0.1, 0.9], [0.4, 0.6]
    for function in (kl_divergence, js_divergence, jeffreys_divergence, js_divergence_of):
        args = ([p, q],) if function is js_divergence_of else (p, q)
        assert function(*args, base=2) == function(*args) / math.log(2)
        assert function(*args, base=math.e) == function(*args)
        batches = [np.array([one, one[::-1]]) for one in (p, q)]
        args = (batches,) if function is js_divergence_of else batches
        assert function(*args, base=2).tolist() == (function(*args) / math.log(2)).tolist()
        assert function(*args, base=2).shape == (2,)


def test_logarithms_of_probabilities_keep_their_digits():
    rng = np.random.default_rng(3)
    for size in (1e-12, 1e-6, 1e-2, 1.0, 300.0):
        log_p = rng.normal(size=50)
        log_p -= math.log(math.fsum(np.exp(log_p)))
        log_q = log_p + size * rng.uniform(-1, 1, 50)
        log_q -= math.log(math.fsum(np.exp(log_q - log_q.max()))) + log_q.max()
        with mpmath.workdps(50):
            a, b = ([mpmath.mpf(float(x)) for x in logs] for logs in (log_p, log_q))
            exact = mpmath.fsum(
                mpmath.exp(x) * (x - y) - mpmath.exp(x) + mpmath.exp(y) for x, y in zip(a, b, strict=True)
            )
        assert relative(kl_divergence(log_p, log_q, log=True), exact) < TOLERANCE
    n = 3 * ROW + 1
    long = np.full(n, -math.log(n))
    assert kl_divergence(long, long, log=True) == 0
    inf = math.inf
    assert kl_divergence([0.0, -inf], [0.0, -inf], log=True) == 0
    assert kl_divergence([0.0, -800.0], [0.0, -inf], log=True) == inf
    assert kl_divergence([0.0, -inf], np.log([0.5, 0.5]), log=True) == pytest.approx(math.log(2))


@pytest.mark.parametrize(
    ("bad", "message"),
    [
        ([0.5, 0.5], r"exp\(q\) sums to 3\.29"),
        ([math.nan, 0.0], r"q\[0\] is nan, but the logarithm"),
        ([800.0, 0.0], r"q\[0\] is 800\.0"),
        ([math.inf, 0.0], r"q\[0\] is inf"),
        ([-1.0, -1.0], r"exp\(q\) sums to 0\.73"),
    ],
)
def test_bad_logarithms_are_named(bad, message):
    with pytest.raises(ValueError, match=message):
        kl_divergence(np.log([0.5, 0.5]), bad, log=True)


def test_several_pmfs():
    rng = np.random.default_rng(5)
    centre = rng.dirichlet(np.ones(6))
    for size in (1e-12, 1e-5, 0.3, None):
        if size is None:
            ps = rng.dirichlet(np.full(6, 0.1), 3)
        else:
            ps = centre * (1 + size * rng.uniform(-1, 1, (3, 6)))
            ps /= ps.sum(axis=1, keepdims=True)
        for weights in ([0.2, 0.5, 0.3], [1e-18, 0.25, 0.75], [0.0, 2.0**-30, 1 - 2.0**-30]):
            with mpmath.workdps(50):
                w = [mpmath.mpf(x) for x in weights]
                m = [mpmath.fsum(a * float(x) for a, x in zip(w, column, strict=True)) for column in ps.T]
                total = mpmath.fsum(w)
                m = [x / total for x in m]
                exact = mpmath.fsum(
                    a * float(x) * mpmath.log(float(x) / y)
                    for a, p in zip(w, ps, strict=True)
                    for x, y in zip(p, m, strict=True)
                    if a * x > 0
                )
            assert relative(js_divergence_of(ps, weights), exact) < TOLERANCE
    p, q = ps[:2]
    assert js_divergence_of([p, q]) == pytest.approx(js_divergence(p, q), rel=1e-14)
    assert js_divergence_of([p]) == 0
    assert js_divergence_of([[p, q], p]).shape == (2,)
    with pytest.raises(ValueError, match="ps is empty"):
        js_divergence_of([])
    with pytest.raises(ValueError, match=r"weights has shape \(1,\)"):
        js_divergence_of([p, q], [1.0])
    with pytest.raises(ValueError, match=r"ps\[1\]\[0\] is -1"):
        js_divergence_of([[0.5, 0.5], [-1.0, 2.0]])


@st.composite
def two_pmfs(draw):
    n = draw(st.integers(1, 8))
    weight = st.one_of(st.just(0.0), st.floats(5e-324, 1.0), st.sampled_from([5e-324, 1e-310, 1e-17, 1.0]))
    pair = []
    for _ in range(2):
        x = np.array(draw(st.lists(weight, min_size=n, max_size=n)))
        x[draw(st.integers(0, n - 1))] = 1.0
        pair.append(x / x.sum())
    return pair


@settings(deadline=None, max_examples=300)
@given(two_pmfs())
def test_properties(pair):
    p, q = pair
    kl, js = kl_divergence(p, q), js_divergence(p, q)
    assert kl >= 0 and not math.isnan(kl)
    assert (kl == math.inf) == bool(((p > 0) & (q == 0)).any())
    assert 0 <= js <= math.log(2) and js_divergence(p, q, base=2) <= 1
    assert js == js_divergence(q, p)
    assert kl_divergence(p, p) == js_divergence(p, p) == jeffreys_divergence(p, p) == 0
    assert jeffreys_divergence(p, q) == jeffreys_divergence(q, p) >= kl * (1 - 1e-14)
    assert (kl_slack(p, q) >= 0).all()
    assert not np.isnan(kl_terms(p, q)).any()
    assert 0 <= js_divergence_of([p, q, p], [0.5, 0.25, 0.25]) <= 1.5 * math.log(2)
