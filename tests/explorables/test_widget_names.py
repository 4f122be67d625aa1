"""The names that no control may have are those of a widget, and no more."""

from __future__ import annotations

import pytest

from kltools.explorables import Slider
from kltools.explorables.widget import ExplorableWidget
from kltools.explorables.widget_names import WIDGET_NAMES


def test_every_public_name_of_a_widget_is_refused() -> None:
    """Where this fails, a library or the widget has a new attribute: add it to the list."""
    assert sorted(name for name in dir(ExplorableWidget) if not name.startswith("_") and name not in WIDGET_NAMES) == []


def test_no_name_is_refused_that_no_widget_has() -> None:
    kept = {"scene"}  # set by the widget itself
    assert sorted(WIDGET_NAMES - kept - set(dir(ExplorableWidget))) == []


@pytest.mark.parametrize("name", ["mu", "sigma", "theta", "a1", "n", "x", "value", "rate", "weight", "scenes"])
def test_names_that_scenes_use_are_free(name: str) -> None:
    assert Slider(name, 0, 1, 0, 0.1, "label").name == name
