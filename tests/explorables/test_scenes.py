"""The book's scenes: sizes, sameness, words, and numbers against closed forms of their own."""

from __future__ import annotations

import gzip
import math
import re

import mpmath
import pytest

from kltools.data import HORSE_KICKS
from kltools.explorables import Formula, Recorded, Slider
from kltools.explorables.check import check_formula, check_size
from kltools.explorables.page import explorable_block
from kltools.explorables.scenes import binning, candidates, evidence, two_normals
from kltools.explorables.scenes.evidence import PATHS

FORMULAS = [two_normals.describe(), two_normals.describe(terms=False), candidates.describe()]
RECORDINGS = [binning.describe(), evidence.describe()]


def named(scene: Formula | Recorded) -> str:
    return f"{scene.name}-{len(scene.panels)}"


@pytest.mark.parametrize("scene", FORMULAS, ids=named)
def test_every_printed_digit_is_kltools(scene: Formula) -> None:
    assert check_formula(scene) >= 37


@pytest.mark.parametrize("scene", FORMULAS, ids=named)
def test_formula_blocks_are_small_and_the_same_each_time(scene: Formula) -> None:
    block = explorable_block(scene, "kl-1")
    check_size(scene, block)
    assert len(gzip.compress(block.encode(), mtime=0)) <= 25_000
    assert explorable_block(scene, "kl-1") == block
    ids = [set(re.findall(r' id="([^"]+)"', one)) for one in (block, explorable_block(scene, "kl-2"))]
    assert ids[0]
    assert ids[0].isdisjoint(ids[1])


@pytest.mark.parametrize("described", [binning, evidence], ids=lambda one: one.__name__)
def test_recorded_blocks_are_small_wide_and_the_same_each_time(described) -> None:
    block = explorable_block(described.describe(), "kl-1")
    (recording,) = re.findall(r'"bytes":"([^"]*)"', block)
    assert len(recording) <= 110_000
    check_size(described.describe(), block)
    assert explorable_block(described.describe(), "kl-1") == block


@pytest.mark.parametrize("scene", RECORDINGS, ids=named)
def test_recordings_are_fine_grained(scene: Recorded) -> None:
    counts = [len(control.states()) for control in scene.controls if isinstance(control, Slider)]
    assert max(counts) >= 41
    assert math.prod(counts) >= 300


@pytest.mark.parametrize("scene", [*FORMULAS, *RECORDINGS], ids=named)
def test_text_alternative_tells_values_and_readouts(scene: Formula | Recorded) -> None:
    state = scene.state()
    numbers = scene.frame(state).readouts
    words = scene.text_alternative(state, numbers)
    block = explorable_block(scene, "kl-1")
    for readout in scene.readouts:
        assert readout.shown(numbers[readout.name]) in words
        assert f">{readout.shown(numbers[readout.name])}</output>" in block
    assert not set("{}") & set(words)
    assert block.count('role="img"') == block.count("aria-label=" + '"' + words.split(".")[0].replace("'", "&#x27;")) == 2
    moved = scene.state(**{scene.controls[-1].name: scene.controls[-1].states()[0]})
    assert scene.text_alternative(moved, scene.frame(moved).readouts) != words


def normal_pdf(u: mpmath.mpf, mean: float, spread: float) -> mpmath.mpf:
    return mpmath.npdf(u, mean, spread)


def integrated(integrand) -> float:
    return float(mpmath.quad(integrand, mpmath.linspace(-25, 25, 41)))


@pytest.mark.parametrize(("mu", "sigma"), [(1.5, 0.8), (0.0, 1.0), (-3.0, 2.5), (3.0, 0.6)])
def test_two_normals_readouts(mu: float, sigma: float) -> None:
    found = FORMULAS[0].truths({"mu": mu, "sigma": sigma})
    forward = math.log(sigma) + (1 + mu**2) / (2 * sigma**2) - 0.5
    reverse = -math.log(sigma) + (sigma**2 + mu**2) / 2 - 0.5

    def to_mixture(u: mpmath.mpf) -> mpmath.mpf:
        p, q = normal_pdf(u, 0, 1), normal_pdf(u, mu, sigma)
        return (p * mpmath.log(2 * p / (p + q)) + q * mpmath.log(2 * q / (p + q))) / 2

    assert found["D(p‖q)"] == pytest.approx(forward, rel=1e-12, abs=1e-14)
    assert found["D(q‖p)"] == pytest.approx(reverse, rel=1e-12, abs=1e-14)
    assert found["JSD"] == pytest.approx(integrated(to_mixture), rel=1e-10, abs=1e-13)


@pytest.mark.parametrize("place", range(4))
@pytest.mark.parametrize("mean", [0.05, 0.61, 2.3])
def test_candidates_readouts(place: int, mean: float) -> None:
    """The families in their order: Poisson, binomial of 4 trials, geometric from 0, uniform on 0 to 4."""
    family = FORMULAS[2].controls[0].states()[place]
    share = mpmath.mpf(mean) / 4
    pmf = [
        lambda k: mpmath.exp(-mean) * mpmath.mpf(mean) ** k / mpmath.factorial(k),
        lambda k: mpmath.binomial(4, k) * share**k * (1 - share) ** (4 - k),
        lambda k: mpmath.mpf(mean) ** k / (1 + mpmath.mpf(mean)) ** (k + 1),
        lambda k: mpmath.mpf(1) / 5,
    ][place]
    divergence = mpmath.fsum(n / 200 * mpmath.log(n / (200 * pmf(k))) for k, n in enumerate(HORSE_KICKS))
    likelihood = mpmath.fsum(n * mpmath.log(pmf(k)) for k, n in enumerate(HORSE_KICKS))
    found = FORMULAS[2].truths({"family": family, "mean": mean})
    assert found["D(p̂‖q)"] == pytest.approx(float(divergence), rel=1e-12)
    assert found["log-likelihood"] == pytest.approx(float(likelihood), rel=1e-12)


def test_binning_readouts() -> None:
    scene = RECORDINGS[0]
    found = scene.frame({"centre": 1.0, "splits": 1.0}).readouts

    def p(u: mpmath.mpf) -> mpmath.mpf:
        return 0.45 * mpmath.npdf(u, -1.5, 0.6) + 0.55 * mpmath.npdf(u, 1.2, 0.9)

    left_p = 0.45 * mpmath.ncdf(1.5 / 0.6) + 0.55 * mpmath.ncdf(-1.2 / 0.9)
    left_q = mpmath.ncdf(-1 / mpmath.mpf(1.5))
    binned = left_p * mpmath.log(left_p / left_q) + (1 - left_p) * mpmath.log((1 - left_p) / (1 - left_q))
    whole = integrated(lambda u: p(u) * mpmath.log(p(u) / mpmath.npdf(u, 1, 1.5)))
    assert found["bins"] == 2
    assert found["D of the bins"] == pytest.approx(float(binned), rel=1e-12)
    assert found["D(p‖q)"] == pytest.approx(whole, rel=1e-9)
    assert found["still missing"] == pytest.approx(whole - float(binned), rel=1e-8)


def test_binning_climbs_with_every_split() -> None:
    scene = RECORDINGS[0]
    states = [{"centre": -1.3, "splits": float(level)} for level in range(8)]
    climbed = [scene.frame(state).readouts["D of the bins"] for state in states]
    assert climbed == sorted(climbed)
    assert climbed[0] == 0
    assert climbed[-1] < scene.frame(states[0]).readouts["D(p‖q)"]


@pytest.mark.parametrize(("mean", "n"), [(0.05, 2), (0.8, 100), (1.25, 200)])
def test_evidence_readouts(mean: float, n: int) -> None:
    found = RECORDINGS[1].frame({"mean": mean, "n": n}).readouts
    assert found["D(p‖q)"] == pytest.approx(mean**2 / 2, rel=1e-12)
    assert found["nD"] == pytest.approx(n * mean**2 / 2, rel=1e-12)
    # the sum of n log ratios is N(nD, n mean²): five standard errors of what a few and 2,000 samples give
    assert abs(found[f"mean of the {PATHS}"] - n * mean**2 / 2) < 5 * mean * math.sqrt(n / PATHS)
    wrong = float(mpmath.ncdf(-mean * math.sqrt(n) / 2))
    assert abs(found["samples that favour q"] - 2000 * wrong) <= 5 * math.sqrt(2000 * wrong * (1 - wrong)) + 1e-3
