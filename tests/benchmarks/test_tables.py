"""What the benchmarks write: whether bounds are met, and that one part leaves the others' tables alone."""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks import report
from benchmarks.clock import ratio, times
from benchmarks.memory import extra
from benchmarks.pairs_of_pmfs import KINDS
from benchmarks.peers import jensenshannon, kl_peers
from benchmarks.table import BOUNDED, Table, at_least, at_most, shown
from kltools import js_divergence, kl_divergence


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (at_most(1.9, 2, "ms"), ("1.9 ms", "≤ 2 ms", "yes")),
        (at_most(2.1, 2), ("2.1", "≤ 2", "**no**")),
        (at_least(2.1, 2), ("2.1", "≥ 2", "yes")),
        (at_least(float("nan"), 2), ("nan", "≥ 2", "**no**")),
    ],
)
def test_a_row_says_whether_its_bound_is_met(cells, expected):
    assert cells == expected


@pytest.mark.parametrize(
    ("value", "text"), [(0.0, "0"), (1.23456, "1.23"), (12345.6, "12,346"), (3.21e-16, "3.2e-16"), (2e9, "2.0e+09")]
)
def test_numbers_are_shown_to_a_few_digits(value, text):
    assert shown(value) == text


def test_a_part_leaves_the_tables_of_the_others(tmp_path, monkeypatch):
    monkeypatch.setattr(report, "RESULTS", tmp_path / "RESULTS.md")
    monkeypatch.setattr(report, "_where", lambda: "*here and now*")  # the machine's load changes between two calls
    old, new, other = (
        Table(heading, ("what", *BOUNDED), [("one", *at_most(1, 2))]) for heading in ("Old", "New", "Other")
    )
    report.write({"pmfs": [old], "memory": [other]})
    text = report.write({"pmfs": [new]}).read_text("utf8")
    assert "## New" in text and "## Other" in text and "## Old" not in text
    assert text == report.write({"memory": [other]}).read_text("utf8")
    assert text.index("New") < text.index("Other")


@pytest.mark.parametrize("kind", KINDS)
def test_every_peer_computes_the_same_divergence(kind):
    p, q = KINDS[kind](40, np.random.default_rng(1))
    for name, peer in kl_peers().items():
        assert peer(p, q) == pytest.approx(kl_divergence(p, q), rel=1e-6, abs=1e-15), name
    assert jensenshannon(p, q) == pytest.approx(js_divergence(p, q), rel=1e-6, abs=1e-15)


def test_extra_memory_is_that_of_the_call():
    assert 8.0 <= extra(lambda: np.ones(10**6)) <= 8.1
    assert extra(lambda: None) < 0.1


def test_longer_work_takes_longer():
    taken = times({"one": lambda: sum(range(10_000)), "ten": lambda: sum(range(100_000))}, 5, 20)
    assert 3 < ratio(taken, "ten", "one") < 30
    assert all(len(one) == 5 for one in taken.values())
