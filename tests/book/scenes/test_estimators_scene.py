"""The scene of k1, k2 and k3: its readouts by hand and by theory, and its axis in every state."""

from __future__ import annotations

import math
from itertools import product

import numpy as np
import pytest
from scipy import stats

from kltools.book.scenes.estimators import REPEATS, SIZES, estimates, place, samples
from kltools.drawing.panels import LAYOUTS
from kltools.estimators import monte_carlo_kl
from kltools.explorables.scene_check import RECORDING_BYTES
from tests.book_scenes import described


@pytest.mark.parametrize(("theta", "n"), [(0.1, 10), (1.0, 100), (2.5, 10), (2.5, 1000)])
def test_readouts_by_hand(theta, n):
    """log r = theta x - theta^2/2 for N(theta, 1) against N(0, 1)."""
    found = described("estimators").frame({"theta": theta, "n": float(n)}).readouts
    log_ratio = theta * samples()[0][:, :n] - theta**2 / 2
    k1, k2 = -log_ratio.mean(axis=1), (log_ratio**2).mean(axis=1) / 2
    k3 = (np.expm1(log_ratio) - log_ratio).mean(axis=1)
    assert found["D(p‖q)"] == pytest.approx(theta**2 / 2, rel=1e-12)
    for name, values in (("k1", k1), ("k2", k2), ("k3", k3)):
        assert found[f"sd of {name}"] == pytest.approx(values.std(ddof=1), rel=1e-9)
    assert found["mean of k2"] == pytest.approx(k2.mean(), rel=1e-9)
    assert found["k1 below 0"] == (k1 < 0).sum()


@pytest.mark.parametrize("theta", [0.1, 0.5, 1.0])
@pytest.mark.parametrize("n", SIZES)
def test_readouts_by_theory(theta, n):
    """log r is N(-D, 2D): variances of one term of k1 and k3, and the mean of k2."""
    found, d = described("estimators").frame({"theta": theta, "n": float(n)}).readouts, theta**2 / 2
    assert found["sd of k1"] == pytest.approx(theta / math.sqrt(n), rel=0.15)
    assert found["sd of k3"] == pytest.approx(math.sqrt((math.expm1(2 * d) - 2 * d) / n), rel=0.3)
    assert abs(found["mean of k2"] - d - d**2 / 2) < 4 * found["sd of k2"] / math.sqrt(REPEATS)
    below = stats.norm.cdf(-d * math.sqrt(n) / theta)
    assert abs(found["k1 below 0"] - REPEATS * below) < 4 * math.sqrt(REPEATS * below * (1 - below)) + 1


@pytest.mark.filterwarnings("ignore::kltools.estimators.EstimateWarning")
def test_one_sample_by_the_public_estimator():
    x = samples()[0][7, :200]
    found = monte_carlo_kl(stats.norm(0, 1).logpdf, stats.norm(0.6, 1).logpdf, x)
    expected = [found.k1.value, found.k2.value, found.k3.value]
    assert estimates(0.6)[:, 7, SIZES.index(200)] == pytest.approx(expected, rel=1e-9)


def test_the_axis_is_even_about_zero_and_logarithmic_beyond():
    assert place(0.01) / place(0.001) == pytest.approx(10, rel=0.01)
    assert place(10) - place(1) == pytest.approx(place(100) - place(10), rel=0.01)
    assert place(-0.3) == -place(0.3)


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.name)
def test_nothing_is_clipped_in_any_state_nor_runs_into_a_name(layout):
    scene = described("estimators")
    names = [control.name for control in scene.controls]
    corners = product(scene.controls[0].states()[::8], scene.controls[1].states())
    for values in corners:
        frame = scene.frame(dict(zip(names, values, strict=True)), layout)
        panel = scene._stage(layout).axes["estimates"].bbox
        for gid, (artist, home) in scene._stage(layout).artists.items():
            if home == "estimates":
                across = frame.paths[gid][:, 0]
                assert panel.x0 <= across.min() <= across.max() <= panel.x1, (gid, values)
                if not hasattr(artist, "get_text"):
                    assert across.min() > panel.x0 + 18, (gid, values)  # "k1" is some 17 pixels wide


def test_the_recording_is_fine_grained_and_small():
    counts = [len(control.states()) for control in described("estimators").controls]
    assert counts[0] >= 41
    assert math.prod(counts) >= 300
    assert len(described("estimators").record()["bytes"]) < RECORDING_BYTES
