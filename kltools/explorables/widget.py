"""An explorable as an ipywidget: the same player, with each control a trait."""

from __future__ import annotations

import json
import math
from itertools import count

import anywidget
import traitlets

from kltools.explorables.controls import Choice, Control, Slider, Value
from kltools.explorables.explorable import Explorable
from kltools.explorables.formula import Formula
from kltools.explorables.page import markup, player_file, player_script, player_style, source, specification
from kltools.explorables.recorded import Recorded

_numbers = count(1)

BRIDGE = player_file("widget.js")
"""The player as a widget's front end: the end of its module, after the player and the scene's constants."""


class _Number(traitlets.Float[float, float]):
    """A number within its range; NaN, which traitlets lets through any range, is none."""

    def validate(self, obj: traitlets.HasTraits, value: object) -> float:
        number = super().validate(obj, value)
        if math.isnan(number):
            self.error(obj, value)
        return number


class ExplorableWidget(anywidget.AnyWidget):
    """The base of every live explorable; :func:`make_widget` adds a trait for each control."""

    _esm = traitlets.Unicode().tag(sync=True)
    _css = traitlets.Unicode().tag(sync=True)
    _frame = traitlets.Dict().tag(sync=True)

    scene: Explorable

    def __init__(self, scene: Explorable, **state: Value) -> None:
        self.scene = scene
        uid = f"kl-{scene.name}-live-{next(_numbers)}"
        pictures = scene.pictures(uid)
        spec = specification(scene, pictures)
        live = source(scene) if isinstance(scene, Formula) else f"{{frame:null,handles:{scene.handle_script()}}}"
        constants = f"const MARKUP={json.dumps(markup(scene, uid, pictures))},SPEC={json.dumps(spec)},SOURCE={live};"
        super().__init__(_esm=player_script() + constants + BRIDGE, _css=player_style(), **state)
        if isinstance(scene, Recorded):
            self.observe(self._update, names=[control.name for control in scene.controls])
            self._update()

    @property
    def state(self) -> dict[str, Value]:
        """Each control's value, by name."""
        return {control.name: getattr(self, control.name) for control in self.scene.controls}

    def _update(self, _: object = None) -> None:
        """Run a recorded scene's update in the kernel, and send the page its frame."""
        frame = self.scene.frame(self.state)
        marks = [
            [[None if x != x else round(float(x), 2) for x in axis] for axis in points.T]
            for points in frame.paths.values()
        ]
        self._frame = {"m": marks, "r": [_as_json(value) for value in frame.readouts.values()]}


def _as_json(value: float) -> float | str:
    """A number as JSON has it: JavaScript's name for infinities and NaN, which JSON lacks."""
    return value if math.isfinite(value) else str(value).replace("inf", "Infinity").replace("nan", "NaN")


def make_widget(scene: Explorable) -> ExplorableWidget:
    """A live widget for a scene, with a validated trait for each of its controls.

    Parameters
    ----------
    scene : Explorable

    Returns
    -------
    ExplorableWidget
        ``widget.mu = 2`` moves the page; ``widget.observe`` and ``traitlets.link`` follow it.
    """
    traits = {control.name: _trait(control) for control in scene.controls}
    made: type[ExplorableWidget] = type(f"{scene.name}_widget", (ExplorableWidget,), traits)
    return made(scene)


def _trait(control: Control) -> object:
    """The trait that takes a control's values."""
    if isinstance(control, Slider):
        return _Number(control.value, min=control.start, max=control.stop).tag(sync=True)
    if isinstance(control, Choice):
        return traitlets.Enum(list(control.options), control.value).tag(sync=True)
    return traitlets.Bool(control.value).tag(sync=True)
