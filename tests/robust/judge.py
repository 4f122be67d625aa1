"""The verdict on a call with hostile input: a sound answer, or an error that names the argument and the cure."""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable
from typing import Any

import numpy as np


def snapshot(value: Any) -> Any:
    """What a call must leave as it was: every byte of an array, the text of any other object."""
    if isinstance(value, np.ndarray):
        return value.dtype.str, value.shape, value.tobytes()
    if isinstance(value, (list, tuple)):
        return [snapshot(part) for part in value]
    return value if isinstance(value, int) else repr(value)


def check_message(error: Exception, names: tuple[str, ...]) -> None:
    """Hold a message to the house's form: it names an argument, and after a semicolon says what to do."""
    message = str(error)
    assert any(re.search(rf"(?<!\w){re.escape(name)}(?!\w)", message) for name in names), (names, message)
    assert re.search(r"; \S+ \S+", message), f"no cure: {message}"


def judged(
    call: Callable[..., Any],
    *arguments: Any,
    names: tuple[str, ...],
    refusals: tuple[type[Exception], ...] = (),
    **options: Any,
) -> Any:
    """Return what a call returns, or None where it refuses as it should.

    Any warning fails, and so does a change of the input. `refusals` are documented errors besides
    ValueError and TypeError, which need not name one argument.
    """
    given = [*arguments, *options.values()]
    before = snapshot(given)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            return call(*arguments, **options)
    except refusals:
        return None
    except (ValueError, TypeError) as error:
        check_message(error, names)
        return None
    finally:
        assert snapshot(given) == before, "the input was changed"
