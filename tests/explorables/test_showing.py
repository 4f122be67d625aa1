"""Scene functions: HTML in a build, a widget elsewhere, and the player once a page."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter

import pytest

from kltools.drawing import Panel, Still
from kltools.drawing.block import BUILD, MIME, building
from kltools.explorables import Formula, Readout, scene
from kltools.explorables.mistakes import SceneMistake
from kltools.explorables.page import page_player
from kltools.explorables.scene_check import SceneTooLarge
from kltools.explorables.showing import StaticExplorable
from tests.explorables.scenes_for_tests import formula, rate, recorded, waves

MODULE = sys.modules["kltools.explorables.showing"]


@pytest.fixture
def build(monkeypatch: pytest.MonkeyPatch) -> None:
    """A build's process that has shown nothing yet."""
    monkeypatch.setenv(BUILD, "1")
    monkeypatch.setattr(MODULE, "_made", Counter())


@scene
def demo(rate: float = 1) -> Formula:
    """Show everything."""
    return formula(name="demo")


def test_building_is_read_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for value, answer in (("1", True), ("yes", True), ("0", False), ("", False)):
        monkeypatch.setenv(BUILD, value)
        assert building() is answer
    monkeypatch.delenv(BUILD)
    assert building() is False


@pytest.mark.usefixtures("build")
def test_the_html_of_a_figure_carries_the_player() -> None:
    shown = [demo()._repr_html_(), demo()._repr_html_()]
    for place, html in enumerate(shown, 1):
        assert html.startswith("<style>") and f"<script>{page_player()}</script>" in html
        assert f'id="kl-demo-{place}"' in html


@pytest.mark.usefixtures("build")
def test_a_build_is_handed_the_data_of_a_figure() -> None:
    shown = demo()
    data = shown._repr_mimebundle_()[MIME]
    assert (data["uid"], data["scene"]) == ("kl-demo-1", "demo")
    assert [name for name, _ in data["styles"]] == [name for name, _ in data["scripts"]] == ["player"]
    assert data["html"] in shown._repr_html_() and data["script"] in shown._repr_html_()
    assert json.loads(json.dumps(data)) == data


def test_a_notebook_keeps_no_data_of_a_still_picture(monkeypatch: pytest.MonkeyPatch) -> None:
    still = Still("one", [Panel("a", x=(0, 1), y=(0, 1))], lambda axes: None, "nothing", "Nothing.")
    monkeypatch.delenv(BUILD, raising=False)
    assert still._repr_mimebundle_() == {}
    monkeypatch.setenv(BUILD, "1")
    assert list(still._repr_mimebundle_()) == [MIME, "application/pdf"]


@pytest.mark.usefixtures("build")
def test_a_static_explorable_is_html_and_no_widget() -> None:
    shown = demo()
    assert isinstance(shown, StaticExplorable)
    assert not any("widget" in mime for mime in shown._repr_mimebundle_())


@pytest.mark.usefixtures("build")
def test_a_build_checks_what_it_makes(monkeypatch: pytest.MonkeyPatch) -> None:
    wrong = Readout("bowl", rate.symbol, lambda rate, **_: rate + 1)
    with pytest.raises(SceneMistake, match="everything"):
        StaticExplorable(formula(readouts=[wrong], description=""))
    monkeypatch.setattr("kltools.explorables.scene_check.RECORDING_BYTES", 100)
    with pytest.raises(SceneTooLarge, match="waves"):
        StaticExplorable(recorded(waves))


def test_the_scene_function_keeps_its_name_and_description() -> None:
    assert (getattr(demo, "__name__", ""), demo.__doc__) == ("demo", "Show everything.")
    assert isinstance(demo.describe(), Formula)


BUILD_SCRIPT = """
import sys
from kltools.book.scenes import binning, two_normals
html = [two_normals()._repr_html_(), binning()._repr_html_(), two_normals()._repr_html_()]
assert [block.count("window.klPlayer??=") for block in html] == [1, 1, 1]
heavy = [name for name in ("ipywidgets", "anywidget", "ipykernel") if name in sys.modules]
assert not heavy, heavy
"""


def test_a_build_imports_no_ipywidgets() -> None:
    environment = {**os.environ, BUILD: "1"}
    done = subprocess.run(
        [sys.executable, "-c", BUILD_SCRIPT], env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
