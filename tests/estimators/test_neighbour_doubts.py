"""Where nearest neighbours say that an estimate is wrong, and where they are silent."""

from __future__ import annotations

import warnings

import numpy as np
import pytest

from kltools.estimators import Estimate, EstimateWarning, knn_kl


def normal(n, d, spread=1.0, seed=0):
    return spread * np.random.default_rng(seed).standard_normal((n, d))


def said_of(x, y, **options):
    """The estimate and all that is said of it, as one text."""
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        found = knn_kl(x, y, **options)
    assert all(issubclass(one.category, EstimateWarning) for one in said)
    return found, " | ".join(str(one.message) for one in said)


def rounded(n, seed, noise, step=0.1):
    rng = np.random.default_rng(seed)
    return np.round(rng.standard_normal(n) / step) * step + rng.uniform(-noise, noise, n)


def covered(estimates: list[Estimate], truth: float) -> float:
    return float(np.mean([low <= truth <= high for low, high in (one.interval() for one in estimates)]))


def test_rounded_values_are_refused_with_the_noise_that_mends_them():
    with pytest.raises(
        ValueError, match=r"rounded to steps of 0.1: add noise as wide as the step, uniform from -0.05 to 0.05"
    ):
        knn_kl(rounded(3000, 1, 0.0), rounded(400, 2, 0.0))


def test_the_noise_that_is_named_mends_them():
    """D = 0; noise as wide as the step covers it and is quiet, a tenth of that does not and is not."""
    wide = [said_of(rounded(3000, 2 * i, 0.05), rounded(400, 2 * i + 1, 0.05)) for i in range(25)]
    assert covered([found for found, _ in wide], 0.0) > 0.9
    assert sum(text != "" for _, text in wide) <= 3
    narrow = [said_of(rounded(3000, 2 * i, 0.005), rounded(400, 2 * i + 1, 0.005)) for i in range(10)]
    assert covered([found for found, _ in narrow], 0.0) < 0.4
    for _, text in narrow:
        assert "x lies in clumps 0.1 apart" in text
        assert "uniform from -0.05 to 0.05, to the rounded x" in text


@pytest.mark.parametrize("which", ["x", "y"])
def test_one_rounded_coordinate_of_two(which):
    samples = {"x": normal(1000, 2), "y": normal(300, 2, seed=1)}
    samples[which][:, 1] = np.round(2 * samples[which][:, 1]) / 2
    _, text = said_of(**samples)
    assert (
        f"{which}[:, 1] is rounded to steps of 0.5: add noise as wide as the step, uniform from -0.25 to 0.25" in text
    )
    assert ("x[:" in text, "y[:" in text) == (which == "x", which == "y")


def test_steps_far_finer_than_distances_are_quiet():
    x, y = np.round(normal(1000, 2), 2), np.round(normal(1000, 2, seed=1), 2)
    assert said_of(x, y)[1] == ""
    assert said_of(np.round(normal(300, 5), 1), np.round(normal(300, 5, seed=1), 1))[1] == ""


def test_zero_inflated_values_are_for_plugin_kl():
    rng = np.random.default_rng(3)
    x, y = (np.where(rng.random(500) < 0.3, 0.0, rng.gamma(2, 1, 500)) for _ in range(2))
    with pytest.raises(ValueError, match=r"x is 0 in \d\d% of its rows: count .* with plugin_kl"):
        knn_kl(x, y)
    beside = normal(500, 1, seed=4), normal(500, 1, seed=5)
    _, text = said_of(np.column_stack([x, beside[0]]), np.column_stack([y, beside[1]]))
    assert "x[:, 0] is 0 in" in text
    assert "plugin_kl" in text


def test_rows_of_both_samples():
    """Windows of one series, of which half are in both samples."""
    series = np.random.default_rng(6).standard_normal(1200)
    windows = np.lib.stride_tricks.sliding_window_view(series, 3)
    rng = np.random.default_rng(7)
    x, y = rng.permutation(windows[:800]), rng.permutation(windows[400:])
    found, text = said_of(x, y)
    assert "400 of the 800 rows of x are rows of y too" in text
    assert "drop what they share" in text
    assert found < -2 * found.standard_error


def test_shared_rows_of_rounded_data_are_told_from_ties():
    x, y = np.round(normal(500, 6), 2), np.round(normal(500, 6, seed=1), 2)
    assert said_of(x, y)[1] == ""
    y[:100] = x[:100]
    assert "100 of the 500 rows of x are rows of y too" in said_of(x, y)[1]
    ties = np.round(normal(400, 1), 3), np.round(normal(400, 1, seed=1), 3)
    assert np.intersect1d(*ties).size > 10
    assert said_of(*ties)[1] == ""


def test_copies_within_a_sample():
    x = np.repeat(normal(300, 2), 2, axis=0)
    assert "600 of the 600 rows of x are there more than once" in said_of(x, normal(600, 2, seed=1))[1]


def test_a_value_far_below_0_refutes_itself():
    """d = 20, q of 0.7 the width: D = 3.27, the estimate below -1."""
    found, text = said_of(normal(1000, 20), normal(1000, 20, 0.7, seed=1))
    assert found < -1
    assert "D(p||q) is never negative" in text
    assert "distances among the x's grow as in" in text


@pytest.mark.parametrize("d", [2, 3, 5])
def test_a_q_of_half_the_width_is_said_to_cost(d):
    """In five dimensions D = 4.03 and the estimate 0.4: the error bar knows nothing of it."""
    truth = d * (2 - np.log(2) - 0.5)
    for seed in range(5):
        found, text = said_of(normal(1000, d, seed=seed), normal(1000, d, 0.5, seed=50 + seed))
        assert found < truth / 2
        assert "and is too low by more than its error says" in text


def test_points_near_a_surface():
    angles = np.random.default_rng(8).standard_normal((2, 600))
    circles = [np.column_stack([np.cos(one), np.sin(one)]) for one in angles]
    assert "grow as in 1.0" in said_of(*circles)[1]
    shares = [np.random.default_rng(i).dirichlet([2, 3, 4], 600) for i in range(2)]
    assert "grow as in" in said_of(*shares)[1]


@pytest.mark.parametrize(("d", "shift"), [(1, 0.0), (1, 0.5), (2, 0.0), (2, 0.5), (5, 0.0)])
def test_ordinary_samples_are_quiet(d, shift):
    loud = 0
    for seed in range(40):
        x, y = normal(300, d, seed=seed), normal(300, d, seed=100 + seed)
        y[:, 0] += shift
        loud += said_of(x, y)[1] != ""
    assert loud <= 2


def test_other_ordinary_laws_are_quiet():
    rng = np.random.default_rng(9)
    laws = [
        rng.random,
        rng.standard_cauchy,
        rng.standard_exponential,
        lambda n: rng.beta(0.5, 0.5, n),
        rng.standard_normal,
    ]
    assert sum(said_of(law(400), law(400))[1] != "" for law in laws for _ in range(8)) <= 2
