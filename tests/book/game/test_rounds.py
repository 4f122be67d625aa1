"""Every round can be won: its kept q, put through kltools, meets both targets, and its first q meets neither."""

from __future__ import annotations

import pytest
from scipy import stats

import kltools
from kltools.book.game.rounds import DAYS, LEAST, LEVELS, MOST, WITHIN, Level, Round, make_round


def both(level: Level, given: dict, shaped: dict) -> tuple[float, float]:
    """D(p‖q) and D(q‖p) of a round's numbers, without its scene."""
    if level.name == "hard":
        p, q = (kltools.normalize(list(weights.values())) for weights in (given, shaped))
    else:
        hills = [stats.norm(given["m1"], given["s1"]), stats.norm(given["m2"], given["s2"])]
        p = hills[0] if level.name == "easy" else kltools.Mixture(hills, [given["w"], 1 - given["w"]])
        q = stats.norm(shaped["mu"], shaped["sigma"])
    return kltools.kl_divergence(p, q), kltools.kl_divergence(q, p)


def hits(round_: Round, values: tuple[float, float]) -> list[bool]:
    return [abs(value - target) <= WITHIN * target for value, target in zip(values, round_.targets)]


@pytest.mark.parametrize("level", LEVELS, ids=lambda level: level.name)
def test_every_round_can_be_won_and_none_is_won_at_the_start(level: Level) -> None:
    for day in range(DAYS):
        found = make_round(day, level)
        assert hits(found, both(level, found.given, found.kept)) == [True, True], day
        assert hits(found, both(level, found.given, found.start)) == [False, False], day
        assert all(LEAST <= target <= MOST for target in found.targets), day
        assert not hits(found, found.targets[::-1])[0], "the two directions have targets of their own"


@pytest.mark.parametrize("level", LEVELS, ids=lambda level: level.name)
def test_a_kept_q_stands_on_the_steps_of_its_sliders(level: Level) -> None:
    scene = level.scene()
    sliders = {slider.name: slider for slider in scene.controls}
    for day in range(0, DAYS, 6):
        found = make_round(day, level)
        scene.state(**found.given, **found.start)
        assert {name for name, slider in sliders.items() if slider.hidden} == set(found.given)
        for name, value in found.kept.items():
            steps = (value - sliders[name].start) / sliders[name].step
            assert steps == pytest.approx(round(steps), abs=1e-6), (day, name)


def test_day_and_level_alone_decide_a_round() -> None:
    easy, medium, hard = LEVELS
    assert make_round(3, easy) == make_round(3, easy)
    made = [make_round(day, hard) for day in range(20)]
    assert len({tuple(one.given.values()) for one in made}) == 20
    assert make_round(3, medium).kept != make_round(3, easy).kept


@pytest.mark.parametrize("day", [-1, DAYS])
def test_a_day_outside_the_cycle_is_refused(day: int) -> None:
    with pytest.raises(ValueError, match=f"day is {day}; give its place in the cycle, from 0 to {DAYS - 1}"):
        make_round(day, LEVELS[0])
