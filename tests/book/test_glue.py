"""Glued numbers: what MyST-NB finds in a cell's output, without MyST-NB being there."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output

from kltools.book.glue import MIME, glue


@pytest.fixture(scope="module", autouse=True)
def shell() -> InteractiveShell:
    """A running IPython, so that displayed data are captured and not printed."""
    return InteractiveShell.instance()


def outputs(**values: object) -> list[Any]:
    with capture_output() as captured:
        glue(**values)
    return captured.outputs


def test_each_name_becomes_one_output_with_its_metadata() -> None:
    first, second = outputs(divergence="0.5108", count=3)
    assert first.metadata == {"scrapbook": {"name": "divergence", "mime_prefix": "application/papermill.record/"}}
    assert second.metadata["scrapbook"]["name"] == "count"
    assert list(first.data) == list(second.data) == [MIME]


@pytest.mark.parametrize("value", ["0.7370", "∞", 3, "it's", '"', "1e-3"])
def test_the_text_is_a_literal_that_keeps_every_digit(value: object) -> None:
    """MyST-NB evaluates the text as a Python literal."""
    import ast

    (output,) = outputs(one=value)
    assert ast.literal_eval(output.data[MIME]) == str(value)


@pytest.mark.parametrize("value", [0.5, np.float64(0.25), float("inf")])
def test_a_bare_float_is_refused(value: float) -> None:
    with pytest.raises(TypeError, match=r'glue: answer is the float .*; format it first, as in f"\{answer:.3f\}"'):
        glue(answer=value)
