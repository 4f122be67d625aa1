"""The scenes of chapters 8 and 9: readouts against mpmath, the ELBO's identity, and alpha's global minimum."""

from __future__ import annotations

import math
import random
from importlib import import_module

import mpmath
import numpy as np
import pytest
import sympy as sp
from scipy import stats

import kltools
from kltools.book.scenes import alpha
from kltools.book.scenes.alpha import best_normals
from kltools.book.scenes.latent_penalty import log_ends
from kltools.explorables import Formula
from kltools.explorables.formula import IN_NUMPY
from kltools.projections import information_projections, moment_projection
from tests.book_scenes import described

# a scene's function hides its module of the same name
ALPHA = import_module("kltools.book.scenes.alpha")
LATENT = import_module("kltools.book.scenes.latent_penalty")


def integral(integrand, *breaks: float) -> float:
    return float(mpmath.quad(integrand, sorted({-40.0, 40.0, *breaks})))


def random_states(scene: Formula, count: int) -> list[dict[str, float]]:
    choice = random.Random(scene.name)
    return [{one.name: choice.uniform(one.start, one.stop) for one in scene.controls} for _ in range(count)]


def printed(scene: Formula, state: dict[str, float]) -> dict[str, float]:
    """The readouts' own expressions at a state, to 30 digits: what the page prints, not its truths."""
    values = {control.symbol: sp.Float(state[control.name], 30) for control in scene.controls}
    return {one.name: float(sp.N(sp.sympify(one.expression).subs(values), 30)) for one in scene.readouts}


@pytest.mark.parametrize(("mu", "sigma"), [(1.0, 0.5), (0.0, 1.0), (-3.0, 2.5), (3.0, 0.1)])
def test_latent_penalty_readouts(mu: float, sigma: float) -> None:
    found = described("latent_penalty").truths({"mu": mu, "sigma": sigma})

    def term(z: mpmath.mpf) -> mpmath.mpf:
        return mpmath.npdf(z, mu, sigma) * (z**2 / 2 - (z - mu) ** 2 / (2 * sigma**2) - mpmath.log(sigma))

    places = [mu + sigma * k for k in (-9, -4, -1, 0, 1, 4, 9)]
    assert found["D(q‖p)"] == pytest.approx(integral(term, *places), rel=1e-9, abs=1e-12)
    assert found["the mean’s part"] == pytest.approx(mu**2 / 2, rel=1e-12, abs=1e-15)
    spread = (sigma**2 - 1 - math.log(sigma**2)) / 2
    assert found["the spread’s part"] == pytest.approx(spread, rel=1e-12, abs=1e-15)
    assert found["D(q‖p)"] == pytest.approx(found["the mean’s part"] + found["the spread’s part"], rel=1e-12)


@pytest.mark.parametrize("level", [0.0, 1e-6, 0.01, 0.1, 0.5, 1.0, 2.0, 5.9])
def test_level_lines_are_closed_and_level(level: float) -> None:
    symbol = sp.Symbol("level", nonnegative=True)
    line = sp.lambdify([symbol, LATENT.t], LATENT.level_line(symbol), [IN_NUMPY, "numpy"])
    means, spreads = np.array([line(level, at) for at in np.linspace(*LATENT.TURN, 161)]).T
    costs = means**2 / 2 + (spreads**2 - 1) / 2 - np.log(spreads)
    inside = np.abs(means) > 0
    assert np.abs(costs[inside] - level).max(initial=0) < 1e-12
    # at both ends the line runs over its own turn by less than a thousandth in σ, a tenth of a pixel and a half
    assert np.abs(means[[0, 80, 160]]).max() == 0
    for end in sp.lambdify(symbol, log_ends(symbol))(level):
        beyond = math.exp(2 * end) / 2 - 0.5 - end
        assert beyond > level
        assert (beyond - level) / abs(math.exp(end) - math.exp(-end)) < 0.0025
    # no gap: neighbours lie within a twelfth of the line's width of each other
    assert np.hypot(np.diff(means), np.diff(spreads)).max() < np.ptp(means) / 12 + 0.002


@pytest.mark.parametrize("place", range(3))
def test_elbo_readouts(place: int) -> None:
    bound = described("elbo")
    state = random_states(bound, 3)[place]
    x, mu, sigma = (state[name] for name in ("x", "mu", "sigma"))
    found, shown = bound.truths(state), printed(bound, state)
    places = [mu + sigma * k for k in (-8, -3, 0, 3, 8)]

    def joint(z: mpmath.mpf) -> mpmath.mpf:
        return mpmath.npdf(z) * mpmath.npdf(x, z, 1)

    def under_q(function) -> float:
        return integral(lambda z: mpmath.npdf(z, mu, sigma) * function(z), *places)

    log_2pi = mpmath.log(2 * mpmath.pi)
    truths = {
        "log p(x)": math.log(integral(joint, x / 2 - 3, x / 2, x / 2 + 3)),
        "ELBO": under_q(
            lambda z: -((x - z) ** 2 + z**2) / 2 - log_2pi / 2 + mpmath.log(sigma) + (z - mu) ** 2 / (2 * sigma**2)
        ),
        "reconstruction": under_q(lambda z: -((x - z) ** 2) / 2 - log_2pi / 2),
        "penalty D(q‖p(z))": (sigma**2 + mu**2 - 1) / 2 - math.log(sigma),
    }
    truths["D(q‖p(z|x))"] = truths["log p(x)"] - truths["ELBO"]
    for name, truth in truths.items():
        assert found[name] == pytest.approx(truth, rel=1e-8, abs=1e-10), name
        assert shown[name] == pytest.approx(truth, rel=1e-8, abs=1e-10), name


def test_the_elbo_lacks_exactly_the_divergence() -> None:
    bound = described("elbo")
    for state in random_states(bound, 25):
        for numbers in (bound.truths(state), printed(bound, state)):
            gap = numbers["log p(x)"] - numbers["ELBO"]
            assert gap == pytest.approx(numbers["D(q‖p(z|x))"], rel=1e-11, abs=1e-11)
            parts = numbers["reconstruction"] - numbers["penalty D(q‖p(z))"]
            assert numbers["ELBO"] == pytest.approx(parts, rel=1e-12)


@pytest.mark.parametrize(("theta", "c", "b"), [(2.0, 2.0, -0.7), (0.0, -1.5, 5.0), (4.0, 3.0, -5.0), (4.0, -1.5, 5.0)])
def test_discriminator_readouts(theta: float, c: float, b: float) -> None:
    found = described("discriminator").truths({"theta": theta, "c": c, "b": b})

    def value(x: mpmath.mpf) -> mpmath.mpf:
        log_d, log_rest = -mpmath.log(1 + mpmath.exp(-b * (x - c))), -mpmath.log(1 + mpmath.exp(b * (x - c)))
        return mpmath.npdf(x) * log_d + mpmath.npdf(x, theta, 1) * log_rest

    def best(x: mpmath.mpf) -> mpmath.mpf:
        data, made = mpmath.npdf(x), mpmath.npdf(x, theta, 1)
        if data == 0 or made == 0:
            return mpmath.mpf(0)
        return data * mpmath.log(data / (data + made)) + made * mpmath.log(made / (data + made))

    places = [-12, -4, 0, theta, theta + 4, 16, c - 1, c, c + 1]
    assert found["V of yours"] == pytest.approx(integral(value, *places), rel=1e-9)
    assert found["best V"] == pytest.approx(integral(best, *places), rel=1e-9)
    assert found["short by"] == pytest.approx(found["best V"] - found["V of yours"], rel=1e-12)
    assert found["best V"] == pytest.approx(2 * found["JSD"] - math.log(4), rel=1e-12)


@pytest.mark.parametrize("theta", [0.0, 0.5, 2.0, 4.0])
def test_the_best_discriminator_is_logistic(theta: float) -> None:
    assert abs(described("discriminator").truths({"theta": theta, "c": theta / 2, "b": -theta})["short by"]) < 1e-10


def test_no_discriminator_beats_the_best() -> None:
    judge = described("discriminator")
    for state in random_states(judge, 40):
        assert judge.truths(state)["short by"] > 0
    flat = judge.truths({"theta": 0.0, "c": 1.0, "b": 0.0})
    assert flat["V of yours"] == pytest.approx(-math.log(4), rel=1e-10)


@pytest.mark.parametrize("distance", [3.0, 4.5, 5.0, 6.0, 8.0])
def test_alpha_ends_are_the_two_projections(distance: float) -> None:
    p = ALPHA.target(distance)
    (low, high), means, spreads = best_normals(distance, np.array([0.0, 1.0]))
    reverse, forward = information_projections(p)[0], moment_projection(p)
    assert (low, means[0], spreads[0]) == pytest.approx(
        (reverse.divergence, reverse.mean, reverse.variance**0.5), rel=1e-9
    )
    assert (high, means[1], spreads[1]) == pytest.approx(
        (forward.divergence, forward.mean, forward.variance**0.5), rel=1e-9
    )


@pytest.mark.parametrize(("distance", "order"), [(3.0, 0.5), (5.0, 0.1), (6.0, 0.35), (8.0, 0.9)])
def test_alpha_divergence_against_two_other_routes(distance: float, order: float) -> None:
    """The power integral by mpmath, and kltools' Rényi divergence R: D = (1 − exp((α − 1) R))/(α(1 − α))."""
    (least,), (mean,), (spread,) = best_normals(distance, np.array([order]))
    p, scale = ALPHA.target(distance), order * (1 - order)

    def power(x: mpmath.mpf) -> mpmath.mpf:
        modes = 0.65 * mpmath.npdf(x, -distance / 2, 1) + 0.35 * mpmath.npdf(x, distance / 2, 1)
        return modes**order * mpmath.npdf(x, mean, spread) ** (1 - order)

    assert least == pytest.approx((1 - integral(power, *range(-12, 13, 2))) / scale, rel=1e-9)
    renyi = kltools.renyi_divergence(p, stats.norm(mean, spread), order)
    assert least == pytest.approx(-math.expm1((order - 1) * renyi) / scale, rel=1e-9)


@pytest.mark.parametrize("distance", ALPHA.apart.states())
def test_alpha_finds_the_global_minimum(distance: float) -> None:
    """No normal of a grid has less, and no search from 45 starts ends lower."""
    alphas = np.array(ALPHA.order.states()[::4])
    least, _, _ = best_normals(distance, alphas)
    log_p = ALPHA.target(distance).logpdf(ALPHA.NODES)[None, :]
    means, spreads = (axis.ravel() for axis in np.meshgrid(np.linspace(-6, 6, 9), np.geomspace(0.5, 5, 5)))
    for order, found in zip(alphas, least):
        orders = np.full((len(means), 1), order)
        ended, _, _ = ALPHA._descend(log_p, orders, means, np.log(spreads))
        assert ended.min() == pytest.approx(found, rel=1e-9, abs=1e-13)
        fine = [axis.ravel() for axis in np.meshgrid(np.linspace(-6, 6, 49), np.geomspace(0.5, 5, 12))]
        every = ALPHA.alpha_divergence(log_p, ALPHA._log_normal(fine[0], np.log(fine[1])), np.full((588, 1), order))
        assert every.min() >= found - 1e-12


def test_alpha_jumps_where_the_modes_are_far_and_stretches_where_they_are_near() -> None:
    leaps = {}
    for distance in (3.0, 4.0, 6.0, 8.0):
        means = best_normals(distance, np.array(ALPHA.order.states()))[1]
        leaps[distance] = float(np.abs(np.diff(means)).max())
    assert leaps[3.0] < leaps[4.0] < 0.02
    assert leaps[6.0] > 2 and leaps[8.0] > 2


def test_alpha_answers_between_its_recorded_values() -> None:
    scene = alpha.describe()
    readouts = scene.frame({"alpha": 0.3333, "distance": 6.25}).readouts
    least, mean, spread = best_normals(6.25, np.array([0.3333]))
    assert list(readouts.values()) == pytest.approx([least[0], mean[0], spread[0]], rel=1e-12)
    counts = [len(control.states()) for control in scene.controls]
    assert max(counts) >= 41 and math.prod(counts) >= 300
