"""The contract between Python and the player: each type of contract.py is the one of contract.js, field by field."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from types import UnionType
from typing import Any, Literal, NotRequired, get_args, get_origin, get_type_hints, is_typeddict

import pytest

from kltools.explorables import contract
from kltools.explorables.bundle import player_file
from kltools.explorables.page import specification
from tests.explorables.scenes_for_tests import formula, recorded, waves

PLAIN = {str: "string", float: "number", int: "number", bool: "boolean", type(None): "null"}
TYPES = {name: kind for name, kind in vars(contract).items() if is_typeddict(kind)}


def in_javascript(kind: Any) -> str:
    """A Python type as contract.js writes it."""
    origin, parts = get_origin(kind), get_args(kind)
    if kind == contract.Scale:
        return "Scale"
    if kind == contract.ControlSpecification:
        return "ControlSpecification"
    if is_typeddict(kind):
        return kind.__name__
    if origin is Literal:
        return " | ".join(f'"{one}"' for one in parts)
    if origin is UnionType:
        return " | ".join(in_javascript(one) for one in parts)
    if origin is Sequence:
        inner = in_javascript(parts[0])
        return f"({inner})[]" if " | " in inner and not inner.endswith("[]") else f"{inner}[]"
    if origin is Mapping:
        return f"Record<{in_javascript(parts[0])}, {in_javascript(parts[1])}>"
    return PLAIN[kind]


def python_fields(kind: type) -> dict[str, str]:
    """Each field's type in JavaScript; an optional one's name in brackets."""
    fields = {}
    for name, hint in get_type_hints(kind, include_extras=True).items():
        optional = get_origin(hint) is NotRequired
        fields[f"[{name}]" if optional else name] = in_javascript(get_args(hint)[0] if optional else hint)
    return fields


def javascript_fields(source: str) -> dict[str, dict[str, str]]:
    """The fields of each ``@typedef {object}`` in a file."""
    found = {}
    for comment in re.findall(r"/\*\*(.*?)\*/", source, re.DOTALL):
        if named := re.search(r"@typedef \{object\} (\w+)", comment):
            properties = re.findall(r"@property \{(.+)\} (\[?\w+\]?)$", comment, re.MULTILINE)
            found[named[1]] = {name: kind for kind, name in properties}
    return found


@pytest.mark.parametrize("name", TYPES)
def test_a_type_has_the_same_fields_in_both_languages(name: str) -> None:
    assert javascript_fields(player_file("contract.js")).get(name) == python_fields(TYPES[name])


def test_the_controls_kinds_are_the_same() -> None:
    (union,) = re.findall(r"@typedef \{(.+?)\} ControlSpecification", player_file("contract.js"))
    assert union.split(" | ") == [kind.__name__ for kind in get_args(contract.ControlSpecification)]


@pytest.mark.parametrize("scene", [formula(), recorded(waves)], ids=lambda scene: scene.name)
def test_what_is_handed_over_has_the_fields_of_its_type(scene: Any) -> None:
    assert_of_type(specification(scene, scene.pictures("u")), contract.Specification)


def assert_of_type(value: Any, kind: Any) -> None:
    """A value has the fields of its type, down to the last; a control those of its kind."""
    if kind == contract.ControlSpecification:
        kind = next(one for one in get_args(kind) if get_type_hints(one)["kind"] == Literal[value["kind"]])
    if get_origin(kind) is Sequence:
        for one in value:
            assert_of_type(one, get_args(kind)[0])
    if is_typeddict(kind):
        hints = get_type_hints(kind, include_extras=True)
        required = {name for name, hint in hints.items() if get_origin(hint) is not NotRequired}
        assert required <= set(value) <= set(hints)
        for name in value:
            assert_of_type(value[name], get_type_hints(kind)[name])


def test_a_field_that_differs_would_be_seen() -> None:
    source = player_file("contract.js")
    for before, after in (
        ("@property {boolean} indexed", "@property {boolean} counted"),
        ("{number[]} [values]", "{number[]} values"),
        ("{number | null} rides", "{number} rides"),
    ):
        assert before in source
        changed = javascript_fields(source.replace(before, after))
        assert any(changed[name] != python_fields(kind) for name, kind in TYPES.items())
