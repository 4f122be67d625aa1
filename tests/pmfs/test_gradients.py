"""Gradients beside mpmath's derivatives at 50 digits, at the edges, and beside each other."""

import math

import mpmath as mp
import numpy as np
import pytest

import kltools
from kltools import kl_gradient

RNG = np.random.default_rng(11)
P, Q = RNG.dirichlet(np.ones(5), 2)
NAMES = ("p", "q", "logits_p", "logits_q")


def divergence(p, q):
    return mp.fsum(a * mp.log(a / b) for a, b in zip(p, q, strict=True))


def softmax(logits):
    powers = [mp.exp(one) for one in logits]
    return [power / mp.fsum(powers) for power in powers]


def by_differentiating(name, p, q):
    """The derivatives of the sum of p log(p/q), each by mpmath."""
    given = {"p": [mp.mpf(float(x)) for x in p], "q": [mp.mpf(float(x)) for x in q]}
    side = name[-1]
    start = [mp.log(x) for x in given[side]] if name.startswith("logits") else given[side]

    def at(place, value):
        moved = [*start[:place], value, *start[place + 1 :]]
        moved = softmax(moved) if name.startswith("logits") else moved
        return divergence(**{**given, side: moved})

    return [mp.diff(lambda value, place=place: at(place, value), start[place]) for place in range(len(start))]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(
    "p, q", [(P, Q), (P, P * (1 + 1e-6 * np.array([1, -1, 1, -1, 0])) / (1 + 1e-6 * (P @ [1, -1, 1, -1, 0])))]
)
def test_each_entry_is_a_derivative(name, p, q):
    with mp.workdps(50):
        # logits move along with the sum of p, which doubles have rounded: both are taken as they are
        p_exact, q_exact = p, q
        exact = by_differentiating(name, p_exact, q_exact)
        size = max(abs(one) for one in exact)
        for found, truth in zip(kl_gradient(p, q, name, tolerance=1e-5), exact, strict=True):
            assert abs(found - truth) <= 1e-14 * max(size, 1e-2)


def test_values_that_one_knows():
    assert kl_gradient([0.5, 0.5], [0.25, 0.75], "p").tolist() == [math.log(2) + 1, math.log(2 / 3) + 1]
    assert kl_gradient([0.5, 0.5], [0.25, 0.75], "q").tolist() == [-2.0, -0.5 / 0.75]
    assert kl_gradient([0.5, 0.5], [0.25, 0.75], "logits_q").tolist() == [-0.25, 0.25]
    assert kl_gradient([0.5, 0.5], [0.5, 0.5], "logits_p").tolist() == [0.0, 0.0]
    assert kl_gradient([0.5, 0.5], [0.25, 0.75], "logits_q", base=2).tolist() == [
        -0.25 / math.log(2),
        0.25 / math.log(2),
    ]


@pytest.mark.parametrize("name", ["logits_p", "logits_q"])
def test_logits_do_not_feel_a_constant(name):
    p, q = RNG.dirichlet(np.ones(300), (2, 4))
    assert np.abs(kl_gradient(p, q, name).sum(axis=-1)).max() < 1e-14


@pytest.mark.parametrize("name", NAMES)
def test_logarithms_give_the_same(name):
    found = kl_gradient(np.log(P), np.log(Q), name, log=True)
    np.testing.assert_allclose(found, kl_gradient(P, Q, name), rtol=1e-13, atol=1e-15)


def test_logarithms_of_what_underflows():
    log_p, log_q = np.array([0.0, -1e4]), np.array([0.0, -1e4 - 3])
    assert kl_gradient(log_p, log_q, "p", log=True).tolist() == [1.0, 4.0]
    assert kl_gradient(log_p, log_p, "p", log=True).tolist() == [1.0, 1.0]
    np.testing.assert_allclose(kl_gradient(log_p, log_q, "q", log=True), [-1.0, -math.exp(3)])


def test_zeros():
    p, q = [0.5, 0.5, 0.0, 0.0], [0.5, 0.25, 0.25, 0.0]
    assert kl_gradient(p, q, "p").tolist() == [1.0, math.log(2) + 1, -math.inf, 0.0]
    assert kl_gradient(p, q, "q").tolist() == [-1.0, -2.0, 0.0, 0.0]
    assert kl_gradient(p, q, "logits_q").tolist() == [0.0, -0.25, 0.25, 0.0]
    slope = 0.5 * math.log(2)
    assert kl_gradient(p, q, "logits_p").tolist() == pytest.approx([-slope / 2, slope / 2, 0.0, 0.0])
    assert kl_gradient(q, p, "p").tolist()[2:] == [math.inf, 0.0]
    assert kl_gradient(q, p, "q").tolist()[2:] == [-math.inf, 0.0]
    with np.errstate(divide="ignore"):
        logs = np.log(p), np.log(q)
    for name in NAMES:
        np.testing.assert_allclose(kl_gradient(*logs, name, log=True), kl_gradient(p, q, name), atol=1e-15)
        assert not np.signbit(kl_gradient(p, q, name)[3])


def test_shapes_axes_masks_and_labels():
    p, q = RNG.dirichlet(np.ones(4), (2, 3)), RNG.dirichlet(np.ones(4), 3)
    whole = kl_gradient(p, q, "logits_p")
    assert whole.shape == (2, 3, 4)
    np.testing.assert_array_equal(whole[1, 2], kl_gradient(p[1, 2], q[2], "logits_p"))
    turned = kl_gradient(np.moveaxis(p, -1, 0), np.moveaxis(np.broadcast_to(q, p.shape), -1, 0), "logits_p", axis=0)
    np.testing.assert_array_equal(turned, np.moveaxis(whole, -1, 0))
    kept = kl_gradient([0.5, 0.5, 9.0], [0.25, 0.75, math.nan], "q", where=[True, True, False])
    assert kept.tolist() == [-2.0, -0.5 / 0.75, 0.0]
    assert kl_gradient({"a": 0.5, "b": 0.5}, {"b": 0.75, "a": 0.25}, "logits_q") == {"a": -0.25, "b": 0.25}


def test_long_ones():
    p, q = RNG.dirichlet(np.ones(50_257), 2)
    np.testing.assert_allclose(kl_gradient(p, q, "p"), np.log(p / q) + 1, rtol=1e-12, atol=1e-12)


def test_a_step_down_the_gradient_lowers_the_divergence():
    logits = np.log(Q)
    for name in ("logits_q",):
        step = logits - 0.1 * kl_gradient(P, Q, name)
        moved = np.exp(step) / np.exp(step).sum()
        assert kltools.kl_divergence(P, moved) < kltools.kl_divergence(P, Q)


def test_bad_input_is_named():
    with pytest.raises(ValueError, match="with_respect_to is 'r'.*'p', 'q', 'logits_p', 'logits_q'"):
        kl_gradient(P, Q, "r")
    with pytest.raises(ValueError, match=r"infinite at index \(1,\) of the other axes.*positive where p is"):
        kl_gradient([[1.0, 0.0], [0.5, 0.5]], [1.0, 0.0], "logits_p")
    with pytest.raises(ValueError, match="p sums to"):
        kl_gradient([0.5, 0.6], [0.5, 0.5], "q")
