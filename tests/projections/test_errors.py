"""What cannot be fitted is refused by name, with the cure."""

from __future__ import annotations

import dataclasses
import math

import numpy as np
import pytest
from scipy import stats

from kltools.distributions import Mixture, QuadratureError
from kltools.distributions.flat_mixture import flatten
from kltools.projections import (
    ConvergenceError,
    information_projection,
    information_projections,
    moment_projection,
)
from kltools.projections.hermite_moments import Grid
from tests.projections.targets import MVN, pair, plane

P1, P2 = pair(3), plane()


@pytest.mark.parametrize("p", [stats.expon(), stats.uniform(), stats.beta(2, 3), Mixture([stats.expon()], [1])])
def test_reverse_needs_positive_density_everywhere(p):
    for function in (information_projection, information_projections):
        with pytest.raises(ValueError, match=r"^p = .* has density 0 .*infinite.*moment_projection"):
            function(p)


@pytest.mark.parametrize("function", [moment_projection, information_projection, information_projections])
def test_targets_and_families_that_do_not_fit(function):
    with pytest.raises(TypeError, match="p is 3 of type int"):
        function(3)
    with pytest.raises(TypeError, match="is discrete"):
        function(stats.poisson(3))
    with pytest.raises(ValueError, match="family is 'nomal'; give one of 'normal'"):
        function(P1, "nomal")
    with pytest.raises(ValueError, match="family is 'full', but p = .* has dimension 1; use 'normal'"):
        function(P1, "full")
    with pytest.raises(ValueError, match="has dimension 2; use 'normal' in"):
        function(P2)
    singular = MVN([0, 0], [[1, 1], [1, 1]], allow_singular=True)
    with pytest.raises(ValueError, match="singular covariance|density 0"):
        function(singular, "full")


def test_more_than_three_dimensions():
    p = Mixture([MVN(np.zeros(4)), MVN(np.ones(4))], [0.5, 0.5])
    with pytest.raises(ValueError, match="has 4 dimensions; .* up to 3"):
        information_projection(p, "full")


@pytest.mark.parametrize(
    ("start", "kind", "message"),
    [
        (3, TypeError, r"start is 3; give a pair \(mean, standard deviation\)"),
        ((1,), TypeError, "give a pair"),
        ("ab", TypeError, "give a pair"),
        ((1, 0), ValueError, r"start\[1\] is 0.0, but a standard deviation is positive"),
        ((math.nan, 1), ValueError, r"start\[0\] is nan, but the mean must be finite"),
        (([1], [1]), ValueError, r"start\[0\] has shape \(1,\)"),
    ],
)
def test_bad_starts_on_the_line(start, kind, message):
    with pytest.raises(kind, match=message):
        information_projection(P1, start=start)
    with pytest.raises(kind, match=message.replace("start", r"starts\[1\]", 1)):
        information_projections(P1, starts=[(0, 1), start])


def test_bad_starts_in_the_plane():
    for spread in ([[1, 2], [2, 1]], [[1, 0.2], [0.1, 1]]):
        with pytest.raises(ValueError, match=r"start\[1\] is .* symmetric with positive"):
            information_projection(P2, "full", start=([0, 0], spread))
    with pytest.raises(ValueError, match=r"start\[1\] has shape \(2,\), but the covariance matrix"):
        information_projection(P2, "full", start=([0, 0], [1, 1]))
    with pytest.raises(ValueError, match=r"start\[1\] is \[1.0, -1.0\]"):
        information_projection(P2, "factorised", start=([0, 0], [1, -1]))
    with pytest.raises(ValueError, match="starts is empty"):
        information_projections(P2, "full", starts=[])


class Improper(stats.rv_continuous):
    """A "density" that is 1 everywhere: the wider q, the smaller E_q[log q - log p]."""

    def _logpdf(self, x):
        return 0.0 * x

    def _ppf(self, q):
        return stats.norm.ppf(q)


def test_searches_that_do_not_arrive():
    with pytest.raises(ConvergenceError, match="standard deviation runs to infinity; start with"):
        information_projection(Improper(name="improper")(), start=(0, 1))
    with pytest.raises(ConvergenceError, match="the steps ran out; start nearer"):
        information_projection(P1, start=(1e6, 1.0))
    with pytest.raises(QuadratureError, match="log p is not finite where q has mass, so start narrower") as caught:
        information_projection(stats.moyal(), start=(0, 9))
    whose = "D(q||p) of p = moyal(loc=0, scale=1) and q = normal(mean=0, sd=9): E_q[log p] does not settle or "
    assert str(caught.value).startswith(whose)


def test_results_are_frozen_and_shown():
    fit = moment_projection(P2, "factorised")
    assert repr(fit).startswith("Projection(forward, factorised: mean=[0.7, 0.6], covariance=[[5.56, 0], [0, 1.26]]")
    with pytest.raises(dataclasses.FrozenInstanceError):
        fit.mean = 0
    with pytest.raises(ValueError, match="read-only"):
        fit.covariance[0, 0] = 1
    broad = information_projection(P1, start=(0, 3))
    assert repr(broad) == "Projection(reverse, normal: mean=0, variance=7.52827, divergence=0.840621)"
    assert broad.converged and broad.iterations == len(broad.path) - 1


def test_a_search_that_gives_up_says_where_it_is():
    with pytest.raises(ConvergenceError) as caught:
        information_projection(P1, start=(1e6, 1.0))
    assert str(caught.value).startswith(
        "start: the search for a minimum of D(q||p) with p = Mixture(0.5: norm(loc=-3, scale=1), 0.5: norm(loc=3, scale=1)) "
        "stopped after 1000 steps at mean [999750."
    )
    assert str(caught.value).endswith(
        "gradient 1e+06: the steps ran out; start nearer to where p has mass, with a width like p's"
    )


def test_a_small_variance_is_shown():
    assert repr(moment_projection(stats.norm(0, 0.5))) == (
        "Projection(forward, normal: mean=0, variance=0.25, divergence=0)"
    )


def test_a_grid_that_would_grow_too_large_is_refused():
    grid = Grid(flatten(P2, "p"), (2**9, 2**13))
    with pytest.raises(QuadratureError) as caught:
        grid.doubled(1)
    assert str(caught.value).startswith(
        f"D(q||p) of p = {flatten(P2, 'p').label} and q = the Gaussian reached by the search: doubling the 8192 nodes along "
        "an axis still changes E_q[log p]; no number is returned"
    )
    assert Grid(flatten(P2, "p"), (4, 8)).doubled(0).orders == (8, 8)


@pytest.mark.parametrize(
    ("p", "family", "whole"),
    [
        (
            stats.poisson(3),
            "normal",
            "p = poisson(mu=3, loc=0) is discrete, but a normal distribution has a density; fit a continuous "
            "distribution, or compare PMFs",
        ),
        (
            stats.norm(),
            "full",
            "family is 'full', but p = norm(loc=0, scale=1) has dimension 1; use 'normal' in one dimension, 'factorised' "
            "or 'full' in more",
        ),
        (
            stats.expon(),
            "normal",
            "p = expon(loc=0, scale=1) has density 0 on a set that every normal q gives positive probability, so D(q||p) is "
            "infinite for all of them; use moment_projection, or transform p to the whole space (by a logarithm or a logit, "
            "for example)",
        ),
    ],
)
def test_what_cannot_be_fitted_is_refused_word_for_word(p, family, whole):
    with pytest.raises((TypeError, ValueError)) as caught:
        information_projection(p, family)
    assert str(caught.value) == whole
