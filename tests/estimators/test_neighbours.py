"""The search for neighbours in many dimensions, and what is said while it lasts."""

from __future__ import annotations

import time

import numpy as np
import pytest
from scipy.spatial.distance import cdist

from kltools.estimators import knn_kl, progress
from kltools.estimators.neighbours import nearest
from kltools.estimators.progress import Progress


def quiet(n):
    return Progress("a search", n, False)


@pytest.mark.parametrize("d", [8, 20])
@pytest.mark.parametrize("offset", [0.0, 1e3, 1e7])
def test_blocks_find_what_sorting_all_distances_finds(d, offset):
    rng = np.random.default_rng(1)
    rows, others = offset + rng.standard_normal((150, d)), offset + rng.standard_normal((2500, d))
    distances, places = nearest(rows, others, 17, quiet(150))
    every = cdist(rows, others)
    order = np.argsort(every, axis=1)[:, :17]
    np.testing.assert_array_equal(places, order)
    np.testing.assert_allclose(distances, np.take_along_axis(every, order, axis=1), rtol=1e-12)


def test_where_products_lose_the_digits_a_tree_finds_them():
    """Two clusters 1e8 apart whose points are 1e-3 apart: squares of distances are lost in |x|^2."""
    rng = np.random.default_rng(2)
    centres = np.where(np.arange(3000) % 2, 1e8, 0.0)[:, None]
    others = centres + 1e-3 * rng.standard_normal((3000, 8))
    rows = others[:100]
    distances, places = nearest(rows, others, 5, quiet(100))
    every = cdist(rows, others)
    np.testing.assert_allclose(distances, np.sort(every, axis=1)[:, :5], rtol=1e-12)
    np.testing.assert_array_equal(places[:, 0], np.arange(100))


def test_memory_does_not_grow_with_rows_times_others():
    """20,000 distances a row would be 3 GB; the blocks hold 64 rows."""
    import tracemalloc

    rng = np.random.default_rng(3)
    rows, others = rng.standard_normal((2000, 8)), rng.standard_normal((20_000, 8))
    tracemalloc.start()
    nearest(rows, others, 17, quiet(2000))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 150e6 < 8 * len(rows) * len(others)


def test_progress_is_called_with_what_is_done_and_the_total():
    rng, calls = np.random.default_rng(4), []
    knn_kl(rng.standard_normal((5000, 2)), rng.standard_normal((3000, 2)), progress=lambda *one: calls.append(one))
    done, totals = zip(*calls)
    assert list(done) == sorted(set(done))
    assert set(totals) == {10_000}
    assert done[-1] == 10_000
    assert len(done) > 2


def test_long_work_says_how_long_it_will_take_unless_told_not_to(monkeypatch, capsys):
    clock = iter(np.arange(0.0, 1000.0, 6.0))
    monkeypatch.setattr(time, "monotonic", lambda: float(next(clock)))
    work = Progress("knn_kl", 100, None)
    for _ in range(4):
        work.step(25)
    assert "knn_kl: 50% done, about 12 seconds left" in capsys.readouterr().err
    silent = Progress("knn_kl", 100, False)
    for _ in range(4):
        silent.step(25)
    assert capsys.readouterr().err == ""


def test_short_work_says_nothing(capsys):
    rng = np.random.default_rng(5)
    knn_kl(rng.standard_normal(100), rng.standard_normal(100))
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize("bad", [5, "yes", [1]])
def test_progress_that_is_none(bad):
    with pytest.raises(TypeError, match="progress is .*; give a function of two numbers, or False"):
        knn_kl(np.arange(100.0) ** 1.5, np.arange(100.0) ** 1.4, progress=bad)


def test_durations():
    assert [progress._duration(seconds) for seconds in (5, 200, 7200)] == ["5 seconds", "3 minutes", "2.0 hours"]


@pytest.mark.nightly
@pytest.mark.timed
def test_fifty_thousand_points_in_twenty_dimensions_take_less_than_two_minutes():
    rng = np.random.default_rng(6)
    x, y = rng.standard_normal((50_000, 20)), rng.standard_normal((50_000, 20))
    begun = time.perf_counter()
    with pytest.warns(match="distances among the x's grow"):
        knn_kl(x, y)
    assert time.perf_counter() - begun < 120
