"""Chapters 8 and 9: evidence bounds, latent penalties, discriminators, and the families of divergences."""

from __future__ import annotations

import math

import numpy as np
import pytest
import sympy as sp
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from kltools import exact, f_divergence, js_divergence, js_divergence_of, kl_divergence, renyi_divergence
from tests.properties.drawn import at_most, near, pmfs, tilted, tried, unit, vectors

T = sp.Symbol("t", positive=True)
GENERATORS = {name: sp.lambdify(T, f, "numpy") for name, f in exact.f_generators.items()}
CURVATURES = {name: float(f.diff(T, 2).subs(T, 1)) for name, f in exact.f_generators.items() if not f.has(sp.Abs)}


def elbo(q: np.ndarray, prior: np.ndarray, likelihood: np.ndarray) -> float:
    """The mean under q of log p(x, z) - log q(z)."""
    return float(q @ (np.log(prior * likelihood) - np.log(q)))


@given(pmfs(4), pmfs(4), vectors(4))
@tried
def test_evidence_lower_bound(q, prior, logs):
    """thm-elbo: the log evidence is the ELBO and the divergence from the posterior."""
    likelihood = np.exp(logs)
    evidence, posterior = prior @ likelihood, prior * likelihood / (prior @ likelihood)
    bound = elbo(q, prior, likelihood)
    assert math.log(evidence) == near(bound + kl_divergence(q, posterior))
    assert bound <= math.log(evidence) + 1e-12
    assert elbo(posterior, prior, likelihood) == near(math.log(evidence))


@given(vectors(3), st.lists(st.floats(0.1, 3), min_size=3, max_size=3), vectors(9))
@tried
def test_latent_penalty(mean, widths, entries):
    """thm-latent-penalty: one coordinate, independent ones, and any covariance matrix."""
    sigma = np.array(widths)
    each = (mean**2 + sigma**2 - 1 - np.log(sigma**2)) / 2
    assert kl_divergence(stats.norm(mean[0], sigma[0]), stats.norm(0, 1)) == near(each[0])
    standard = stats.multivariate_normal(np.zeros(3))
    assert kl_divergence(stats.multivariate_normal(mean, np.diag(sigma**2)), standard) == near(each.sum())
    root = entries.reshape(3, 3)
    full = root @ root.T + np.diag(sigma**2)
    penalty = (mean @ mean + np.trace(full) - 3 - np.linalg.slogdet(full)[1]) / 2
    assert kl_divergence(stats.multivariate_normal(mean, full), standard) == near(penalty)


@given(pmfs(4), pmfs(4), vectors(4), st.floats(0.3, 4))
@tried
def test_a_weighted_penalty_tempers_the_posterior(q, prior, logs, beta):
    """thm-beta: what q falls short of the best is beta times its divergence from the tempered posterior."""
    weights = prior * np.exp(logs / beta)
    best = weights / weights.sum()
    objective = float(q @ logs) - beta * kl_divergence(q, prior)
    assert objective == near(beta * math.log(weights.sum()) - beta * kl_divergence(q, best))


@given(pmfs((4, 5), zeros=True), pmfs(5))
@tried
def test_average_penalty(weights, p):
    """thm-average-penalty: the mean penalty is an information and the penalty of the mean."""
    qs = [row / row.sum() if row.any() else p for row in weights]
    penalty = sum(kl_divergence(q, p) for q in qs) / 4
    assert penalty == near(js_divergence_of(qs) + kl_divergence(np.mean(qs, axis=0), p))


@given(pmfs(4), pmfs(4), st.lists(unit, min_size=4, max_size=4))
@tried
def test_the_best_discriminator(p, q, guesses):
    """thm-discriminator: the value of p/(p + q), and by how much any other falls short."""

    def value(chances):
        return float(p @ np.log(chances) + q @ np.log(1 - chances))

    best, d = p / (p + q), np.array(guesses)
    assert value(best) == near(2 * js_divergence(p, q) - math.log(4))
    coins = [kl_divergence([a, 1 - a], [b, 1 - b]) for a, b in zip(best, d)]
    assert value(best) - value(d) == near(float((p + q) @ coins))


@given(pmfs(4), pmfs(4), vectors(4))
@tried
def test_what_the_non_saturating_loss_descends(p, q, direction):
    """thm-non-saturating: its slope is that of D(q||p) less twice JSD, by central differences along a tilt."""
    loss, step = -np.log(p / (p + q)), 1e-4

    def objective(theta):
        at = tilted(q, direction[:, None], theta)
        return kl_divergence(at, p) - 2 * js_divergence(p, at)

    slope = float((q * (direction - q @ direction)) @ loss)
    assert (objective(step) - objective(-step)) / (2 * step) == pytest.approx(slope, rel=1e-5, abs=1e-6)


@pytest.mark.parametrize("name", sorted(GENERATORS))
@given(pmfs(4), pmfs(4))
@tried
def test_f_divergences(name, p, q):
    """thm-f-divergence: never negative, 0 at p = q, and to second order the curvature of f times chi-squared."""
    f = GENERATORS[name]
    assert f_divergence(p, q, f) >= -1e-13
    assert abs(f_divergence(p, p, f)) <= 1e-15
    if name not in CURVATURES:
        return
    step = 1e-4
    near_by = p + step * (q - p)
    local = CURVATURES[name] / 2 * step**2 * float(np.sum((q - p) ** 2 / p))
    assert f_divergence(p, near_by, f) == pytest.approx(local, rel=0.05, abs=1e-14)


@given(pmfs(4), pmfs(4), vectors(4))
@tried
def test_a_critic_bounds_from_below(p, q, critic):
    """thm-nwj: any critic gives a lower bound, and log p/q gives D itself."""

    def bound(values):
        return float(p @ values - q @ np.exp(values)) + 1

    assert bound(critic) <= kl_divergence(p, q) + 1e-12
    assert bound(np.log(p / q)) == near(kl_divergence(p, q))


@given(pmfs(4), pmfs(4), st.floats(0.05, 0.95), st.floats(0.05, 0.95))
@tried
def test_the_two_ends_of_alpha(p, q, alpha, other):
    """thm-alpha: the limits of D_alpha and of Rényi's divergence, what joins the two, and that the latter increases."""

    def d(order):
        return f_divergence(p, q, lambda t: (order * t + 1 - order - t**order) / (order * (1 - order)))

    assert d(0.999) == pytest.approx(kl_divergence(p, q), rel=0.01, abs=1e-9)
    assert d(0.001) == pytest.approx(kl_divergence(q, p), rel=0.01, abs=1e-9)
    assert renyi_divergence(p, q, alpha) == near(-math.log(1 - alpha * (1 - alpha) * d(alpha)) / (1 - alpha))
    low, high = sorted((alpha, other))
    assert at_most(renyi_divergence(p, q, low), renyi_divergence(p, q, high))
    assert renyi_divergence(p, q, 1 - 1e-7) == pytest.approx(kl_divergence(p, q), rel=1e-5, abs=1e-12)
    assert renyi_divergence(p, q, 1e-7) / 1e-7 == pytest.approx(kl_divergence(q, p), rel=1e-5, abs=1e-12)
