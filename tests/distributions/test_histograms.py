"""Histograms of SciPy as distributions, against sums over their bins and integrals over each."""

from __future__ import annotations

import math
import time
from typing import Any

import numpy as np
import pytest
from scipy import stats

from kltools import (
    Mixture,
    entropy,
    f_divergence,
    js_divergence,
    kl_divergence,
    renyi_divergence,
    total_variation,
)
from kltools.distributions import is_distribution

pytestmark = pytest.mark.filterwarnings("error")

RNG = np.random.default_rng(3)
COUNTS, EDGES = np.array([3.0, 1.0, 0.0, 4.0, 2.0]), np.array([0.0, 1.0, 1.5, 2.5, 3.0, 5.0])
HEIGHTS = COUNTS / np.diff(EDGES) / COUNTS.sum()
UNEVEN = stats.rv_histogram((COUNTS, EDGES), density=False)


def histogram(sample: Any, edges: Any) -> Any:
    return stats.rv_histogram(np.histogram(sample, edges))


def over_cells(p: Any, q: Any, terms: Any) -> float:
    """A sum over the cells between the edges of two histograms, from SciPy's densities in the middle of each."""
    cuts = np.unique(np.concatenate([p._hbins, q._hbins]))
    middles, widths = (cuts[1:] + cuts[:-1]) / 2, np.diff(cuts)
    a, b = p.pdf(middles), q.pdf(middles)
    kept = (a > 0) | (b > 0)
    return math.fsum(terms(a[kept], b[kept]) * widths[kept])


def kl_terms(a: Any, b: Any) -> Any:
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(a > 0, a * np.log(a / b), 0.0)


@pytest.mark.parametrize("bins", [7, 40, 10_000])
def test_two_histograms_are_a_sum_over_their_cells(bins: int) -> None:
    p = histogram(RNG.normal(size=200_000), np.linspace(-6, 6, bins + 1))
    q = stats.rv_histogram((1.0 + RNG.random(997), np.linspace(-7, 7, 998)))
    started = time.perf_counter()
    assert kl_divergence(p, q) == pytest.approx(over_cells(p, q, kl_terms), rel=1e-12)
    mean_terms = lambda a, b: (kl_terms(a, (a + b) / 2) + kl_terms(b, (a + b) / 2)) / 2  # noqa: E731
    assert js_divergence(p, q) == pytest.approx(over_cells(p, q, mean_terms), rel=1e-12)
    assert total_variation(p, q) == pytest.approx(over_cells(p, q, lambda a, b: np.abs(a - b) / 2), rel=1e-12)
    assert renyi_divergence(p, q, 0.5) == pytest.approx(
        -2 * math.log(over_cells(p, q, lambda a, b: np.sqrt(a * b))), rel=1e-12
    )
    assert f_divergence(p, q, lambda t: (t - 1) ** 2) == pytest.approx(
        over_cells(p, q, lambda a, b: (a - b) ** 2 / b), rel=1e-11
    )
    assert entropy(p) == pytest.approx(-over_cells(p, p, lambda a, b: a * np.log(a)), rel=1e-12)
    assert kl_divergence(q, p) == math.inf
    assert time.perf_counter() - started < 20.0


def test_frozen_or_not_and_moved() -> None:
    assert is_distribution(UNEVEN) and is_distribution(UNEVEN())
    assert kl_divergence(UNEVEN, UNEVEN()) == kl_divergence(UNEVEN(), UNEVEN) == 0.0
    moved = UNEVEN(loc=2, scale=3)
    assert kl_divergence(moved, stats.uniform(2, 15)) == pytest.approx(
        kl_divergence(UNEVEN, stats.uniform(0, 5)), rel=1e-14
    )
    for scale in (1e-100, 1e-9, 1e9, 1e100):
        far, wide = UNEVEN(scale=scale), stats.uniform(0, 5 * scale)
        assert kl_divergence(far, wide) == pytest.approx(kl_divergence(UNEVEN, stats.uniform(0, 5)), rel=1e-13)
        assert entropy(far) - math.log(scale) == pytest.approx(entropy(UNEVEN), abs=1e-12 * abs(math.log(scale)))


def test_empty_bins() -> None:
    wide = stats.uniform(0, 5)
    filled = HEIGHTS > 0
    expected = math.fsum((HEIGHTS * np.diff(EDGES))[filled] * np.log(5 * HEIGHTS[filled]))
    assert kl_divergence(UNEVEN, wide) == pytest.approx(expected, rel=1e-14)
    assert kl_divergence(wide, UNEVEN) == kl_divergence(stats.norm(2, 1), UNEVEN) == math.inf
    assert kl_divergence(stats.uniform(0.25, 1), UNEVEN) == pytest.approx(
        -0.75 * math.log(0.3) - 0.25 * math.log(0.2), rel=1e-13
    )
    assert kl_divergence(stats.uniform(1, 1), UNEVEN) == math.inf  # half of it in the empty bin
    assert js_divergence(UNEVEN, stats.uniform(1.5, 1)) == math.log(2)


@pytest.mark.parametrize("bins", [5, 60, 5_000])
def test_against_a_density(bins: int) -> None:
    edges = np.linspace(-1, 2, bins + 1)
    p, q = stats.rv_histogram((1.0 + RNG.random(bins), edges)), stats.norm(0.3, 1.7)
    # within each bin, E -log q of a normal q is known; the rest is the height
    heights = p.pdf((edges[1:] + edges[:-1]) / 2)
    second = np.diff((edges - 0.3) ** 3) / 3
    expected = math.fsum(
        heights * (np.diff(edges) * (np.log(heights) + math.log(1.7 * math.sqrt(2 * math.pi))) + second / (2 * 1.7**2))
    )
    assert kl_divergence(p, q) == pytest.approx(expected, rel=1e-10)
    inside = stats.truncnorm(-1, 2)
    nodes, weights = np.polynomial.legendre.leggauss(20)
    half = np.diff(edges)[:, None] / 2
    x = (edges[1:] + edges[:-1])[:, None] / 2 + half * nodes
    reverse = math.fsum((half * weights * np.exp(inside.logpdf(x)) * (inside.logpdf(x) - p.logpdf(x))).ravel())
    assert kl_divergence(inside, p) == pytest.approx(reverse, rel=1e-9)


def test_in_a_mixture() -> None:
    p = Mixture([UNEVEN, stats.uniform(0, 5)], [0.25, 0.75])
    heights = 0.25 * HEIGHTS + 0.75 / 5
    expected = math.fsum(heights * np.diff(EDGES) * np.log(5 * heights))
    assert kl_divergence(p, stats.uniform(0, 5)) == pytest.approx(expected, rel=1e-13)
    assert kl_divergence(stats.uniform(0, 5), p) == pytest.approx(
        -math.fsum(np.diff(EDGES) * np.log(5 * heights)) / 5, rel=1e-13
    )


@pytest.mark.parametrize(
    ("contents", "edges", "words"),
    [
        ([1.0, -0.5, 1.0], [0.0, 1.0, 2.0, 3.0], r"p is a histogram with -0.33\d* in bin 1, .*; give contents"),
        (
            [1.0, 1.0],
            [0.0, 0.0, 1.0],
            "p is a histogram whose edges do not increase: edge 0 is 0 and the next is 0; give",
        ),
        ([1.0, math.nan], [0.0, 0.5, 1.0], "p is a histogram with nan in bin 0, .*; give contents"),
    ],
)
def test_what_is_no_histogram(contents: Any, edges: Any, words: str) -> None:
    with np.errstate(all="ignore"):
        made = stats.rv_histogram((np.array(contents), np.array(edges)), density=True)
    with pytest.raises(ValueError, match=words):
        kl_divergence(made, stats.norm())
