"""The one visual language of the book: its colours, and what each of them stands for.

Colours are drawn as the hexadecimal values below and leave Python as CSS variables
(:mod:`kltools.drawing.svg`), so that dark mode and print recolour a figure without drawing it again.
The hues are those of Okabe and Ito, safe for colour-blind readers; text uses a darker shade of
each, because small type needs more contrast than a curve does.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TypedDict

from kltools.drawing.suggestions import instead

PALETTE = {
    "p": "#0072b2",  # blue: the distribution that data come from
    "q": "#d55e00",  # vermilion: the one that stands in for it
    "m": "#009e73",  # bluish green: the mixture
    "adds": "#e69f00",  # warm: what adds to D
    "takes": "#3f9fd8",  # cool, and hatched: what takes from it
    "ink": "#1f2429",
    "muted": "#5b6470",
    "line": "#c3c9d1",
}
"""Colour of each role, for curves and areas."""

TEXT = {
    "p": "#005a8f",
    "q": "#a84600",
    "m": "#00694d",
    "adds": "#7a5200",
    "takes": "#1d6396",
    "ink": "#1f242a",
    "muted": "#5b6471",
}
"""Colour of each role where it is type; every value differs from PALETTE's, so each maps to one variable."""

DARK = {
    "p": ("#56a8ee", "#7cbdf5"),
    "q": ("#f2894a", "#ff9f66"),
    "m": ("#2fbf96", "#4fd3ad"),
    "adds": ("#f0b43c", "#f3c466"),
    "takes": ("#7cc6ee", "#9ad3f2"),
    "ink": ("#e7eaee", "#e7eaee"),
    "muted": ("#a7b0bb", "#a7b0bb"),
    "line": ("#515a66", "#a7b0bb"),
}
"""Each role's colour on a dark page, for curves and for type."""

DASHES: dict[str, tuple[float, ...]] = {"q": (7, 3), "m": (1.5, 3), "muted": (3, 3)}
"""Dash pattern, in pixels on and off, of the roles that are not drawn solid."""

HATCH = "//"
"""What takes from D is hatched, so that it does not depend on its colour."""


def css_variables() -> dict[str, str]:
    """Each drawn colour and the CSS expression that stands for it on a page.

    Returns
    -------
    dict of str to str
        Hexadecimal colour to ``var(--kl-role, colour)``.

    Examples
    --------
    >>> css_variables()["#0072b2"]
    'var(--kl-p, #0072b2)'
    """
    curves = {value: f"var(--kl-{role}, {value})" for role, value in PALETTE.items()}
    words = {value: f"var(--kl-{role}-text, {value})" for role, value in TEXT.items()}
    return curves | words


def check_role(role: object, known: Collection[str] = PALETTE, *, of: str = "") -> None:
    """Refuse a role that has no colour.

    Parameters
    ----------
    role : object
        What was given for one.
    known : collection of str
        The roles there are: those of :data:`PALETTE` for lines and areas, those of :data:`TEXT` for words.
    of : str
        Whose role it is, for the message.

    Raises
    ------
    ValueError
        With the roles there are.

    Examples
    --------
    >>> check_role("q")
    >>> check_role("red")
    Traceback (most recent call last):
        ...
    ValueError: role is 'red', which has no colour; choose one of 'p', 'q', 'm', 'adds', 'takes', 'ink', 'muted', 'line'
    """
    if role not in known:
        place = f"{of}: " if of else ""
        raise ValueError(f"{place}role is {role!r}, which has no colour; {instead(role, known)}")


class Stroke(TypedDict, total=False):
    """Keywords of a drawn line."""

    dashes: Sequence[float]
    dash_capstyle: str
    solid_capstyle: str


def stroke(role: str, width: float) -> Stroke:
    """Keywords of a drawn line: the role's dash, or round ends."""
    check_role(role)
    if role in DASHES:
        return {"dashes": [length / width for length in DASHES[role]], "dash_capstyle": "butt"}
    return {"solid_capstyle": "round"}


class Lettering(TypedDict):
    """Keywords of a drawn word."""

    color: str
    fontsize: float
    fontweight: str
    ha: str


def lettering(role: str, align: str = "center") -> Lettering:
    """Keywords of a name in a picture: bold, in the role's colour.

    Parameters
    ----------
    role : str
        A key of :data:`TEXT`.
    align : {"center", "left", "right"}
        Which part of the word stands at its place.

    Raises
    ------
    ValueError
        For a role that has no colour as type.

    Examples
    --------
    >>> lettering("p")["color"]
    '#005a8f'
    """
    check_role(role, TEXT)
    return {"color": TEXT[role], "fontsize": 15, "fontweight": "bold", "ha": align}


def style_rules() -> str:
    """The CSS that gives the variables their values, in light and in dark.

    Examples
    --------
    >>> style_rules().startswith(".kl-figure,.kl-quiz{--kl-p:#0072b2;")
    True
    """
    light = "".join(f"--kl-{role}:{value};" for role, value in PALETTE.items())
    light += "".join(f"--kl-{role}-text:{value};" for role, value in TEXT.items())
    dark = "".join(f"--kl-{role}:{curve};--kl-{role}-text:{word};" for role, (curve, word) in DARK.items())
    return (
        f".kl-figure,.kl-quiz{{{light}--kl-paper:#fff}}"
        '@media not print{:is(html[data-theme="dark"],body[data-jp-theme-light="false"]) :is(.kl-figure,.kl-quiz)'
        f"{{{dark}--kl-paper:#14181e}}}}"
    )
