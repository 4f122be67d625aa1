"""The game on a page: its figures, its data, and its script's few functions, in V8."""

from __future__ import annotations

import json
import re
from datetime import date
from html.parser import HTMLParser

import pytest
from py_mini_racer import MiniRacer

from kltools.book.game.bars import bars
from kltools.book.game.game_page import SCRIPTS, Game, game_script
from kltools.book.game.hills import hills
from kltools.book.game.rounds import LEVELS
from kltools.drawing import Block
from kltools.explorables.scene_check import check_box

QUERY = """class URLSearchParams {
    constructor(query = "") { this.parts = Object.fromEntries(query.split("&").map((part) => part.split("="))); }
    get(name) { return this.parts[name] ?? null; }
}"""
"""What a browser has and V8 alone lacks, as far as the script asks for it."""


@pytest.fixture(scope="module")
def block() -> Block:
    return Game(days=2).to_block()


@pytest.fixture(scope="module")
def script() -> MiniRacer:
    """The script's functions, without its start, which needs a page."""
    engine = MiniRacer()
    engine.eval(QUERY + game_script().partition("document.querySelectorAll(")[0])
    return engine


@pytest.mark.parametrize("describe", [hills, bars], ids=lambda describe: describe.__name__)
def test_every_printed_digit_is_kltools(describe) -> None:
    assert check_box(describe()).states == 97


def test_the_reader_sees_no_given_control_and_no_readout_in_words(block: Block) -> None:
    for scene in (hills(), bars()):
        for control in scene.controls:
            assert (f'data-control="{control.name}"' in block.html) != control.hidden
        assert "D(" not in scene.description, "the text alternative would tell what a level keeps back"


def test_rounds_are_data_of_the_page(block: Block) -> None:
    data = json.loads(re.search(r'<script type="application/json" class="kl-rounds">(.*?)</script>', block.html)[1])
    assert list(data["levels"]) == [level.name for level in LEVELS]
    for level in LEVELS:
        scene, told = level.scene(), data["levels"][level.name]
        assert told["scene"] == scene.name and len(told["rounds"]) == 2
        for one in told["rounds"]:
            assert len(one["start"]) == len(one["kept"]) == len(scene.controls)
    assert block.html.count("<figure ") == block.scripts["game"].count("klPlayer.start(") == 2
    assert "kl-link" not in block.html


def test_ids_are_unique_and_every_field_has_a_name(block: Block) -> None:
    class Fields(HTMLParser):
        def __init__(self) -> None:
            super().__init__()
            self.ids: list[str] = []

        def handle_starttag(self, tag: str, attributes: list) -> None:
            self.ids += [value for name, value in attributes if name == "id"]

    fields = Fields()
    fields.feed(block.html)
    assert len(fields.ids) == len(set(fields.ids))


def test_the_script_computes_no_divergence() -> None:
    """A logarithm draws the gauge; nothing else of the mathematics is in it."""
    source = game_script()
    assert re.findall(r"Math\.(\w+)", source).count("log") == 2
    assert "exp" not in re.findall(r"Math\.(\w+)", source)
    assert SCRIPTS[-1] == "game.js"


@pytest.mark.parametrize("day", [date(2026, 11, 28), date(1970, 1, 1), date(1969, 12, 31), date(2028, 2, 29)])
def test_a_day_has_its_place_in_the_cycle(script: MiniRacer, day: date) -> None:
    assert script.eval(f"placeOf('{day}', 60)") == (day - date(1970, 1, 1)).days % 60


def test_a_day_is_the_readers_own(script: MiniRacer) -> None:
    assert script.eval("dayOf(new Date(2026, 0, 5, 23, 59))") == "2026-01-05"
    assert script.eval("dayOf(new Date(2026, 0, 6, 0, 1))") == "2026-01-06"


@pytest.mark.parametrize(
    ("text", "known"), [("2028-02-29", True), ("2026-02-29", False), ("2026-2-9", False), ("", False), ("soon", False)]
)
def test_what_is_no_day_is_none(script: MiniRacer, text: str, known: bool) -> None:
    assert script.eval(f"isDay('{text}')") is known


@pytest.mark.parametrize(
    ("query", "day", "level", "wrong"),
    [
        ("#g?day=2026-11-01&level=hard", "2026-11-01", "hard", False),
        ("", "2026-11-28", "easy", False),
        ("#elsewhere", "2026-11-28", "easy", False),
        ("#g?day=2026-13-01&level=hard", "2026-11-28", "hard", True),
        ("#g?day=2026-11-01&level=absurd", "2026-11-01", "easy", True),
    ],
)
def test_an_address_names_a_round(script: MiniRacer, query: str, day: str, level: str, wrong: bool) -> None:
    found = json.loads(
        script.eval(f"JSON.stringify(roundIn('{query}', 'g', ['easy', 'medium', 'hard'], '2026-11-28'))")
    )
    assert found == {"day": day, "level": level, "wrong": wrong}


@pytest.mark.parametrize(
    ("value", "side"), [("0.949", -1), ("0.951", 0), ("1", 0), ("1.049", 0), ("1.051", 1), ("Infinity", 1), ("NaN", 1)]
)
def test_a_hit_is_within_five_per_cent(script: MiniRacer, value: str, side: int) -> None:
    assert script.eval(f"sideOf({value}, 1, 0.05)") == side


def test_the_result_as_text(script: MiniRacer) -> None:
    told = "day: '2026-11-28', level: 'hard', goals: ['D(p‖q)', 'D(q‖p)'], targets: [0.6, 1.25], time: 72900"
    text = script.eval(f"resultText({{{told}, trails: [[1, -1, 0], [-1, 0]], address: 'https://example.org/a'}})")
    assert text.split("\n") == [
        "Hit the number, 2026-11-28, hard",
        "D(p‖q) 0.60: ▲▼●",
        "D(q‖p) 1.25: ▼●",
        "5 moves, 1:12",
        "https://example.org/a",
    ]
    at_once = script.eval(f"resultText({{{told}, trails: [[0], []], address: ''}})")
    assert at_once.split("\n")[2:] == ["D(q‖p) 1.25: ● with the same q", "1 move, 1:12"]


def test_a_long_trail_is_shown_by_its_end(script: MiniRacer) -> None:
    assert script.eval("signsOf([1, 1, -1, 0], 2)") == "…▼●"
    assert script.eval("signsOf([1, 0])") == "▲●"
