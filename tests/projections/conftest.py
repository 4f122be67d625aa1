"""No warning may leak from a fit."""

from __future__ import annotations

import warnings

import mpmath as mp
import pytest


@pytest.fixture(autouse=True)
def no_warnings():
    with warnings.catch_warnings(), mp.workdps(25):
        warnings.simplefilter("error")
        yield
