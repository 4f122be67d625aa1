"""The descents of mixture_fit end where kltools.projections says, from the same start."""

from __future__ import annotations

import importlib

import pytest

from kltools.projections import information_projection, moment_projection
from tests.browser.pages import open_explorable, set_control, shown, state_of

ONE = shown("mixture_fit")
STARTS = [("2", -2.0, 0.6), ("2", 2.5, 1.5), ("2", 0.0, 3.0), ("3", 0.2, 0.6), ("3", -4.0, 1.0), ("4", 4.0, 0.6)]


@pytest.mark.parametrize(("modes", "mean", "spread"), STARTS)
@pytest.mark.parametrize("direction", ["forward", "reverse"])
def test_descents_end_at_the_projections(page, origin, modes, mean, spread, direction):
    page.emulate_media(reduced_motion="reduce")
    figure = open_explorable(page, f"{origin}/{ONE.alone}", ONE.scene)
    set_control(figure, "modes", int(modes) - 1)
    set_control(figure, "mu", mean)
    set_control(figure, "sigma", spread)
    state = state_of(figure, ONE.scene)
    p = importlib.import_module("kltools.book.scenes.mixture_fit").target(state)
    figure.locator("[data-descent]").nth(("forward", "reverse").index(direction)).click()
    after = state_of(figure, ONE.scene)
    if direction == "forward":
        fit = moment_projection(p)
    else:
        fit = information_projection(p, start=(state["mu"], state["sigma"]))
    assert after["mu"] == pytest.approx(float(fit.mean), abs=2e-3)
    assert after["sigma"] == pytest.approx(float(fit.variance) ** 0.5, abs=2e-3)
