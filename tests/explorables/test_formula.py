"""Formula scenes: the page's points, handles and gradients, in V8, against NumPy's and finite differences."""

from __future__ import annotations

import numpy as np
import pytest
import sympy as sp

from kltools.drawing.panels import NARROW, WIDE
from kltools.explorables import Curve, Formula, Polyline, Slider
from kltools.explorables.explorable import scale_of
from kltools.explorables.javascript import CannotPrint
from kltools.explorables.states import sample_states
from tests.book_scenes import described
from tests.explorables.scenes_for_tests import PANEL, formula, rate, shift
from tests.explorables.v8 import Engine


@pytest.fixture(params=["everything", "two_normals", "candidates"], scope="module")
def compiled(request: pytest.FixtureRequest) -> tuple[Formula, Engine, list[dict]]:
    """A scene, its script in V8, and states of its box: corners, centre and random ones."""
    scene = formula() if request.param == "everything" else described(request.param)
    return scene, Engine(f"const scene={scene.script()};"), list(sample_states(scene, inner=12))


def test_the_page_draws_the_points_that_numpy_gives(compiled: tuple[Formula, Engine, list[dict]]) -> None:
    scene, engine, states = compiled
    numbers = [scene.numbers(state) for state in states]
    for values, marks in zip(numbers, engine.value(f"{numbers}.map((s)=>scene.frame(s).m)"), strict=True):
        expected = [scene.points(mark, values) for mark in scene.marks]
        for (gid, _), found, points in zip(scene.named_marks(), marks, expected, strict=True):
            np.testing.assert_allclose(
                found, points, rtol=1e-9, atol=1e-9, equal_nan=True, err_msg=f"{gid} at {values}"
            )


def slopes_by_differences(engine: Engine, function: str, state: list[float], place: int, width: float) -> list[float]:
    """Central differences of a printed function's values by one control."""
    step = 1e-5 * width
    ends = [[value + sign * step * (index == place) for index, value in enumerate(state)] for sign in (1, -1)]
    above, below = engine.value(f"{ends}.map({function})")
    return [(high - low) / (2 * step) for high, low in zip(above, below, strict=True)]


def inner_states(scene: Formula) -> list[dict]:
    """States inside the box: a kink at its edge has no two-sided difference."""
    return list(sample_states(scene, inner=12))[-12:]


def test_handles_stand_where_they_should_and_know_their_slopes(
    compiled: tuple[Formula, Engine, list[dict]],
) -> None:
    scene, engine, _ = compiled
    controls = {control.name: place for place, control in enumerate(scene.controls)}
    for number, handle in enumerate(scene.handles):
        function = f"scene.handles[{number}]"
        for state in map(scene.numbers, inner_states(scene)):
            x, y, *slopes = engine.value(f"{function}({state})")
            symbols = [control.symbol for control in scene.controls]
            values = dict(zip(symbols, state, strict=True))
            if not sp.sympify(handle.shown_if).subs(values):
                assert np.isnan(x)
                continue
            truth = [float(sp.N(sp.sympify(one).subs(values))) for one in (handle.x, handle.y)]
            assert [x, y] == pytest.approx(truth, rel=1e-11, abs=1e-12)
            for place, name in enumerate(handle.moves):
                slider = scene.controls[controls[name]]
                assert isinstance(slider, Slider)
                found = slopes_by_differences(engine, function, state, controls[name], slider.stop - slider.start)
                assert slopes[2 * place : 2 * place + 2] == pytest.approx(found[:2], rel=1e-6, abs=1e-7)


def test_descents_know_their_gradient_all_over_the_box(compiled: tuple[Formula, Engine, list[dict]]) -> None:
    scene, engine, states = compiled
    controls = {control.name: place for place, control in enumerate(scene.controls)}
    for number, descent in enumerate(scene.descents):
        function = f"scene.descents[{number}]"
        everywhere = engine.value(f"{[scene.numbers(state) for state in states]}.map({function})")
        assert np.isfinite(everywhere).all()
        for state in map(scene.numbers, inner_states(scene)):
            value, *slopes = engine.value(f"{function}({state})")
            place = [readout.name for readout in scene.readouts].index(descent.readout)
            assert value == pytest.approx(engine.value(f"scene.frame({state}).r[{place}]"), rel=1e-10, abs=1e-13)
            for name, slope in zip(descent.moves, slopes, strict=True):
                slider = scene.controls[controls[name]]
                assert isinstance(slider, Slider)
                found = slopes_by_differences(engine, function, state, controls[name], slider.stop - slider.start)
                assert slope == pytest.approx(found[0], rel=1e-6, abs=1e-6)


@pytest.mark.parametrize("layout", [WIDE, NARROW], ids=lambda one: one.name)
def test_frame_is_the_points_in_pixels(layout) -> None:
    scene = formula()
    frame = scene.frame(scene.state(), layout)
    picture = scene.picture(layout, "u")
    a, b, c, d = picture.scales["main"]
    xs, ys = scene.points(scene.marks[3], scene.numbers(scene.state()))
    np.testing.assert_allclose(frame.paths["m3"], np.column_stack([a + b * np.array(xs), c + d * np.array(ys)]))
    assert frame.readouts == pytest.approx({"bowl": 0.5625, "log rate": 0.0})
    assert picture.size[0] == layout.width
    assert all(f'id="u-{layout.name}-{gid}"' in picture.svg for gid in frame.paths)


def test_hidden_word_is_in_the_picture_but_does_not_show() -> None:
    scene = formula()
    hidden = formula(controls=[rate, Slider("shift", -1, 1, -0.5, 0.05, "shift"), *scene.controls[2:]])
    element = 'id="u-wide-m6" style="display:none"'
    assert element in hidden.picture(WIDE, "u").svg.replace('style="display:none" id="u-wide-m6"', element)
    assert "display:none" not in scene.picture(WIDE, "u").svg


def test_a_line_that_is_nowhere_at_first_can_still_be_moved() -> None:
    nowhere = sp.Piecewise((0, shift.symbol > 1), (sp.nan, True))
    scene = formula(marks=[Polyline("main", [nowhere, 1], [0, nowhere], "p")])
    assert 'id="u-wide-m0"><path' in scene.picture(WIDE, "u").svg


def test_scale_of_maps_the_corners_of_a_panel() -> None:
    from kltools.drawing.panels import draw_panels

    figure, axes = draw_panels([PANEL], WIDE)
    a, b, c, d = scale_of(axes["main"])
    box = axes["main"].get_window_extent()
    height = figure.get_figheight() * figure.dpi
    assert [a + b * -3, a + b * 3] == pytest.approx([box.x0, box.x1])
    assert [c + d * -1, c + d * 4] == pytest.approx([height - box.y0, height - box.y1])


def test_a_function_that_the_page_lacks_is_refused_by_name() -> None:
    with pytest.raises(CannotPrint, match=r"scene 'everything': erf\(rate\) in erf\(rate\) cannot be printed"):
        formula(marks=[Curve("main", sp.erf(rate.symbol), "p")]).script()


def test_state_names_what_it_refuses() -> None:
    scene = formula()
    with pytest.raises(ValueError, match="no control 'mu'; it has rate, shift"):
        scene.state(mu=1)
    with pytest.raises(ValueError, match=r"rate is 3, outside \[0.5, 2\]"):
        scene.state(rate=3)
    assert scene.numbers(scene.state(kind="flat", shown=False)) == [1, 0.25, 1, 0]
