"""A figure where nothing can move it: the picture of its state, on its own and in what a widget offers."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest

from kltools.book.scenes import evidence, two_normals
from kltools.explorables import Explorable
from kltools.explorables.still_picture import still_html, still_svg
from kltools.explorables.widget import make_widget
from tests.explorables.scenes_for_tests import formula, recorded, waves

SCENES = {"formula": formula(), "recorded": recorded(waves)}


@pytest.mark.parametrize("scene", SCENES.values(), ids=SCENES)
def test_a_still_picture_is_a_file_that_needs_no_page(scene: Explorable) -> None:
    svg = still_svg(scene, scene.state())
    root = ElementTree.fromstring(svg)
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    assert (root.attrib["width"], root.attrib["viewBox"].split()[2]) == ("680", "680")
    assert root.attrib["aria-label"] == scene.text_alternative(scene.state(), scene.frame(scene.state()).readouts)
    assert "var(" not in svg
    assert re.search(r"fill: ?#[0-9a-f]{6}|stroke: ?#[0-9a-f]{6}", svg)


@pytest.mark.parametrize("scene", SCENES.values(), ids=SCENES)
def test_it_shows_the_state_it_is_asked_for(scene: Explorable) -> None:
    control = scene.controls[0]
    other = {**scene.state(), control.name: control.states()[-1]}
    first = still_svg(scene, scene.state())
    moved = still_svg(scene, other)
    assert moved != first
    assert scene.text_alternative(other, scene.frame(other).readouts) in moved
    assert still_svg(scene, scene.state()) == first, "it leaves no trace"


def test_a_widgets_bundle_has_its_present_state_between_recorded_values_too() -> None:
    for describe, name, value in ((two_normals.describe, "mu", 2.5), (evidence.describe, "mean", 0.7777)):
        widget = make_widget(describe())
        setattr(widget, name, value)
        data, _ = widget._repr_mimebundle_()
        state = {**widget.scene.state(), name: value}
        assert data["image/svg+xml"] == still_svg(widget.scene, state)
        words = widget.scene.text_alternative(state, widget.scene.frame(state).readouts)
        assert data["text/plain"] == f"{widget.scene.name}: {words}"
        assert data["application/vnd.jupyter.widget-view+json"]["model_id"] == widget.model_id


def test_words_with_signs_stay_words() -> None:
    scene = formula(description='rate "<b>" & {rate}')
    html = still_html(scene, scene.state(), "one")
    assert 'alt="rate &quot;&lt;b&gt;&quot; &amp; 1"' in html
    assert ElementTree.fromstring(still_svg(scene, scene.state())).attrib["aria-label"] == 'rate "<b>" & 1'
