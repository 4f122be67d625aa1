"""What is wrong with a scene as it is described: names, panels, moves, symbols and placeholders that are not there.

What needs the values of controls is found by :mod:`kltools.explorables.scene_check`.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Collection, Iterable, Iterator, Sequence

import sympy as sp

from kltools.drawing import Panel, instead
from kltools.explorables.controls import Control, Readout, Slider, name_mistake
from kltools.explorables.handles import Descent, Handle
from kltools.explorables.marks import Mark, Word, formulas_of, own_symbol

PLACEHOLDER = re.compile(r"\{([^}]*)\}")
"""A control or readout in a description, as the player reads it."""


class SceneMistake(ValueError):
    """All that was found wrong with a scene, each mistake on a line of its own, with its place and its cure.

    Parameters
    ----------
    scene : str
        The scene's name.
    mistakes : iterable of str

    Examples
    --------
    >>> print(SceneMistake("coins", ["handle 1 'peak' …; do this", "readout 2 'D' …; do that"]))
    scene 'coins' has 2 mistakes:
    - handle 1 'peak' …; do this
    - readout 2 'D' …; do that
    """

    def __init__(self, scene: str, mistakes: Iterable[str]) -> None:
        self.scene, self.mistakes = scene, tuple(mistakes)
        super().__init__(scene, self.mistakes)  # what a pickled error is made of again

    def __str__(self) -> str:
        if len(self.mistakes) == 1:
            return f"scene {self.scene!r}: {self.mistakes[0]}"
        lines = "".join(f"\n- {mistake}" for mistake in self.mistakes)
        return f"scene {self.scene!r} has {len(self.mistakes)} mistakes:{lines}"


def part(kind: str, place: int, label: str = "") -> str:
    """What a message calls a part of a scene: its kind, its number, counted from 1, and its label.

    Examples
    --------
    >>> part("handle", 0, "peak of q")
    "handle 1 'peak of q'"
    """
    return f"{kind} {place + 1} {label!r}" if label else f"{kind} {place + 1}"


def mark_part(place: int, mark: Mark) -> str:
    """What a message calls a mark: its number, its kind, and a word's text or else its role."""
    told = repr(mark.text) if isinstance(mark, Word) else f"of role {mark.role!r}"
    return f"mark {place + 1} ({type(mark).__name__}, {told})"


def name_mistakes(scene: object, named: Sequence[str], panels: Sequence[Panel]) -> Iterator[str]:
    """A scene's name that is no identifier, and names given twice."""
    if mistake := name_mistake(scene):
        yield mistake
    for name in dict.fromkeys(name for name in named if named.count(name) > 1):
        yield f"{name!r} names two things; give each its own name"
    called = [panel.name for panel in panels]
    for name in dict.fromkeys(name for name in called if called.count(name) > 1):
        yield f"panel {name!r} stands twice; give each its own name"


def description_mistakes(description: str, named: Collection[str]) -> Iterator[str]:
    """Placeholders of the text alternative that name nothing, and braces that are none."""
    for name in PLACEHOLDER.findall(description):
        if name not in named:
            yield f"the description's {{{name}}} is no control or readout; {instead(name, named)}"
    rest = PLACEHOLDER.sub("", description)
    if "{" in rest or "}" in rest:
        yield "the description has a brace without its fellow; write {name} for a value, and no other brace"


def panel_mistake(called: str, panel: str, panels: Sequence[Panel]) -> Iterator[str]:
    """A part that stands in a panel that the scene lacks."""
    names = [one.name for one in panels]
    if panel not in names:
        yield f"{called} stands in panel {panel!r}, which the scene lacks; {instead(panel, names)}"


def moves_mistakes(called: str, moves: Sequence[str], controls: Sequence[Control]) -> Iterator[str]:
    """Controls to move that are none, or are no sliders."""
    known = {control.name: control for control in controls}
    sliders = [name for name, control in known.items() if isinstance(control, Slider)]
    for name in moves:
        if name not in known:
            yield f"{called}: there is no control {name!r} to move; {instead(name, sliders)}"
        elif name not in sliders:
            yield f"{called} moves {name!r}, which is no slider; {instead(name, sliders)}"


def symbol_mistakes(
    called: str, formulas: Iterable[sp.Basic], controls: Sequence[Control], known: Collection[sp.Basic] = ()
) -> Iterator[str]:
    """Symbols of formulas that no control sets."""
    symbols = {control.symbol for control in controls} | set(known)
    names = [control.name for control in controls]
    met: set[sp.Basic] = set()
    bases: set[sp.Basic] = set()
    for formula in formulas:
        met |= formula.free_symbols - formula.atoms(sp.Indexed)
        bases |= {indexed.base.label for indexed in formula.atoms(sp.Indexed)}
    for symbol in sorted(met - symbols, key=str):
        name = str(symbol)
        if symbol in bases:
            yield f"{called} reads data {name!r}, which the scene lacks; give data={{{name!r}: …}}"
        elif name in names:
            yield (
                f"{called} depends on a symbol {name} that is not the control's own; write {name}.symbol, of the control "
                f"{name!r}, which knows its range"
            )
        else:
            cure = instead(name, names) if names else "the scene has no control"
            yield (
                f"{called} depends on {name}, which no control sets; write {name}.symbol, or add a control named {name!r} "
                f"({cure})"
            )


def truth_mistake(called: str, readout: Readout, controls: Sequence[Control]) -> Iterator[str]:
    """A truth that cannot be called with the controls by name."""
    if readout.truth is None:
        return
    names = [control.name for control in controls]
    try:
        signature = inspect.signature(readout.truth)
    except ValueError:  # some functions written in C do not tell theirs
        return
    try:
        signature.bind(**dict.fromkeys(names))
    except TypeError as error:
        yield (
            f"{called}: its truth takes {signature}, and is called with {', '.join(names) or 'nothing'} ({error}); let it "
            "take each control by name, or **_ for those it does not need"
        )


def readout_mistakes(
    readouts: Sequence[Readout], controls: Sequence[Control], known: Collection[sp.Basic]
) -> Iterator[str]:
    """What a formula scene's readouts lack to be shown and checked."""
    for place, readout in enumerate(readouts):
        called = part("readout", place, readout.name)
        if readout.expression is None or readout.truth is None:
            lacking = "an expression and a truth to check it by"
            given = "an expression" if readout.expression is not None else "a truth" if readout.truth else "neither"
            yield f"{called} needs {lacking}, and has {given}; give both"
        if readout.expression is not None:
            yield from symbol_mistakes(called, [sp.sympify(readout.expression)], controls, known)
        yield from truth_mistake(called, readout, controls)


def mark_mistakes(
    marks: Sequence[Mark], panels: Sequence[Panel], controls: Sequence[Control], known: Collection[sp.Basic]
) -> Iterator[str]:
    """Marks in panels that are not there, or of symbols that nothing sets."""
    for place, mark in enumerate(marks):
        called = mark_part(place, mark)
        yield from panel_mistake(called, mark.panel, panels)
        own = own_symbol(mark)
        yield from symbol_mistakes(called, formulas_of(mark), controls, [*known, *([] if own is None else [own])])


def handle_mistakes(
    handles: Sequence[Handle], panels: Sequence[Panel], controls: Sequence[Control], known: Collection[sp.Basic]
) -> Iterator[str]:
    """Handles in panels that are not there, that move what is no slider, or stand where nothing says."""
    for place, handle in enumerate(handles):
        called = part("handle", place, handle.label)
        yield from panel_mistake(called, handle.panel, panels)
        yield from moves_mistakes(called, handle.moves, controls)
        formulas = [handle.x, handle.shown_if, *([] if isinstance(handle.y, str) else [handle.y])]
        yield from symbol_mistakes(called, map(sp.sympify, formulas), controls, known)


def descent_mistakes(
    descents: Sequence[Descent], readouts: Sequence[Readout], controls: Sequence[Control]
) -> Iterator[str]:
    """Descents on readouts that are not there, or that move what is no slider."""
    names = [readout.name for readout in readouts]
    for place, descent in enumerate(descents):
        called = part("descent", place, descent.label)
        if descent.readout not in names:
            yield f"{called} lowers no readout of this scene: {descent.readout!r}; {instead(descent.readout, names)}"
        yield from moves_mistakes(called, descent.moves, controls)
