"""What Python hands to the player: a scene's specification, and the recording of one that is no formula, as JSON has them.

``player/contract.js`` says the same to the player, type by type and field by field.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal, NotRequired, TypedDict

Scale = tuple[float, float, float, float]
"""How a panel turns a scene's points into pixels: x is ``a + b x``, y (downwards) ``c + d y``."""


class SliderSpecification(TypedDict):
    """A slider; ``values`` are those it was recorded at, ``indexed`` tells whether its native input counts them."""

    kind: Literal["slider"]
    name: str
    value: float
    values: NotRequired[Sequence[float]]
    unit: str
    min: float
    max: float
    indexed: bool


class ChoiceSpecification(TypedDict):
    """A choice; its value is an option's place."""

    kind: Literal["choice"]
    name: str
    value: float
    values: NotRequired[Sequence[float]]
    options: Sequence[str]


class ToggleSpecification(TypedDict):
    """A toggle; on is 1, off is 0."""

    kind: Literal["toggle"]
    name: str
    value: float
    values: NotRequired[Sequence[float]]


ControlSpecification = SliderSpecification | ChoiceSpecification | ToggleSpecification


class ReadoutSpecification(TypedDict):
    """A readout; its output is the one at the same place in the figure."""

    name: str
    digits: int
    unit: str


class MarkSpecification(TypedDict):
    """A moving artist: the end of its id, its panel, and whether it is a word, which has one place, or a path."""

    id: str
    panel: str
    word: bool


class HandleSpecification(TypedDict):
    """A handle: the places of the controls that it moves, and of the mark that it rides, if it does."""

    panel: str
    moves: Sequence[int]
    rides: int | None


class DescentSpecification(TypedDict):
    """A descent: the places of the controls that it moves."""

    moves: Sequence[int]


class Specification(TypedDict):
    """A scene, as the player takes it; ``scales`` are by layout and panel."""

    name: str
    description: str
    controls: Sequence[ControlSpecification]
    readouts: Sequence[ReadoutSpecification]
    marks: Sequence[MarkSpecification]
    scales: Mapping[str, Mapping[str, Scale]]
    handles: Sequence[HandleSpecification]
    descents: Sequence[DescentSpecification]


class PackedArray(TypedDict):
    """How to unpack one array of a recording.

    ``on`` are the controls on whose grid it is stored, ``inner`` the shape of one state's part and ``size`` its length,
    ``width`` a number's bytes, ``differenced`` the axes to sum along, ``start`` its first byte.
    """

    on: Sequence[int]
    inner: Sequence[int]
    size: int
    width: int
    differenced: Sequence[int]
    start: int


class Recording(TypedDict):
    """Every state's frame: ``bytes`` gzipped in base64; an array a mark, and one of the readouts, whose ``digits`` follow."""

    arrays: Sequence[PackedArray]
    bytes: str
    digits: Sequence[int]


class SentFrame(TypedDict):
    """A recorded scene's frame as a kernel sends it: each mark's xs and ys, each readout's number.

    None is a gap, and text a number that JSON has not.
    """

    m: Sequence[Sequence[Sequence[float | None]]]
    r: Sequence[float | str]
