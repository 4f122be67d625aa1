"""An explorable as one block of HTML: pictures, native controls, its formulas or recording, and the player."""

from __future__ import annotations

import json
from functools import cache
from html import escape

from kltools.drawing import ALONE, Block, picture_style
from kltools.explorables.bundle import bundle, player_file
from kltools.explorables.contract import ControlSpecification, MarkSpecification, Specification
from kltools.explorables.controls import Choice, Control, Slider, Toggle
from kltools.explorables.explorable import Explorable, Picture, shown_value
from kltools.explorables.formula import Formula
from kltools.explorables.javascript import HELPERS
from kltools.explorables.marks import Word
from kltools.explorables.recorded import Recorded

MODULES = ("helpers.js", "start.js")
"""The player's modules that a page calls; they import the others."""
LINKS = (
    '<p class="kl-links"><button type="button" class="kl-link">Copy a link to this state</button>'
    f"{ALONE}Open on its own</a></p>"
)
"""What a figure on a page offers; the book's build gives the second its address."""
REFUSED = "This figure is still: the browser cannot unpack its recording. A current browser can."


@cache
def player_script() -> str:
    """The player's source: plain declarations, for a page or a widget to wrap."""
    return bundle(MODULES)


@cache
def player_style() -> str:
    """The style sheets of pictures and of the player."""
    return picture_style() + player_file("player.css")


def page_player() -> str:
    """The player as a page runs it: one global name, however often it is told."""
    return f"window.klPlayer??=(()=>{{{player_script()}return{{start,{','.join(HELPERS)}}};}})();"


def explorable_parts(scene: Explorable, uid: str, links: str = LINKS) -> tuple[str, str]:
    """One explorable as the HTML of its figure, and the script that brings it to life.

    Parameters
    ----------
    scene : Explorable
    uid : str
        Unique on its page; starts the ids of its parts.
    links : str
        What the figure offers beneath its buttons, as HTML.

    Returns
    -------
    tuple of str
        The same for the same scene and uid.
    """
    pictures = scene.pictures(uid)
    spec = json.dumps(specification(scene, pictures), ensure_ascii=False, separators=(",", ":")).replace("</", "<\\/")
    root = f"document.getElementById({json.dumps(uid)})"
    boot = f"(()=>{{const {{{','.join(HELPERS)}}}=klPlayer;klPlayer.start({root},{spec},{source(scene)});}})();"
    return markup(scene, uid, pictures, links), boot


def explorable_block(scene: Explorable, uid: str, links: str = LINKS) -> Block:
    """One explorable as a block: its figure, its script, and the player that it shares."""
    figure, boot = explorable_parts(scene, uid, links)
    shared, script = {"player": player_style()}, {"player": page_player()}
    return Block(figure, shared, script, uid=uid, scene=scene.name, script=boot)


def source(scene: Explorable) -> str:
    """The JavaScript object that gives a scene's frames."""
    if isinstance(scene, Formula):
        return scene.script()
    assert isinstance(scene, Recorded)
    recording = json.dumps(scene.record(), separators=(",", ":"))
    return f"{{recording:{recording},handles:{scene.handle_script()}}}"


def specification(scene: Explorable, pictures: list[Picture]) -> Specification:
    """What the player knows of a scene."""
    places = {control.name: place for place, control in enumerate(scene.controls)}
    descents = scene.descents if isinstance(scene, Formula) else ()
    return {
        "name": scene.name,
        "description": scene.description,
        "controls": [_control_specification(control, isinstance(scene, Recorded)) for control in scene.controls],
        "readouts": [{"name": one.name, "digits": one.digits, "unit": one.unit} for one in scene.readouts],
        "marks": _marks(scene),
        "scales": {picture.layout.name: picture.scales for picture in pictures},
        "handles": [
            {"panel": one.panel, "moves": [places[name] for name in one.moves], "rides": scene.ridden(one)}
            for one in scene.handles
        ],
        "descents": [{"moves": [places[name] for name in one.moves]} for one in descents],
    }


def _marks(scene: Explorable) -> list[MarkSpecification]:
    if isinstance(scene, Recorded):
        return scene.marks()
    assert isinstance(scene, Formula)
    return [{"id": gid, "panel": mark.panel, "word": isinstance(mark, Word)} for gid, mark in scene.named_marks()]


def _control_specification(control: Control, recorded: bool) -> ControlSpecification:
    known: ControlSpecification
    if isinstance(control, Slider):
        known = {
            "kind": "slider",
            "unit": control.unit,
            "min": control.start,
            "max": control.stop,
            "indexed": control.values is not None,
            "name": control.name,
            "value": control.number(control.value),
        }
    elif isinstance(control, Choice):
        number = control.number(control.value)
        known = {"kind": "choice", "options": list(control.options), "name": control.name, "value": number}
    else:
        known = {"kind": "toggle", "name": control.name, "value": control.number(control.value)}
    if recorded:
        known["values"] = [control.number(value) for value in control.states()]
    return known


def markup(scene: Explorable, uid: str, pictures: list[Picture], links: str = "") -> str:
    """The figure as it stands before the player comes: first state, native controls, caption; on a page, its links."""
    first = scene.state()
    numbers = scene.frame(first).readouts
    words = escape(scene.text_alternative(first, numbers))
    stage = "".join(
        f'<div class="kl-picture kl-{picture.layout.name}" role="img" aria-label="{words}">{picture.svg}</div>'
        f"{_overlay(scene, picture)}"
        for picture in pictures
    )
    readouts = "".join(
        f'<span class="kl-readout"><span class="kl-role-{one.role}">{escape(one.name)}</span> '
        f'<output aria-live="off" class="kl-role-{one.role}" aria-label="{escape(one.name)}">'
        f"{one.shown(numbers[one.name])}</output>"
        f'<span class="kl-unit">{escape(one.unit)}</span></span>'
        for one in scene.readouts
    )
    seen = [control for control in scene.controls if not getattr(control, "hidden", False)]
    plain = [control for control in seen if not getattr(control, "collapsed", False)]
    collapsed = [control for control in seen if control not in plain]
    controls = _controls(plain, uid)
    if collapsed:
        controls += f'<details class="kl-more"><summary>All sliders</summary>{_controls(collapsed, uid)}</details>'
    return (
        f'<figure class="kl-figure kl-explorable" id="{uid}" data-scene="{scene.name}"><div class="kl-stage">{stage}</div>'
        f'<div class="kl-readouts">{readouts}</div>{controls}'
        f'<div class="kl-buttons">{_buttons(scene)}</div>{links}<p class="kl-note" hidden></p>'
        f'<p class="kl-status" role="status"></p><p class="kl-refused" hidden>{REFUSED}</p>'
        f"<figcaption>{scene.caption}</figcaption></figure>"
    )


def _overlay(scene: Explorable, picture: Picture) -> str:
    """The handles of one layout, over its picture."""
    knobs = "".join(
        f'<g class="kl-handle" tabindex="0" role="button" aria-roledescription="draggable point" '
        f'aria-label="{escape(one.label)}: drag it, or move it with the arrow keys"><circle class="kl-grip" r="24"/>'
        f'<circle class="kl-ring" r="13"/><circle class="kl-knob" r="7" style="stroke:var(--kl-{one.role})"/></g>'
        for one in scene.handles
    )
    width, height = picture.size
    return f'<svg class="kl-overlay kl-{picture.layout.name}" viewBox="0 0 {width:g} {height:g}">{knobs}</svg>'


def _buttons(scene: Explorable) -> str:
    descents = scene.descents if isinstance(scene, Formula) else ()
    buttons = "".join(f'<button type="button" data-descent>{escape(one.label)}</button>' for one in descents)
    return f'{buttons}<button type="button" class="kl-reset">Reset</button>'


def _controls(controls: list[Control], uid: str) -> str:
    return f'<div class="kl-controls">{"".join(_control_markup(control, uid) for control in controls)}</div>'


def _control_markup(control: Control, uid: str) -> str:
    """One native control with its label."""
    target = f'id="{uid}-{control.name}" data-control="{control.name}"'
    label = f'<label for="{uid}-{control.name}">{escape(control.label)}</label>'
    if isinstance(control, Toggle):
        checked = " checked" if control.value else ""
        return f'<div class="kl-control kl-toggle"><input type="checkbox" {target}{checked}>{label}</div>'
    if isinstance(control, Choice):
        options = "".join(
            f"<option{' selected' if one == control.value else ''}>{escape(one)}</option>" for one in control.options
        )
        return f'<div class="kl-control">{label}<select {target}>{options}</select></div>'
    low, high, step, value = control.start, control.stop, control.step, control.value
    if control.values is not None:
        low, high, step, value = 0, len(control.values) - 1, 1, list(control.values).index(control.value)
    words = f"{shown_value(control.value)} {control.unit}".strip()
    play = (
        f'<button type="button" class="kl-play" data-play="{control.name}" aria-pressed="false" '
        f'aria-label="Play {escape(control.label)}">▶</button>'
        if control.play
        else ""
    )
    return (
        f'<div class="kl-control">{label}<input type="range" {target} min="{low:g}" max="{high:g}" step="{step:g}" '
        f'value="{value:g}" aria-valuetext="{escape(words)}">'
        f'<span class="kl-value">{shown_value(control.value)}</span>{play}</div>'
    )
