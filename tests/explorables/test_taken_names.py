"""The names that no control may have are those of a widget, and no more."""

from __future__ import annotations

import pytest

from kltools.explorables import Slider
from kltools.explorables.taken_names import TAKEN
from kltools.explorables.widget import ExplorableWidget


def test_every_public_name_of_a_widget_is_refused() -> None:
    """Where this fails, a library or the widget has a new attribute: add it to the list."""
    assert sorted(name for name in dir(ExplorableWidget) if not name.startswith("_") and name not in TAKEN) == []


def test_no_name_is_refused_that_no_widget_has() -> None:
    """But for what the widget sets in itself, or another version of it or of ipywidgets has."""
    elsewhere = {"scene", "readouts", "on_displayed"}
    assert sorted(TAKEN - elsewhere - set(dir(ExplorableWidget))) == []


@pytest.mark.parametrize("name", ["mu", "sigma", "theta", "a1", "n", "x", "value", "rate", "weight", "scenes"])
def test_names_that_scenes_use_are_free(name: str) -> None:
    assert Slider(name, 0, 1, 0, 0.1, "label").name == name
