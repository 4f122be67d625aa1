"""An explorable as HTML: native controls with labels, the first state, and a script that parses."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser

import pytest

from kltools.drawing import Block
from kltools.explorables import Slider
from kltools.explorables.javascript import HELPERS
from kltools.explorables.page import (
    explorable_block,
    page_player,
    player_script,
    player_style,
    specification,
)
from tests.explorables.scenes_for_tests import formula, recorded, waves
from tests.explorables.v8 import Engine


class Elements(HTMLParser):
    """The tags of a page with their attributes, and whether they nest."""

    VOID = {"input", "path", "rect", "use", "circle", "line", "defs", "g"}

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))
        if tag != "input":
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def named(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.found if name == tag]


SCENES = {"formula": formula(), "recorded": recorded(waves)}


@pytest.fixture(params=SCENES, scope="module")
def block(request: pytest.FixtureRequest) -> Block:
    return explorable_block(SCENES[request.param], "kl-u")


def test_elements_nest_and_ids_are_unique(block: Block) -> None:
    elements = Elements(block.html)
    assert elements.open == []
    ids = [attributes["id"] for _, attributes in elements.found if "id" in attributes]
    assert len(ids) == len(set(ids))
    assert all(str(one).startswith("kl-u") for one in ids)


def test_every_control_has_its_label(block: Block) -> None:
    elements = Elements(block.html)
    labels = {label["for"] for label in elements.named("label")}
    controls = [one for tag in ("input", "select") for one in elements.named(tag)]
    assert controls
    assert {one["id"] for one in controls} == labels


def test_native_controls_hold_the_first_state() -> None:
    elements = Elements(explorable_block(SCENES["formula"], "u").html)
    rate, shift, toggle = elements.named("input")
    assert [rate[key] for key in ("type", "min", "max", "step", "value")] == ["range", "0.5", "2", "0.1", "1"]
    assert shift["aria-valuetext"] == "0.25 nats"
    assert (toggle["type"], "checked" in toggle) == ("checkbox", True)
    assert ["selected" in option for option in elements.named("option")] == [True, False]


def test_uneven_values_are_slid_by_their_place() -> None:
    _, uneven = Elements(explorable_block(SCENES["recorded"], "u").html).named("input")
    assert [uneven[key] for key in ("min", "max", "step", "value")] == ["0", "2", "1", "1"]
    assert uneven["aria-valuetext"] == "2"


def test_handles_and_buttons() -> None:
    elements = Elements(explorable_block(SCENES["formula"], "u").html)
    knobs = [one for one in elements.named("g") if one.get("class") == "kl-handle"]
    assert [one["tabindex"] for one in knobs] == ["0", "0"]
    assert knobs[0]["aria-label"] == "the peak: drag it, or move it with the arrow keys"
    assert ["data-descent" in button for button in elements.named("button")] == [True, False, False]


def test_play_button_only_where_asked_for() -> None:
    playing = Slider("a", 0, 2, 1, 0.5, "a & b", play=True)
    scene = recorded(waves, controls=[playing, SCENES["recorded"].controls[1]])
    (button,) = [one for one in Elements(explorable_block(scene, "u").html).named("button") if "data-play" in one]
    assert (button["data-play"], button["aria-label"]) == ("a", "Play a & b")


def test_a_hidden_control_is_known_to_the_player_and_not_shown() -> None:
    controls = [Slider("a", 0, 2, 1, 0.5, "a", hidden=True), SCENES["recorded"].controls[1]]
    scene = recorded(waves, controls=controls)
    assert [one["data-control"] for one in Elements(explorable_block(scene, "u").html).named("input")] == [
        controls[1].name
    ]
    known = specification(scene, scene.pictures("u"))["controls"]
    assert [control["name"] for control in known] == ["a", controls[1].name]


def test_specification_is_json_and_knows_the_state() -> None:
    for scene in SCENES.values():
        known = json.loads(json.dumps(specification(scene, scene.pictures("u")), allow_nan=False))
        assert [control["value"] for control in known["controls"]] == scene.numbers(scene.state())
        assert set(known["scales"]) == {"wide", "narrow"}
        assert [mark["word"] for mark in known["marks"]].count(True) == 1
    assert known["controls"][1]["values"] == [1, 2, 8]
    assert known["controls"][1]["indexed"]


def test_a_description_cannot_end_the_script() -> None:
    block = explorable_block(formula(description="</script><b>{bowl}"), "u").own_html()
    assert block.count("</script>") == 1
    assert "&lt;/script&gt;" in block


def test_scripts_parse_in_v8(block: Block) -> None:
    """Parsed and not run: the player needs a document."""
    engine, player = Engine(), block.scripts["player"]
    assert engine.value(f"(()=>{{new Function({json.dumps(block.script)});return 1}})()") == 1
    assert engine.value(f"(()=>{{globalThis.window=globalThis;{player};return Object.keys(klPlayer)}})()") == [
        "start",
        *HELPERS,
    ]


def test_the_player_is_plain_and_asks_nothing_of_the_network() -> None:
    for text in (player_script(), player_style(), page_player()):
        assert not re.search(r"fetch\(|XMLHttpRequest|@import|url\(.?http|import\(|https?://(?!www\.w3\.org)", text)
        assert "eval(" not in text


def test_no_inline_handlers(block: Block) -> None:
    assert not [key for _, attributes in Elements(block.html).found for key in attributes if key.startswith("on")]
