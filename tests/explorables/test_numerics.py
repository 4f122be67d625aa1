"""The player's generic numerics in V8: handles that reach a target, descents that find a minimum."""

from __future__ import annotations

import random
from itertools import pairwise

import numpy as np
import pytest
from scipy.optimize import lsq_linear

from kltools.book.scenes import candidates, two_normals
from kltools.drawing.panels import NARROW, WIDE
from kltools.explorables import Slider
from tests.explorables.v8 import Engine

PEAK = """
const bell=([mu,sigma])=>{const y=1/(sigma*Math.sqrt(2*Math.PI));
  return[340+50*mu,216-264*y,50,0,0,264*y/sigma]};
const line=([u])=>[10+80*u,200-30*u*u,80,-60*u];
"""
BOX: list[list[float]] = [[-3, 3], [0.6, 2.5]]


@pytest.fixture(scope="module")
def engine() -> Engine:
    return Engine(PEAK, player=True)


def miss(
    engine: Engine, place: str, start: list[float], ranges: list, target: list[float]
) -> tuple[float, list[float]]:
    """How far from its target a handle ends, in pixels, and the controls there."""
    u = engine.value(f"solveForHandle({place},{start},{ranges},{target})")
    at = engine.value(f"{place}({u})")
    return float(np.hypot(at[0] - target[0], at[1] - target[1])), u


def test_reach_inverts_inside_the_box(engine: Engine) -> None:
    choice = random.Random(5)
    for _ in range(150):
        start, goal = ([choice.uniform(*ends) for ends in BOX] for _ in range(2))
        target = engine.value(f"bell({goal})").copy()[:2]
        far, u = miss(engine, "bell", start, BOX, target)
        assert far < 1e-6, (start, goal)
        assert u == pytest.approx(goal, abs=1e-6)


@pytest.mark.parametrize("goal", [[-3, 0.6], [3, 0.6], [-3, 2.5], [3, 2.5]])
def test_reach_gets_into_and_out_of_corners(engine: Engine, goal: list[float]) -> None:
    target = engine.value(f"bell({goal})")[:2]
    far, u = miss(engine, "bell", [0, 1], BOX, target)
    assert far < 1e-6
    assert u == pytest.approx(goal, abs=1e-6)
    back = engine.value("bell([0.5,1.5])")[:2]
    far, u = miss(engine, "bell", goal, BOX, back)
    assert far < 1e-6
    assert u == pytest.approx([0.5, 1.5], abs=1e-6)


def test_reach_stays_in_the_box_at_the_nearest_place(engine: Engine) -> None:
    """Position and height are independent here, so that the nearest place is each axis's own."""
    choice = random.Random(6)
    highest, lowest = (engine.value(f"bell([0,{spread}])")[1] for spread in (0.6, 2.5))
    for _ in range(150):
        start = [choice.choice([*ends, choice.uniform(*ends)]) for ends in BOX]
        target = [choice.uniform(-500, 1200), choice.uniform(-300, 500)]
        _, u = miss(engine, "bell", start, BOX, target)
        assert all(low <= value <= high for value, (low, high) in zip(u, BOX, strict=True))
        at = engine.value(f"bell({u})")[:2]
        nearest = [np.clip(target[0], 190, 490), np.clip(target[1], highest, lowest)]
        assert at == pytest.approx(nearest, abs=1e-3), (start, target)


def test_reach_moves_one_control_to_the_nearest_point_of_its_curve(engine: Engine) -> None:
    choice, ranges = random.Random(8), [[0, 2]]
    grid = np.linspace(0, 2, 200_001)
    curve = np.column_stack([10 + 80 * grid, 200 - 30 * grid**2])
    for _ in range(40):
        target = [choice.uniform(0, 180), choice.uniform(80, 210)]
        far, u = miss(engine, "line", [choice.uniform(0, 2)], ranges, target)
        assert 0 <= u[0] <= 2
        assert far == pytest.approx(np.hypot(*(curve - target).T).min(), abs=1e-3)


def test_reach_finds_the_nearest_point_where_controls_pull_together(engine: Engine) -> None:
    """A skew linear map over a box, against SciPy's bounded least squares."""
    choice, box = random.Random(11), [[0.0, 1.0], [0.0, 2.0]]
    slopes = np.array([[100.0, 60.0], [20.0, -80.0]])
    place = "(([u,v])=>[100*u+60*v,20*u-80*v,100,20,60,-80])"
    for _ in range(60):
        target = [choice.uniform(-200, 400), choice.uniform(-350, 200)]
        start = [choice.choice([*ends, choice.uniform(*ends)]) for ends in box]
        nearest = lsq_linear(slopes, target, bounds=np.transpose(box).tolist(), tol=1e-14)
        far, u = miss(engine, place, start, box, target)
        assert far == pytest.approx(np.hypot(*nearest.fun), abs=1e-3), (start, target)
        assert u == pytest.approx(nearest.x, abs=1e-4), (start, target)


def test_reach_stays_where_the_target_is_no_place(engine: Engine) -> None:
    assert engine.value(f"solveForHandle(bell,[0.5,1],{BOX},[NaN,3])") == [0.5, 1]


@pytest.mark.parametrize("layout", [WIDE, NARROW], ids=lambda one: one.name)
@pytest.mark.parametrize("scene", [two_normals.describe(), candidates.describe()], ids=lambda one: one.name)
def test_every_scenes_handles_can_be_put_where_they_can_stand(scene, layout) -> None:
    engine = Engine(f"const scene={scene.script()};", player=True)
    a, b, c, d = scene.picture(layout, "u").scales[scene.handles[0].panel]
    controls = {control.name: place for place, control in enumerate(scene.controls)}
    handle, choice = scene.handles[0], random.Random(9)
    sliders = [scene.controls[controls[name]] for name in handle.moves]
    assert all(isinstance(slider, Slider) for slider in sliders)
    ranges = [[slider.start, slider.stop] for slider in sliders]
    first = scene.numbers(scene.state())
    names = [controls[name] for name in handle.moves]
    engine.value(
        f"(globalThis.place=(u)=>{{const s={first}.slice();{names}.forEach((p,i)=>s[p]=u[i]);"
        f"const[x,y,...t]=scene.handles[0](s);return[{a}+{b}*x,{c}+{d}*y,...t.map((v,i)=>v*(i%2?{d}:{b}))]}},1)"
    )
    for _ in range(40):
        start, goal = ([choice.uniform(*ends) for ends in ranges] for _ in range(2))
        target = engine.value(f"place({goal})")[:2]
        far, _ = miss(engine, "place", start, ranges, target)
        assert far < 1e-6, (start, goal)


DESCEND = """
const quadratic=([u,v])=>[(u-1)**2+3*(v+0.5)**2+u*v,2*(u-1)+v,6*(v+0.5)+u];
const rosenbrock=([u,v])=>[(1-u)**2+100*(v-u*u)**2,-2*(1-u)-400*u*(v-u*u),200*(v-u*u)];
const edge=([u,v])=>[u+2*v,1,2];
const log=([u])=>[u>0?u-Math.log(u):NaN,1-1/u];
const run=(fall,u,ranges,most)=>{let size=1e-2;const values=[fall(u)[0]];for(let i=0;i<most;i++){
  const next=descend(fall,u,ranges,size);if(!next)return{u,values,done:true};
  ({u,size}=next);values.push(fall(u)[0]);}return{u,values,done:false}};
"""


@pytest.mark.parametrize(
    (
        "fall",
        "start",
        "ranges",
        "lowest",
        "within",
    ),  # rosenbrock's valley is too flat to end within the steps allowed
    [
        ("quadratic", [-4, 4], [[-5, 5], [-5, 5]], [15 / 11, -8 / 11], 1e-5),
        ("quadratic", [-4, 4], [[-5, 0.5], [-5, 5]], [0.5, -7 / 12], 1e-5),
        ("rosenbrock", [-1.2, 1], [[-2, 2], [-2, 2]], [1, 1], 0.05),
        ("edge", [1, 1], [[-1, 1], [-3, 2]], [-1, -3], 0),
        ("log", [4.5], [[-1, 5]], [1], 1e-6),
    ],
)
def test_descent_falls_at_every_step_to_the_minimum(fall, start, ranges, lowest, within) -> None:
    ran = Engine(DESCEND, player=True).value(f"run({fall},{start},{ranges},5000)")
    assert all(later < earlier for earlier, later in pairwise(ran["values"]))
    assert ran["u"] == pytest.approx(lowest, abs=within)
    assert ran["done"] or fall == "rosenbrock"


def test_descent_stops_at_a_minimum_and_where_there_is_no_slope() -> None:
    engine = Engine(DESCEND, player=True)
    assert engine.value("descend(([u,v])=>[u*u+v*v,2*u,2*v],[0,0],[[-5,5],[-5,5]],1e-2)") is None
    assert engine.value("descend(([u])=>[3,0],[1],[[0,2]],1e-2)") is None
    assert engine.value("descend(([u])=>[NaN,NaN],[1],[[0,2]],1e-2)") is None


def test_both_descents_of_two_normals_end_at_p() -> None:
    scene = two_normals.describe()
    engine = Engine(f"{DESCEND}const scene={scene.script()};", player=True)
    for number in range(2):
        for start in ([3, 0.6], [-3, 2.5], [1.5, 0.8]):
            ran = engine.value(f"run(scene.descents[{number}],{start},{BOX},3000)")
            assert ran["u"] == pytest.approx([0, 1], abs=1e-4), (number, start)
            assert ran["values"][-1] < 1e-8
