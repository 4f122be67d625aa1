"""What a reader can set, and what an explorable answers: controls and readouts."""

from __future__ import annotations

import keyword
import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import NoReturn

import sympy as sp

from kltools.drawing import TEXT, check_role
from kltools.explorables.taken_names import TAKEN

Value = float | str | bool
"""What a control stands at: a number, a choice's text, or a truth value."""

State = Mapping[str, Value]
"""One value for each control, by name."""


def name_mistake(name: object) -> str:
    """Why a name cannot be a scene's or a control's, and the cure; empty where it can.

    Examples
    --------
    >>> name_mistake("two coins")
    "the name 'two coins' is not an identifier; use letters, digits and underscores, a letter first"
    >>> name_mistake("two_coins")
    ''
    """
    if not isinstance(name, str) or not re.fullmatch(r"[a-zA-Z]\w*", name):
        return f"the name {name!r} is not an identifier; use letters, digits and underscores, a letter first"
    if keyword.iskeyword(name):
        return f"the name {name!r} is a word of Python's; choose another"
    return ""


class _Named:
    """What every control is: named, and no number of its own."""

    name: str

    @property
    def _called(self) -> str:
        """How errors call it."""
        return f"{type(self).__name__.lower()} {self.name!r}"

    def _check_name(self) -> None:
        if mistake := name_mistake(self.name):
            raise ValueError(f"{self._called}: {mistake}")
        if self.name in TAKEN:
            raise ValueError(
                f"{self._called}: every widget has something of the name {self.name!r} already; choose another"
            )

    def _refuse_arithmetic(self, *_: object) -> NoReturn:
        raise TypeError(f"{self._called} is a control, not a number; write its symbol, {self.name}.symbol, in formulas")

    _sympy_ = __neg__ = __pos__ = __abs__ = __float__ = _refuse_arithmetic
    __add__ = __sub__ = __mul__ = __truediv__ = __pow__ = _refuse_arithmetic
    __radd__ = __rsub__ = __rmul__ = __rtruediv__ = __rpow__ = _refuse_arithmetic
    __lt__ = __le__ = __gt__ = __ge__ = _refuse_arithmetic


@dataclass(frozen=True)
class Slider(_Named):
    """A number the reader slides.

    Parameters
    ----------
    name : str
        Trait in Python, symbol in formulas.
    start, stop : float
        Ends of its range.
    value : float
        Where it stands first.
    step : float
        What one key press adds. A formula may take any value in between, a recording only these.
    label : str
        What the page calls it.
    unit : str
        Read out after the value.
    values : sequence of float, optional
        The values it may take, where they are not evenly spaced (recorded scenes only).
    play : bool
        Whether it carries a button that runs through its range.
    collapsed : bool
        Whether it waits under "All sliders": for what the reader mostly moves by a handle.
    hidden : bool
        Whether the reader does not see it: a script on the page sets it.

    Examples
    --------
    >>> Slider("sigma", 0.5, 2, 1, 0.5, "spread of q").states()
    [0.5, 1.0, 1.5, 2.0]
    """

    name: str
    start: float
    stop: float
    value: float
    step: float
    label: str
    unit: str = ""
    values: Sequence[float] | None = None
    play: bool = False
    collapsed: bool = False
    hidden: bool = False

    def __post_init__(self) -> None:
        self._check_name()
        if not self.start < self.stop:
            raise ValueError(
                f"{self._called}: start is {self.start} and stop {self.stop}; start must lie below stop, so give the lower "
                "one first"
            )
        if not self.step > 0:
            raise ValueError(f"{self._called}: step is {self.step}; give a step above 0")
        if not self.start <= self.value <= self.stop:
            raise ValueError(
                f"{self._called}: value {self.value} lies outside [{self.start}, {self.stop}]; start it within its range"
            )
        for value in self.values or ():
            if not self.start <= value <= self.stop:
                raise ValueError(
                    f"{self._called}: values holds {value}, outside [{self.start}, {self.stop}]; keep values within"
                )

    @property
    def symbol(self) -> sp.Symbol:
        """The real symbol that stands for it in formulas; positive if its whole range is."""
        return sp.Symbol(self.name, positive=True) if self.start > 0 else sp.Symbol(self.name, real=True)

    def states(self) -> list[float]:
        """The values a recording runs over."""
        if self.values is not None:
            return [float(value) for value in self.values]
        count = math.floor((self.stop - self.start) / self.step + 1e-9)  # a last step that overshoots is none
        return [round(self.start + index * self.step, 12) for index in range(count + 1)]

    def number(self, value: object) -> float:
        """The value as the number a formula sees."""
        if isinstance(value, bool) or not isinstance(value, (int, float)) or not math.isfinite(value):
            raise ValueError(f"{self.name} is {value!r}; give a finite number from {self.start} to {self.stop}")
        if not self.start - 1e-9 <= value <= self.stop + 1e-9:
            raise ValueError(f"{self.name} is {value}, outside [{self.start}, {self.stop}]; give a value in that range")
        return float(value)


@dataclass(frozen=True)
class Choice(_Named):
    """One of several named options.

    In formulas its symbol is the option's place, counted from 0; ``select`` picks an expression by it.

    Examples
    --------
    >>> family = Choice("family", ("Poisson", "geometric"), "family of q")
    >>> family.number("geometric")
    1.0
    """

    name: str
    options: Sequence[str]
    label: str
    value: str = ""

    def __post_init__(self) -> None:
        self._check_name()
        if len(self.options) < 2:
            raise ValueError(f"{self._called} has {len(self.options)} option(s); give at least two")
        object.__setattr__(self, "value", self.value or self.options[0])
        self.number(self.value)

    @property
    def symbol(self) -> sp.Symbol:
        """The symbol that stands for the option's place."""
        return sp.Symbol(self.name, integer=True, nonnegative=True)

    def select(self, expressions: Sequence[sp.Expr]) -> sp.Expr:
        """The expression of the chosen option: one for each, in order."""
        if len(expressions) != len(self.options):
            raise ValueError(
                f"{self._called} has {len(self.options)} options, not {len(expressions)}; give one expression for each"
            )
        branches = [(value, sp.Eq(self.symbol, place)) for place, value in enumerate(expressions)]
        return sp.Piecewise(*branches[:-1], (expressions[-1], True))

    def states(self) -> list[str]:
        """The options, which a recording runs over."""
        return list(self.options)

    def number(self, value: object) -> float:
        """The option's place, as a formula sees it."""
        for place, option in enumerate(self.options):
            if option == value:
                return float(place)
        raise ValueError(f"{self.name} is {value!r}; choose one of {', '.join(map(repr, self.options))}")


@dataclass(frozen=True)
class Toggle(_Named):
    """On or off; 1 or 0 in formulas.

    Examples
    --------
    >>> Toggle("mixture", "show m", value=True).number(True)
    1.0
    """

    name: str
    label: str
    value: bool = False

    def __post_init__(self) -> None:
        self._check_name()

    @property
    def symbol(self) -> sp.Symbol:
        """The symbol that is 1 when it is on."""
        return sp.Symbol(self.name, integer=True, nonnegative=True)

    def states(self) -> list[bool]:
        """Off and on."""
        return [False, True]

    def number(self, value: object) -> float:
        """1 for on, 0 for off."""
        if not isinstance(value, bool):
            raise ValueError(f"{self.name} is {value!r}; give True or False")
        return float(value)


Control = Slider | Choice | Toggle

MOST_DIGITS = 15
"""Digits after the point that a readout may show: a double has no more."""


@dataclass(frozen=True)
class Readout:
    """A named number with its unit.

    Parameters
    ----------
    name : str
        As the page shows it.
    expression : sympy.Expr or None
        Its formula; None in a recorded scene, whose ``update`` returns the number.
    truth : callable or None
        ``truth(**state)`` is the same number, computed in another way: by a library, or a quadrature. A build holds the
        formula to it.
    unit : str
        Shown after the number.
    digits : int
        Digits after the point.
    role : str
        Whose colour it bears: p, q, m, ink.

    Examples
    --------
    >>> Readout("area", digits=2).shown(0.125), Readout("area").shown(float("inf"))
    ('0.13', '∞')
    """

    name: str
    expression: sp.Expr | None = None
    truth: Callable[..., float] | None = None
    unit: str = ""
    digits: int = 3
    role: str = "ink"

    def __post_init__(self) -> None:
        called = f"readout {self.name!r}"
        if self.truth is not None and not callable(self.truth):
            raise TypeError(
                f"{called}: truth is {self.truth!r}, which is no function; give one of the controls, such as "
                "lambda rate: …, or name what is meant, as in unit=…"
            )
        if not isinstance(self.digits, int) or not 0 <= self.digits <= MOST_DIGITS:
            raise ValueError(f"{called}: digits is {self.digits!r}; give a whole number from 0 to {MOST_DIGITS}")
        check_role(self.role, TEXT, of=called)

    def shown(self, value: float) -> str:
        """The number as the page prints it: rounded half away from zero, as JavaScript's toFixed does."""
        if math.isnan(value):
            return "undefined"
        if math.isinf(value):
            return "∞" if value > 0 else "−∞"
        if abs(value) >= 1e21:
            return repr(float(value)).replace("-", "−", value < 0)  # toFixed, too, gives up its digits here
        rounded = Decimal(value).quantize(Decimal(1).scaleb(-self.digits), ROUND_HALF_UP)
        return f"{rounded + 0:f}".replace("-", "−") if rounded else f"{abs(rounded):f}"
