"""What a reader takes hold of in the figure itself, and what moves controls for the reader: handles and descents."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import sympy as sp

from kltools.drawing import check_role


@dataclass(frozen=True)
class Handle:
    """A point in a panel that the reader drags; the page finds the controls that put it there.

    Parameters
    ----------
    panel : str
        The panel it lives in.
    x : sympy.Expr
        Where it stands, in data units, as a formula in the controls.
    y : sympy.Expr or str
        The same upwards; or, in a recorded scene, the label of the dot that it rides: what has no formula is not searched
        for, and the handle answers to sideways moves alone.
    moves : sequence of str
        The sliders it moves, one or two.
    label : str
        What a screen reader calls it.
    role : str
        Whose colour it bears.
    shown_if : sympy condition
        It hides where this is false.
    """

    panel: str
    x: sp.Expr
    y: sp.Expr | str
    moves: Sequence[str]
    label: str
    role: str = "q"
    shown_if: sp.Basic | bool = True

    def __post_init__(self) -> None:
        called = f"handle {self.label!r}"
        _check_moves(called, self.moves)
        check_role(self.role, of=called)


@dataclass(frozen=True)
class Descent:
    """A button that runs gradient descent on a readout.

    Parameters
    ----------
    label : str
        What the button says.
    readout : str
        The name of the readout it lowers.
    moves : sequence of str
        The sliders it moves.
    """

    label: str
    readout: str
    moves: Sequence[str]

    def __post_init__(self) -> None:
        _check_moves(f"descent {self.label!r}", self.moves)


def _check_moves(called: str, moves: Sequence[str]) -> None:
    """Refuse what is no sequence of names: a name alone would be read letter by letter."""
    if isinstance(moves, str):
        raise TypeError(f"{called}: moves is the text {moves!r}; give a tuple of names, ({moves!r},)")
    if not moves:
        raise ValueError(f"{called}: moves is empty; name the sliders that it moves")
    for name in moves:
        if not isinstance(name, str):
            raise TypeError(f"{called}: moves holds {name!r}, of type {type(name).__name__}; give names of sliders")
