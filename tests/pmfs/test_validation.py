"""What counts as a PMF, what the errors say, and normalize."""

from __future__ import annotations

import math
import tracemalloc
import warnings

import numpy as np
import pytest

from kltools.pmfs.f_divergences import total_variation
from kltools.pmfs.information import cross_entropy, entropy, mutual_information
from kltools.pmfs.jensen_shannon import js_distance, js_divergence
from kltools.pmfs.kullback_leibler import jeffreys_divergence, kl_divergence, kl_slack, kl_terms
from kltools.pmfs.normalization import normalize
from kltools.pmfs.renyi import renyi_divergence
from kltools.pmfs.summation.blocks import BLOCK, ROW, WHOLE, block_indices

HALF = [0.5, 0.5]
OF_TWO = [
    kl_divergence,
    js_divergence,
    js_distance,
    jeffreys_divergence,
    kl_terms,
    kl_slack,
    cross_entropy,
    total_variation,
    lambda p, q, **kw: renyi_divergence(p, q, 2, **kw),
]


@pytest.mark.parametrize("function", OF_TWO)
@pytest.mark.parametrize(
    ("bad", "message"),
    [
        ([1.25, -0.25], r"q\[1\] is -0\.25, but a probability cannot be negative; check how q"),
        ([math.nan, 1.0], r"q\[0\] is nan, but a probability must be a finite number"),
        ([0.0, math.inf], r"q\[1\] is inf"),
        ([0.5, 0.6], r"q sums to 1\.1, but a PMF must sum to 1 .*normalize\(q\)"),
        ([0.5, 0.5 + 3e-8], r"q sums to 1\.0000000"),
        ([1.0], r"p has 2 outcomes along axis -1 but q has 1"),
        ([0.2, 0.3, 0.5], r"p has 2 outcomes along axis -1 but q has 3"),
        ([], r"q has shape \(0,\): no outcomes|but q has 0"),
        (1.0, r"q is the single number 1\.0"),
        ([HALF, [1.0]], r"q is not a rectangular array"),
    ],
)
def test_bad_values_are_named(function, bad, message):
    with pytest.raises(ValueError, match=message):
        function(HALF, bad)


@pytest.mark.parametrize("function", OF_TWO)
@pytest.mark.parametrize("bad", [[True, False], ["0.5", "0.5"], [0.5 + 0j, 0.5], [object(), None]])
def test_bad_types_are_named(function, bad):
    with pytest.raises(TypeError, match=r"^q has dtype"):
        function(HALF, bad)


@pytest.mark.parametrize("base", [1, 0, -2, 0.5, math.nan, math.inf])
def test_a_bad_base_is_refused(base):
    with pytest.raises(ValueError, match="base is"):
        kl_divergence(HALF, HALF, base=base)
    with pytest.raises(ValueError, match="base is"):
        mutual_information([HALF, [0, 0]], base=base)


def test_types_of_base_and_axis():
    with pytest.raises(TypeError, match="base is"):
        entropy(HALF, base="2")
    with pytest.raises(TypeError, match="axis is"):
        entropy(HALF, axis=0.0)
    with pytest.raises(ValueError, match="axis is 1"):
        entropy(HALF, axis=1)


def test_places_are_those_of_the_array_given():
    q = np.full((2, 3, 4), 0.25)
    q[1, 2, 3] = -0.25
    with pytest.raises(ValueError, match=r"q\[1, 2, 3\] is -0\.25"):
        kl_divergence(np.full(4, 0.25), q)
    moved = np.moveaxis(q, -1, 0)
    with pytest.raises(ValueError, match=r"p\[3, 1, 2\] is -0\.25"):
        entropy(moved, axis=0)
    with pytest.raises(ValueError, match=r"p sums to 0\.75 at index \(1,\)"):
        entropy([HALF, [0.5, 0.25]])
    long = np.full(3 * BLOCK, 1 / (3 * BLOCK))
    long[2 * BLOCK + 7] = math.nan
    with pytest.raises(ValueError, match=rf"p\[{2 * BLOCK + 7}\] is nan"):
        entropy(long)


@pytest.mark.parametrize("n", [2, 100, WHOLE + 1, 2 * BLOCK + 9])
@pytest.mark.parametrize("step", [None, 0.3, 1e-6])
@pytest.mark.parametrize("zeros", [False, True])
@pytest.mark.parametrize("value", [-1e-3, -1e-9, math.nan, math.inf, -math.inf])
def test_no_bad_entry_slips_through_however_the_sum_is_taken(n, step, zeros, value):
    rng = np.random.default_rng(n)
    p = rng.dirichlet(np.ones(n))
    if zeros and n > 2:
        p[n // 3] = 0.0
        p /= p.sum()
    q = rng.dirichlet(np.ones(n)) if step is None else p * (1 + step * rng.uniform(-1, 1, n))
    q /= q.sum()
    for bad_p, bad_q in ((True, False), (False, True), (True, True)):
        a, b = p.copy(), q.copy()
        for x, bad in ((a, bad_p), (b, bad_q)):
            if bad:
                x[0] += x[-1] - value if math.isfinite(value) else 0.0
                x[-1] = value
        name = "p" if bad_p else "q"
        for function in (kl_divergence, js_divergence, cross_entropy, total_variation):
            with pytest.raises(ValueError, match=rf"^{name}\[{n - 1}\] is {value}"):
                function(a, b)
        with pytest.raises(ValueError, match=rf"^{name}\[0, {n - 1}\] is {value}"):
            kl_divergence([a, p], [b, q])


def test_each_argument_has_the_tolerance_of_its_dtype():
    loose = np.array([0.5, 0.5 + 4e-6])
    assert kl_divergence(loose.astype(np.float32), HALF) >= 0
    with pytest.raises(ValueError, match="p sums to"):
        kl_divergence(loose, np.array(HALF, dtype=np.float32))
    with pytest.raises(ValueError, match="q sums to"):
        kl_divergence(np.array(HALF, dtype=np.float16), loose)


def test_shapes_follow_broadcasting_less_the_axis():
    rng = np.random.default_rng(1)
    p, q = rng.dirichlet(np.ones(4), (3, 1)), rng.dirichlet(np.ones(4), (2, 1, 5))
    together = kl_divergence(p, q)
    assert together.shape == (2, 3, 5)
    assert together[1, 2, 3] == pytest.approx(kl_divergence(p[2, 0], q[1, 0, 3]), rel=1e-14)
    first = kl_divergence(np.moveaxis(p[:, 0], -1, 0), np.moveaxis(q[0, 0, :3], -1, 0), axis=0)
    assert np.array_equal(first, kl_divergence(p[:, 0], q[0, 0, :3]))
    assert isinstance(kl_divergence(p[0, 0], q[0, 0, 0]), float)
    assert kl_divergence(np.ones((0, 1)), np.ones((0, 1))).shape == (0,)
    with pytest.raises(ValueError, match="do not broadcast"):
        kl_divergence(p[:, 0], q[0, 0, :2])
    with pytest.raises(ValueError, match="p has shape .* no axis"):
        kl_divergence([0.5, 0.5], [[0.5], [0.5]], axis=0)


def test_no_warning_leaks():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        tiny = [1.0, 5e-324, 0.0, 0.0]
        other = [5e-324, 1.0, 5e-324, 0.0]
        for function in OF_TWO:
            for pair in ((tiny, other), (other, tiny), (tiny, tiny)):
                assert not np.isnan(function(*pair)).any()
        for bad in ([math.nan, 1.0], [math.inf, -math.inf], [1e308, 1e308]):
            with pytest.raises(ValueError):
                kl_divergence(bad, HALF)


@pytest.mark.parametrize("shape", [(0, 4), (3, 5, 7), (BLOCK, 3), (2, BLOCK, 2), (3, 2, ROW), (40, 40, 40)])
def test_blocks_cover_every_pmf_once(shape):
    seen = np.zeros(shape[:-1], dtype=int)
    for index in block_indices(shape[:-1], shape[-1]):
        seen[index] += 1
        assert seen[index].size * shape[-1] <= BLOCK
    assert (seen == 1).all()


def test_memory_does_not_grow_with_the_input():
    n = 2_000_000
    p = np.full(2 * n, 1 / n)[::2]
    q = np.full(n, np.float32(1 / n))
    tracemalloc.start()
    try:
        for function in (
            kl_divergence,
            js_divergence,
            cross_entropy,
            jeffreys_divergence,
            total_variation,
        ):
            tracemalloc.reset_peak()
            before = tracemalloc.get_traced_memory()[0]
            function(p, q)
            assert tracemalloc.get_traced_memory()[1] - before < 8e6, function.__name__
    finally:
        tracemalloc.stop()


def test_normalize_divides_by_the_sums():
    counts = np.array([[1, 2, 5], [0, 3, 1]])
    assert np.array_equal(normalize(counts), [[0.125, 0.25, 0.625], [0, 0.75, 0.25]])
    assert np.array_equal(normalize(counts.T, axis=0), normalize(counts).T)
    assert normalize(np.array([1, 3], dtype=np.float32)).dtype == np.float64
    assert np.array_equal(normalize([5e-324, 5e-324]), HALF)


@pytest.mark.parametrize(
    ("bad", "message"),
    [
        ([0, 0], "counts sum to 0.0"),
        ([[1, 1], [0, 0]], r"counts sum to 0\.0 at index \(1,\)"),
        ([1, -1], r"counts\[1\] is -1\.0, but a count cannot be negative"),
        ([1, math.nan], r"counts\[1\] is nan"),
        ([1e308, 1e308], "counts sum to inf"),
        ([], "a count"),
    ],
)
def test_normalize_refuses_what_it_cannot_divide(bad, message):
    with pytest.raises(ValueError, match=message):
        normalize(bad)


EDGE_SIZES = [2, 16, 24, 25, 100, 2048, 2049, 2 * BLOCK + 9]


@pytest.mark.parametrize("n", EDGE_SIZES)
def test_every_function_decides_alike_at_the_edge_of_the_tolerance(n):
    """Where the rounding of a sum would decide, all take the exact one; none gives NaN, whatever it decides."""
    weights = np.arange(1, n + 1) ** 0.04
    uniform = np.full(n, 1 / n)
    decided = set()
    for nudge in range(-4, 5):
        p = weights / weights.sum()
        p[0] += 1e-8 + (1.0 - math.fsum(p)) + nudge * 2.0**-53
        good = abs(math.fsum(p) - 1.0) <= 1e-8
        decided.add(good)
        for function in OF_TWO:
            for pair in ((p, uniform), ([p, uniform], uniform), ([uniform, uniform], [uniform, p])):
                if good:
                    assert not np.isnan(function(*pair)).any()
                else:
                    with pytest.raises(ValueError, match=r"sums to 1\.00000001"):
                        function(*pair)
    assert decided == {True, False}


def test_a_sum_at_the_edge_gave_nan():
    """By Python's sum this one is refused, by NumPy's it is not, and the exact one is within the tolerance."""
    weights = np.arange(1, 17) ** 0.04
    p = weights / weights.sum()
    p[0] += 1e-8
    assert kl_divergence(p, np.full(16, 1 / 16)) == pytest.approx(kl_slack(p, np.full(16, 1 / 16)).sum(), rel=1e-13)
    assert js_divergence(p, np.full(16, 1 / 16)) > 0


def test_what_is_compared_with_no_pmfs_is_checked_too():
    none = np.empty((0, 2))
    for function in OF_TWO:
        assert function(none, HALF).shape[0] == 0
        with pytest.raises(ValueError, match=r"q sums to 1\.1"):
            function(none, [0.5, 0.6])


@pytest.mark.parametrize("function", [kl_slack, kl_terms])
def test_terms_of_one_pmf_longer_than_a_block(function):
    rng = np.random.default_rng(3)
    p, q = rng.dirichlet(np.ones(BLOCK + 40), 2)
    terms = function(p, q)
    assert terms.shape == p.shape
    np.testing.assert_array_equal(terms[-50:], function([p, p], [q, q])[1, -50:])
    assert math.fsum(kl_slack(p, q)) == pytest.approx(kl_divergence(p, q), rel=1e-13)
