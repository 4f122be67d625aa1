"""Grids, clumps and point masses in samples: what is found, and what is not."""

from __future__ import annotations

import numpy as np
import pytest

from kltools.estimators.rounding import grain_of

RNG = np.random.default_rng(0)
Z = RNG.standard_normal(1000)
GRIDS = {
    "tenths": (np.round(Z, 1), 0.1),
    "hundredths": (np.round(Z, 2), 0.01),
    "halves": (np.round(2 * Z) / 2, 0.5),
    "thirds": (np.round(3 * Z) / 3, 1 / 3),
    "standardised": ((np.round(Z, 1) - 0.0123) / 0.987, 0.1 / 0.987),
    "counts": (RNG.poisson(30, 1000).astype(float), 1.0),
    "far away": (1e6 + np.round(Z, 2), 0.01),
    "in single precision": (np.round(100 * Z, 1).astype(np.float32).astype(float), 0.1),
    "with a point mass": (np.round(np.where(RNG.random(1000) < 0.4, 0, RNG.gamma(2, 1, 1000)), 1), 0.1),
    "twenty values": (np.round(Z[:20], 1), 0.1),
}
SMOOTH = {
    "normal": Z,
    "uniform": RNG.random(1000),
    "Cauchy": RNG.standard_cauchy(1000),
    "exponential": RNG.exponential(3.0, 1000),
    "single precision": Z.astype(np.float32).astype(float),
    "two narrow modes": 0.1 * Z + 6 * RNG.integers(0, 2, 1000),
    "jittered by the step": np.round(Z, 1) + RNG.uniform(-0.05, 0.05, 1000),
    "skewed": np.exp(3 * Z),
    "huge": 1e300 * Z,
    "tiny": 1e-305 * Z,
}
CLUMPS = {
    "a tenth of the step": (np.round(Z, 1) + RNG.uniform(-0.005, 0.005, 1000), 0.1),
    "six tenths of the step": (np.round(Z, 1) + RNG.uniform(-0.03, 0.03, 1000), 0.1),
    "normal noise": (np.round(Z, 1) + 0.01 * RNG.standard_normal(1000), 0.1),
    "counts": (RNG.poisson(30, 1000) + RNG.uniform(-0.1, 0.1, 1000), 1.0),
    "a few wide steps": (np.round(Z) + RNG.uniform(-0.05, 0.05, 1000), 1.0),
}


@pytest.mark.parametrize("name", GRIDS)
def test_the_step_of_a_grid(name):
    values, step = GRIDS[name]
    found = grain_of(values, 1e-3)
    assert found.kind == "grid"
    assert found.step == pytest.approx(step, rel=1e-6)


@pytest.mark.parametrize("name", CLUMPS)
def test_noise_narrower_than_the_step_leaves_clumps(name):
    values, step = CLUMPS[name]
    found = grain_of(values, 1e-3)
    assert found.kind == "clumps"
    assert found.step == pytest.approx(step)


@pytest.mark.parametrize("name", SMOOTH)
def test_what_is_continuous_is_called_so(name):
    found = grain_of(SMOOTH[name], 1e-3)
    assert (found.kind, found.step, found.atom) == ("smooth", 0.0, None)


def test_values_that_repeat_on_no_even_grid():
    found = grain_of(np.log1p(RNG.poisson(30, 1000)), 1e-3)
    assert found.kind == "repeats"
    assert 0.02 < found.step < 0.06  # 1/31 and near it
    two_digits = np.array([float(f"{z:.2g}") for z in Z])  # multiples of 0.0001, but in steps of a tenth of their size
    assert grain_of(two_digits, 1e-3).kind != "grid"


@pytest.mark.parametrize(
    ("values", "atom", "share"),
    [
        (np.where(RNG.random(1000) < 0.4, 0, RNG.gamma(2, 1, 1000)), 0.0, 0.4),
        (np.minimum(RNG.exponential(1, 1000), 1.5), 1.5, np.exp(-1.5)),
        (np.full(1000, 3.0), 3.0, 1.0),
        (GRIDS["with a point mass"][0], 0.0, 0.4),
    ],
)
def test_a_point_mass(values, atom, share):
    found = grain_of(values, 1e-3)
    assert found.atom == atom
    assert found.share == pytest.approx(share, abs=0.05)


def test_a_peak_is_no_point_mass():
    for values, _ in (GRIDS["counts"], GRIDS["tenths"], (RNG.choice(Z, 1000), 0)):
        assert grain_of(values, 1e-3).atom is None
