"""An explorable as an ipywidget: the same player, with each control a trait."""

from __future__ import annotations

import hashlib
import math
from itertools import count
from typing import Any

import anywidget
import ipywidgets
import traitlets
from IPython.display import publish_display_data

from kltools.explorables.asking_cell import asked_by_a_cell, watched
from kltools.explorables.bundle import bundle, exported, player_file
from kltools.explorables.contract import SentFrame
from kltools.explorables.controls import Choice, Control, Slider, Value
from kltools.explorables.explorable import Explorable
from kltools.explorables.formula import Formula
from kltools.explorables.javascript import HELPERS
from kltools.explorables.page import markup, player_style, source, specification
from kltools.explorables.recorded import Recorded
from kltools.explorables.still_picture import alternative, still_html, still_svg

SVG, TEXT = "image/svg+xml", "text/plain"
_numbers = count(1)


class PlayerText(ipywidgets.Widget):  # type: ignore[misc]  # ipywidgets has no types
    """The player's text, for every live explorable of a kernel: a model that is never shown."""

    script = traitlets.Unicode().tag(sync=True)
    style = traitlets.Unicode().tag(sync=True)
    version = traitlets.Unicode().tag(sync=True)

    _shared: PlayerText | None = None

    @classmethod
    def shared(cls) -> PlayerText:
        """The one of this kernel: a new one if it was closed, with all other widgets."""
        if cls._shared is None or cls._shared.comm is None:
            script = f"{bundle(['live.js'])}export {{ {', '.join(exported('live.js'))} }};"
            version = hashlib.sha256(script.encode()).hexdigest()[:16]
            cls._shared = cls(script=script, style=player_style(), version=version)
        return cls._shared


class _Number(traitlets.Float[float, float]):
    """A number within its range; NaN, which traitlets lets through any range, is none."""

    def validate(self, obj: traitlets.HasTraits, value: object) -> float:
        number = super().validate(obj, value)
        if math.isnan(number):
            self.error(obj, value)
        return number


class ExplorableWidget(anywidget.AnyWidget):
    """The base of every live explorable; :func:`make_widget` adds a trait for each control."""

    _esm = player_file("widget.js")
    _player = traitlets.Instance(PlayerText).tag(sync=True, **ipywidgets.widget_serialization)
    _uid = traitlets.Unicode().tag(sync=True)
    _markup = traitlets.Unicode().tag(sync=True)
    _spec = traitlets.Dict().tag(sync=True)
    _source = traitlets.Unicode().tag(sync=True)
    _frame = traitlets.Dict().tag(sync=True)

    scene: Explorable

    def __init__(self, scene: Explorable, **state: Value) -> None:
        self.scene = scene
        uid = f"kl-{scene.name}-live-{next(_numbers)}"
        pictures = scene.pictures(uid)
        live = source(scene) if isinstance(scene, Formula) else f"{{frame:null,handles:{scene.handle_script()}}}"
        super().__init__(
            _player=PlayerText.shared(),
            _uid=uid,
            _markup=markup(scene, uid, pictures),
            _spec=dict(specification(scene, pictures)),
            _source=f"export default ({{{','.join(HELPERS)}}})=>({live});",
            **state,
        )
        names = [control.name for control in scene.controls]
        self.observe(self._stop_play, names=names)
        if isinstance(scene, Recorded):
            self.observe(self._update, names=names)
            self._update()

    def __setattr__(self, name: str, value: Any) -> None:
        """Set a control or another attribute that there is; a name that is misspelt would change nothing."""
        if not (name.startswith("_") or name == "scene" or hasattr(type(self), name)):
            controls = ", ".join(control.name for control in self.scene.controls)
            raise AttributeError(f"{self.scene.name} has no control {name!r}; it has {controls}")
        super().__setattr__(name, value)

    @property
    def state(self) -> dict[str, Value]:
        """Each control's value, by name."""
        return {control.name: getattr(self, control.name) for control in self.scene.controls}

    @property
    def readouts(self) -> dict[str, float]:
        """Each readout's number in the present state, by name: a formula's by its truth, a recorded scene's by its update."""
        if isinstance(self.scene, Formula):
            return self.scene.truths(self.state)
        return dict(self.scene.frame(self.state).readouts)

    def _ipython_display_(self) -> None:
        """Show the figure; where no front end has asked for it, first its picture, since it may stay without one.

        What runs a notebook from end to end keeps the state of its widgets, and nbconvert then prefers the live view to
        every other form of an output, online or not.
        """
        data, metadata = self._repr_mimebundle_()
        if not watched():
            still = still_html(self.scene, self.state, self._still_name)
            _publish({"text/html": still, SVG: data.pop(SVG), TEXT: data[TEXT]})
        _publish(data, metadata)

    def _repr_mimebundle_(self, **_: object) -> tuple[dict[str, Any], dict[str, Any]]:
        """The live view, and for what has no front end the picture of the present state and its words."""
        live = super()._repr_mimebundle_()
        assert live is not None  # it has a view
        words = f"{self.scene.name}: {alternative(self.scene, self.state)}"
        return {**live[0], TEXT: words, SVG: still_svg(self.scene, self.state)}, live[1]

    @property
    def _still_name(self) -> str:
        """What a live view knows its picture by; the player's model is the kernel's alone."""
        return f"IPY_MODEL_{self._player.model_id} {self._uid}"

    def _update(self, _: object = None) -> None:
        """Run a recorded scene's update in the kernel, and send the page its frame."""
        frame = self.scene.frame(self.state)
        marks = [
            [[None if x != x else round(float(x), 2) for x in axis] for axis in points.T]
            for points in frame.paths.values()
        ]
        sent: SentFrame = {"m": marks, "r": [_as_json(value) for value in frame.readouts.values()]}
        self._frame = dict(sent)

    def _stop_play(self, _: object) -> None:
        """Let nothing that moves by itself overwrite what a cell has set; what another widget sets by a link stops nothing."""
        if asked_by_a_cell():
            self.send({"stop": self.state})


def _publish(data: dict[str, Any], metadata: dict[str, Any] | None = None) -> None:
    """Show one output, in each of its forms."""
    publish_display_data(data, metadata)  # type: ignore[no-untyped-call]


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
        ``widget.mu = 2`` moves the page; ``widget.observe`` and ``traitlets.link`` follow it; ``widget.readouts`` are its
        numbers.
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
