"""The generators of the f-divergences: their normal form, and the divergences they generate."""

from __future__ import annotations

import numpy as np
import pytest
import sympy as sp
from scipy import stats

import kltools
from kltools import exact
from kltools.book import figures
from kltools.exact.generators import T

P, Q = np.array([0.2, 0.5, 0.3]), np.array([0.4, 0.25, 0.35])
VALUES = {
    "D(p‖q)": kltools.kl_divergence(P, Q),
    "D(q‖p)": kltools.kl_divergence(Q, P),
    "JSD": kltools.js_divergence(P, Q),
    "total variation": kltools.total_variation(P, Q),
    "squared Hellinger": float(((np.sqrt(P) - np.sqrt(Q)) ** 2).sum()),
    "chi-squared": float(((P - Q) ** 2 / Q).sum()),
}


@pytest.mark.parametrize("name", exact.f_generators)
def test_normal_form(name: str) -> None:
    f = exact.f_generators[name]
    assert f.subs(T, 1) == 0
    if name != "total variation":  # which has a corner at 1, with slopes of equal size
        assert sp.simplify(f.diff(T).subs(T, 1)) == 0
        assert all(f.diff(T, 2).subs(T, place) > 0 for place in (sp.Rational(1, 50), 1, 30))
    grid = np.linspace(1e-3, 20, 400)
    assert sp.lambdify(T, f)(grid).min() >= -1e-15


@pytest.mark.parametrize("name", exact.f_generators)
def test_each_generates_its_divergence(name: str) -> None:
    f = sp.lambdify(T, exact.f_generators[name])
    assert kltools.f_divergence(P, Q, f) == pytest.approx(VALUES[name], rel=1e-12)


@pytest.mark.parametrize(("name", "slope"), [("D(p‖q)", sp.oo), ("D(q‖p)", 1), ("JSD", sp.log(2) / 2)])
def test_slopes_at_infinity(name: str, slope: sp.Expr) -> None:
    assert sp.limit(exact.f_generators[name] / T, T, sp.oo) == slope


def test_densities_too() -> None:
    p, q = stats.norm(0, 1), stats.norm(0.5, 1)
    f = sp.lambdify(T, exact.f_generators["JSD"])
    assert kltools.f_divergence(p, q, f) == pytest.approx(kltools.js_divergence(p, q), rel=1e-8)


def test_the_picture_names_every_generator() -> None:
    picture = figures.f_generators()._repr_html_()
    for word in ("D(p‖q)", "D(q‖p)", "JSD", "TV", "Hellinger", "χ²"):
        assert picture.count(f">{word}</text>") == 2
