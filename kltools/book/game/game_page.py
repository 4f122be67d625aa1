"""The game as one block of HTML: its figures, its rounds as data, and the script that counts."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from html import escape
from importlib.resources import files

from kltools.book.game.directions import GOALS
from kltools.book.game.rounds import DAYS, LEVELS, WITHIN, Level, make_round
from kltools.drawing import Block, ShownAsBlock
from kltools.explorables import Explorable, building, check_box, check_size, explorable_block

NAME = "hit-the-number"
SCRIPTS = ("days.js", "score.js", "game.js")

FRAME = """<section class="kl-figure kl-game" id="{name}" aria-label="Hit the number">
<p class="kl-still">The game needs its script, and that did not run: allow JavaScript, and load the page again.</p>
<div class="kl-choose"><label>Day <input type="date" class="kl-day"></label>
<label>Level <select class="kl-level">{levels}</select></label><span class="kl-words"></span></div>
<ol class="kl-goals">{goals}</ol>
<div class="kl-gauge" aria-hidden="true"><span class="kl-band"></span><span class="kl-needle" hidden></span></div>
<p class="kl-now"><span><span class="kl-name"></span> = <output class="kl-measured" aria-live="off"></output></span>
<span class="kl-tally"></span></p>
<p class="kl-said" role="status"></p>
{figures}
<div class="kl-deeds"><button type="button" class="kl-share" hidden>Copy the result</button>
<button type="button" class="kl-again">Start again</button><button type="button" class="kl-show">Show a q that wins</button></div>
<textarea class="kl-result" rows="5" readonly aria-label="Your result, to copy" hidden></textarea>
<script type="application/json" class="kl-rounds">{rounds}</script></section>"""


class Game(ShownAsBlock):
    """A game on a page: HTML that needs no kernel, in a build and in a notebook alike.

    Parameters
    ----------
    levels : sequence of Level
    days : int
        How many rounds of each level there are.

    Raises
    ------
    SceneMistake, SceneTooLarge
        In a build, as for any explorable.
    """

    def __init__(self, levels: Sequence[Level] = LEVELS, days: int = DAYS) -> None:
        scenes = {level.scene: level.scene() for level in levels}
        if building():
            for scene in scenes.values():
                check_box(scene)
        self._figures = [_figure(scene, hidden=place > 0) for place, scene in enumerate(scenes.values())]
        self._rounds = {level.name: _level_data(level, scenes[level.scene], days) for level in levels}

    def to_block(self) -> Block:
        """The rounds as data, the figures beneath them, and the script that brings both to life."""
        data = {"goals": GOALS, "within": WITHIN, "levels": self._rounds}
        frame = FRAME.format(
            name=NAME,
            levels="".join(f"<option>{escape(name)}</option>" for name in self._rounds),
            goals="".join(_goal(*one) for one in zip(GOALS, "pq", ("first", "then"))),
            figures="".join(figure.html for figure in self._figures),
            rounds=json.dumps(data, ensure_ascii=False, separators=(",", ":")),
        )
        player = self._figures[0]
        script = "".join(figure.script for figure in self._figures) + f"(()=>{{{game_script()}}})();"
        return Block(frame, {**player.styles, "game": _style()}, {**player.scripts, "game": script})


def hit_the_number() -> Game:
    """The game "Hit the number": shape q until D(p‖q), then D(q‖p), is within 5 % of its target.

    Returns
    -------
    Game
        Shows itself on a page and in a notebook. The reader's date chooses the round.

    Examples
    --------
    >>> from kltools.book.game import hit_the_number
    >>> hit_the_number()  # doctest: +SKIP
    """
    return Game()


@cache
def game_script() -> str:
    """The game's source: plain declarations and its start, for a page to wrap."""
    folder = files("kltools.book.game") / "page"
    return "".join((folder / name).read_text(encoding="utf8") for name in SCRIPTS)


@cache
def _style() -> str:
    return (files("kltools.book.game") / "page" / "game.css").read_text(encoding="utf8")


def _figure(scene: Explorable, hidden: bool) -> Block:
    """A scene that the game sets: without links to a state or to the figure alone, which mean nothing outside a round."""
    uid = f"kl-{scene.name}-1"
    block = explorable_block(scene, uid, links="")
    check_size(scene, block.own_html())
    return replace(block, html=block.html.replace(f' id="{uid}"', f' id="{uid}" hidden', 1)) if hidden else block


def _goal(goal: str, role: str, order: str) -> str:
    return (
        f'<li class="kl-goal"><span class="kl-role-{role}">{goal}</span> <strong></strong>'
        f'<span class="kl-trail" data-empty="{order}" aria-hidden="true"></span></li>'
    )


def _level_data(level: Level, scene: Explorable, days: int) -> dict[str, object]:
    """A level's rounds; states are lists of numbers in the order of the scene's controls."""
    rounds = [make_round(day, level) for day in range(days)]
    return {
        "scene": scene.name,
        "feedback": level.feedback,
        "words": level.words,
        "rounds": [
            {
                "start": scene.numbers({**one.given, **one.start}),
                "kept": scene.numbers({**one.given, **one.kept}),
                "targets": one.targets,
            }
            for one in rounds
        ],
    }
