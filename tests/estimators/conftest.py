"""No warning may leak from an estimate that a test does not expect to warn."""

from __future__ import annotations

import warnings

import pytest


@pytest.fixture(autouse=True)
def no_warnings():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        yield
