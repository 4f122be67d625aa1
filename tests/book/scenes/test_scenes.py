"""The book's scenes: sizes, sameness, words, and numbers against closed forms of their own."""

from __future__ import annotations

import gzip
import math
import re
from functools import cache
from html import escape

import mpmath
import pytest

from kltools.book import scenes
from kltools.book.data import HORSE_KICKS
from kltools.book.scenes.evidence import PATHS
from kltools.drawing import Block
from kltools.explorables import Recorded, Slider
from kltools.explorables.page import explorable_block
from kltools.explorables.scene_check import check_box, check_size
from tests.book_scenes import FOUR, RECORDED, described, kept_blocks

FORMULAS = [name for name in scenes.__all__ if name not in RECORDED]
BY_DAY = [pytest.param(name, marks=[] if name in FOUR else pytest.mark.nightly) for name in scenes.__all__]


def test_these_are_the_recorded_scenes() -> None:
    assert {name for name in scenes.__all__ if isinstance(described(name), Recorded)} == set(RECORDED)


@pytest.mark.parametrize("name", FORMULAS)
def test_every_printed_digit_is_kltools(name: str) -> None:
    """As the build has found, if it ran this very package; else it is found here."""
    assert (name, "") in kept_blocks() or check_box(described(name)).states >= 35


def test_every_printed_digit_of_the_short_two_normals_is_kltools() -> None:
    checked = ("two_normals", "terms=False") in kept_blocks()
    assert checked or check_box(described("two_normals", terms=False)).states >= 35


@pytest.mark.parametrize("name", RECORDED)
def test_every_recorded_scene_passes_its_check(name: str) -> None:
    assert (name, "") in kept_blocks() or check_box(described(name)).states >= 13


@cache
def block_of(name: str) -> Block:
    """A scene's block: the build's, if it ran this very package; else made once for the tests that read it."""
    return kept_blocks().get((name, "")) or explorable_block(described(name), f"kl-{name}-1")


@pytest.mark.parametrize("name", scenes.__all__)
def test_blocks_are_small(name: str) -> None:
    block = block_of(name).own_html()
    check_size(described(name), block)
    if name in RECORDED:
        (recording,) = re.findall(r'"bytes":"([^"]*)"', block)
        assert len(recording) <= 110_000
    else:
        assert len(gzip.compress(block.encode(), mtime=0)) <= 25_000


@pytest.mark.parametrize("name", BY_DAY)
def test_blocks_are_the_same_each_time(name: str) -> None:
    """The build's block, where there is one, was made in another process."""
    assert explorable_block(getattr(scenes, name).describe(), f"kl-{name}-1") == block_of(name)


def test_two_blocks_on_a_page_share_no_id() -> None:
    for scene in (described("two_normals"), described("binning")):
        blocks = [explorable_block(scene, uid).html for uid in ("kl-1", "kl-2")]
        one, other = (set(re.findall(r' id="([^"]+)"', block)) for block in blocks)
        assert one
        assert one.isdisjoint(other)


@pytest.mark.parametrize("name", ["binning", "evidence"])
def test_recordings_are_fine_grained(name: str) -> None:
    counts = [len(control.states()) for control in described(name).controls if isinstance(control, Slider)]
    assert max(counts) >= 41
    assert math.prod(counts) >= 300


@pytest.mark.parametrize("name", scenes.__all__)
def test_text_alternative_tells_values_and_readouts(name: str) -> None:
    scene, block = described(name), block_of(name).html
    numbers = scene.frame(scene.state()).readouts
    words = scene.text_alternative(scene.state(), numbers)
    for readout in scene.readouts:
        assert f">{readout.shown(numbers[readout.name])}</output>" in block
    assert not set("{}") & set(words)
    assert block.count(f'role="img" aria-label="{escape(words)}"') == 2
    moved = scene.state(**{control.name: control.states()[-1] for control in scene.controls})
    assert scene.text_alternative(moved, scene.frame(moved).readouts) != words


@pytest.mark.parametrize("name", ["two_normals", "candidates", "binning", "evidence"])
def test_text_alternative_names_what_the_reader_moves(name: str) -> None:
    scene = described(name)
    for part in [one.name for one in (*scene.controls, *scene.readouts)]:
        assert f"{{{part}}}" in scene.description or (name, part) == ("binning", "splits")


def normal_pdf(u: mpmath.mpf, mean: float, spread: float) -> mpmath.mpf:
    return mpmath.npdf(u, mean, spread)


def integrated(integrand) -> float:
    return float(mpmath.quad(integrand, mpmath.linspace(-25, 25, 41)))


@pytest.mark.parametrize(("mu", "sigma"), [(1.5, 0.8), (0.0, 1.0), (-3.0, 2.5), (3.0, 0.6)])
def test_two_normals_readouts(mu: float, sigma: float) -> None:
    found = described("two_normals").truths({"mu": mu, "sigma": sigma})
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
    family = described("candidates").controls[0].states()[place]
    share = mpmath.mpf(mean) / 4
    pmf = [
        lambda k: mpmath.exp(-mean) * mpmath.mpf(mean) ** k / mpmath.factorial(k),
        lambda k: mpmath.binomial(4, k) * share**k * (1 - share) ** (4 - k),
        lambda k: mpmath.mpf(mean) ** k / (1 + mpmath.mpf(mean)) ** (k + 1),
        lambda k: mpmath.mpf(1) / 5,
    ][place]
    divergence = mpmath.fsum(n / 200 * mpmath.log(n / (200 * pmf(k))) for k, n in enumerate(HORSE_KICKS))
    likelihood = mpmath.fsum(n * mpmath.log(pmf(k)) for k, n in enumerate(HORSE_KICKS))
    found = described("candidates").truths({"family": family, "mean": mean})
    assert found["D(p̂‖q)"] == pytest.approx(float(divergence), rel=1e-12)
    assert found["log-likelihood"] == pytest.approx(float(likelihood), rel=1e-12)


def test_binning_readouts() -> None:
    scene = described("binning")
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
    scene = described("binning")
    states = [{"centre": -1.3, "splits": float(level)} for level in range(8)]
    climbed = [scene.frame(state).readouts["D of the bins"] for state in states]
    assert climbed == sorted(climbed)
    assert climbed[0] == 0
    assert climbed[-1] < scene.frame(states[0]).readouts["D(p‖q)"]


@pytest.mark.parametrize(("mean", "n"), [(0.05, 2), (0.8, 100), (1.25, 200)])
def test_evidence_readouts(mean: float, n: int) -> None:
    found = described("evidence").frame({"mean": mean, "n": n}).readouts
    assert found["D(p‖q)"] == pytest.approx(mean**2 / 2, rel=1e-12)
    assert found["nD"] == pytest.approx(n * mean**2 / 2, rel=1e-12)
    # the sum of n log ratios is N(nD, n mean²): five standard errors of what a few and 2,000 samples give
    assert abs(found[f"mean of the {PATHS}"] - n * mean**2 / 2) < 5 * mean * math.sqrt(n / PATHS)
    wrong = float(mpmath.ncdf(-mean * math.sqrt(n) / 2))
    assert abs(found["samples that favour q"] - 2000 * wrong) <= 5 * math.sqrt(2000 * wrong * (1 - wrong)) + 1e-3
