"""The options of every function of PMFs: logarithms, masks, several axes, kept axes, tolerance and renormalisation."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import mpmath
import numpy as np
import pytest

import kltools

INF = math.inf


def chi_squared(p: Any, q: Any, **options: Any) -> Any:
    return kltools.f_divergence(p, q, lambda t: (t - 1) ** 2, slope_at_infinity=INF, **options)


def renyi(alpha: float) -> Callable[..., Any]:
    return lambda p, q, **options: kltools.renyi_divergence(p, q, alpha, **options)


def of_three(p: Any, q: Any, **options: Any) -> Any:
    return kltools.js_divergence_of([p, q, p], [0.25, 0.5, 0.25], **options)


def _terms(p: Any, q: Any, term: Callable[[Any, Any], Any]) -> Any:
    return mpmath.fsum(term(a, b) for a, b in zip(p, q) if a or b)


def _kl(p: Any, q: Any) -> Any:
    """The sum of the terms p log(p/q) - p + q, which is what is defined where sums are not exactly 1."""
    return _terms(p, q, lambda a, b: INF if a and not b else (a * mpmath.log(a / b) if a else 0) - a + b)


def _js(p: Any, q: Any, w: Any = 0.5) -> Any:
    m = [(1 - w) * a + w * b for a, b in zip(p, q)]
    return (1 - w) * _kl(p, m) + w * _kl(q, m)


def _renyi(alpha: Any) -> Callable[[Any, Any], Any]:
    def of(p: Any, q: Any) -> Any:
        if alpha == 0:
            return -mpmath.log(mpmath.fsum(b for a, b in zip(p, q) if a))
        if alpha == INF:
            return max(mpmath.log(a / b) for a, b in zip(p, q) if a)
        powers = mpmath.fsum(a**alpha * b ** (1 - mpmath.mpf(alpha)) for a, b in zip(p, q) if a and (b or alpha < 1))
        return mpmath.log(powers) / (alpha - 1)

    return of


#: Each function of two PMFs, and what it is at 50 digits.
OF_TWO: dict[str, tuple[Callable[..., Any], Callable[[Any, Any], Any]]] = {
    "kl_divergence": (kltools.kl_divergence, _kl),
    "js_divergence": (kltools.js_divergence, _js),
    "js_distance": (kltools.js_distance, lambda p, q: mpmath.sqrt(_js(p, q))),
    "js_divergence_of": (of_three, _js),
    "jeffreys_divergence": (kltools.jeffreys_divergence, lambda p, q: _kl(p, q) + _kl(q, p)),
    "cross_entropy": (kltools.cross_entropy, lambda p, q: -_terms(p, q, lambda a, b: a * mpmath.log(b) if a else 0)),
    "entropy": (
        lambda p, q, **options: kltools.entropy(p, **options),
        lambda p, q: -_terms(p, q, lambda a, b: a * mpmath.log(a) if a else 0),
    ),
    "total_variation": (kltools.total_variation, lambda p, q: _terms(p, q, lambda a, b: abs(a - b)) / 2),
    "chi_squared": (chi_squared, lambda p, q: _terms(p, q, lambda a, b: b * (a / b - 1) ** 2)),
    "renyi 0": (renyi(0), _renyi(0)),
    "renyi 0.3": (renyi(0.3), _renyi(0.3)),
    "renyi 0.5": (renyi(0.5), _renyi(0.5)),
    "renyi 2": (renyi(2), _renyi(2)),
    "renyi 7": (renyi(7), _renyi(7)),
    "renyi inf": (renyi(INF), _renyi(INF)),
}
ENTRYWISE = {"kl_terms": kltools.kl_terms, "kl_slack": kltools.kl_slack}
BOTH = {name: function for name, (function, _) in OF_TWO.items()} | ENTRYWISE
each = pytest.mark.parametrize("name", BOTH)
of_two = pytest.mark.parametrize("name", OF_TWO)


def log_pmf(*logs: Any) -> list[Any]:
    """Logarithms of a PMF at 50 digits, from those of weights."""
    with mpmath.workdps(50):
        total = mpmath.log(mpmath.fsum(mpmath.exp(one) for one in logs))
        return [one - total for one in logs]


def exact(name: str, log_p: list[Any], log_q: list[Any]) -> Any:
    """The value at 50 digits, of the logarithms as doubles."""
    with mpmath.workdps(5000):
        return OF_TWO[name][1]([mpmath.exp(float(x)) for x in log_p], [mpmath.exp(float(x)) for x in log_q])


#: Logarithms of weights of p and of q; the tolerance is relative, and that of sums which doubles of logarithms have.
PAIRS = {
    "ordinary": ([0, -1, -2], [-1, 0, -0.5]),
    "far beyond doubles": ([0, -1e4, -2], [-2, -9e3, 0]),
    "one that underflows in p alone": ([0, -800, -2], [-2, -1, 0]),
    "one that underflows in q alone": ([0, -1, -2], [-2, -800, 0]),
}


@of_two
@pytest.mark.parametrize("pair", PAIRS)
def test_logarithms_give_what_probabilities_beyond_doubles_would(name: str, pair: str) -> None:
    log_p, log_q = (log_pmf(*weights) for weights in PAIRS[pair])
    if name == "chi_squared" and pair == "one that underflows in q alone":
        with pytest.raises(ValueError, match="^f cannot be evaluated where p/q is beyond"):
            chi_squared([float(x) for x in log_p], [float(x) for x in log_q], log=True)
        return
    expected = exact(name, log_p, log_q)
    found = OF_TWO[name][0]([float(x) for x in log_p], [float(x) for x in log_q], log=True)
    if expected > mpmath.mpf("1e308"):
        assert found == INF
    else:
        assert found == pytest.approx(float(expected), rel=3e-14, abs=1e-15 if name == "renyi 0" else 0.0)


@pytest.mark.parametrize("name", sorted({*OF_TWO} - {"renyi 0", "renyi inf"}))  # which are no sums of small terms
def test_logarithms_that_are_close_keep_their_digits(name: str) -> None:
    log_p = log_pmf(0, -1, -2, -30)
    log_q = log_pmf(1e-7, -1 - 2e-7, -2, -30 + 1e-7)
    expected = exact(name, log_p, log_q)
    found = OF_TWO[name][0]([float(x) for x in log_p], [float(x) for x in log_q], log=True)
    assert found == pytest.approx(float(expected), rel=2e-8 if name.startswith("renyi") else 1e-8)


@each
def test_impossible_outcomes_as_logarithms(name: str) -> None:
    function = BOTH[name]
    p, q = [0.5, 0.5, 0.0, 0.0], [0.25, 0.0, 0.75, 0.0]
    with np.errstate(divide="ignore"):
        np.testing.assert_allclose(function(np.log(p), np.log(q), log=True), function(p, q), rtol=1e-14, atol=1e-16)


def test_an_infinity_that_underflows_is_one_all_the_same() -> None:
    log_p, log_q = [0.0, -1e4], [0.0, -INF]
    for name in ("kl_divergence", "jeffreys_divergence", "cross_entropy", "renyi 2", "renyi inf"):
        assert BOTH[name](log_p, log_q, log=True) == INF
    assert kltools.jeffreys_divergence(log_q, log_p, log=True) == INF
    assert kltools.kl_terms(log_p, log_q, log=True).tolist() == [0.0, INF]
    assert kltools.kl_slack(log_p, log_q, log=True).tolist() == [0.0, INF]
    assert kltools.f_divergence(log_p, log_q, lambda t: t - 1, slope_at_infinity=INF, log=True) == INF


def test_an_f_that_cannot_be_evaluated_is_refused() -> None:
    log_p, log_q = [math.log1p(-math.exp(-30)), -30.0], [0.0, -800.0]
    with pytest.raises(ValueError, match=r"^f cannot be evaluated where p/q is beyond .*; use kl_divergence"):
        kltools.f_divergence(log_p, log_q, lambda t: (t - 1) ** 2, slope_at_infinity=INF, log=True)
    with pytest.raises(ValueError, match=r"^slope_at_infinity is missing, but log p = -30\.0 where log q = -800\.0; "):
        kltools.f_divergence(log_p, log_q, lambda t: (t - 1) ** 2, log=True)
    with pytest.raises(ValueError, match=r"^f is infinite at 0, and p/q is below .*; use renyi"):
        kltools.f_divergence(log_q, log_p, lambda t: -np.log(t), slope_at_infinity=0.0, log=True)
    found = kltools.f_divergence(log_p, log_q, lambda t: abs(t - 1) / 2, slope_at_infinity=0.5, log=True)
    assert found == pytest.approx(kltools.total_variation(log_p, log_q, log=True), rel=1e-14)


def test_mutual_information_of_logarithms() -> None:
    log_joint = np.array([[-1e4, -2.0], [-1.0, -3.0]])
    log_joint -= math.log(np.exp(log_joint).sum())
    with mpmath.workdps(50):
        joint = [[mpmath.exp(x) for x in row] for row in log_joint.tolist()]
        rows, columns = [mpmath.fsum(row) for row in joint], [mpmath.fsum(column) for column in zip(*joint)]
        cells = [(joint[i][j], rows[i] * columns[j]) for i in range(2) for j in range(2)]
        expected = float(_kl(*zip(*cells)))
    assert kltools.mutual_information(log_joint, log=True) == pytest.approx(expected, rel=1e-14)
    rng = np.random.default_rng(3)
    for shape in ((3, 4), (300, 200), (2, 50, 1000)):
        joint = rng.dirichlet(np.ones(math.prod(shape[-2:])), shape[:-2]).reshape(shape)
        found = kltools.mutual_information(np.log(joint), log=True)
        np.testing.assert_allclose(found, kltools.mutual_information(joint), rtol=1e-12)
        moved = kltools.mutual_information(np.moveaxis(joint, -1, 0), axis=(-1, 0), keepdims=True)
        np.testing.assert_allclose(moved.ravel(), np.ravel(kltools.mutual_information(joint)), rtol=1e-12)
        assert moved.shape == (1, *shape[:-2], 1)


RNG = np.random.default_rng(11)
STACK_P, STACK_Q = RNG.dirichlet(np.ones(5), (2, 3)), RNG.dirichlet(np.ones(5), (2, 3))
MASK = RNG.random((2, 3, 5)) < 0.6
MASK[..., 0] = True


@each
@pytest.mark.parametrize("junk", [math.nan, INF, -1.0, 9.0])
@pytest.mark.parametrize("log", [False, True])
def test_what_a_mask_leaves_out_may_hold_anything(name: str, junk: float, log: bool) -> None:
    function, size = BOTH[name], (2, 3, 5)
    p, q = (np.where(MASK, x, 0) / np.where(MASK, x, 0).sum(-1, keepdims=True) for x in (STACK_P, STACK_Q))
    expected = function(p, q)
    with np.errstate(divide="ignore"):
        given = [np.where(MASK, np.log(x) if log else x, junk) for x in (p, q)]
    np.testing.assert_allclose(function(*given, where=MASK, log=log), expected, rtol=1e-13, atol=1e-16)
    first = np.moveaxis(np.stack(given), -1, 1)
    found = function(*first, where=np.moveaxis(MASK, -1, 0), axis=0, log=log)
    if name in ENTRYWISE:
        found = np.moveaxis(found, 0, -1)
        assert found.shape == size and (found[~MASK] == 0.0).all()
    np.testing.assert_allclose(found, expected, rtol=1e-13, atol=1e-16)


def test_masks_broadcast_and_say_what_is_wrong() -> None:
    p = [[0.5, 0.5, 7.0], [0.25, 0.75, -1.0]]
    assert np.array_equal(kltools.entropy(p, where=[True, True, False]), kltools.entropy(np.array(p)[:, :2]))
    assert kltools.entropy([0.5, 0.5], where=True) == kltools.entropy([0.5, 0.5])
    assert kltools.entropy([0.5, None, 0.5], where=[True, False, True], base=2) == 1.0
    masked = np.ma.array([0.5, 0.5, 9.0], mask=[False, False, True])
    assert kltools.entropy(masked, where=~masked.mask, base=2) == 1.0
    with pytest.raises(ValueError, match=r"^p\[2\] is nan, .*; check"):
        kltools.entropy(masked, where=[True, True, True])
    with pytest.raises(ValueError, match=r"^p has masked entries, .*where=~p\.mask"):
        kltools.entropy(masked)
    with pytest.raises(ValueError, match=r"^where leaves no outcome at index \(1,\) of the other axes, .*; leave out"):
        kltools.entropy(p, where=[[True, True, False], [False, False, False]])
    with pytest.raises(ValueError, match=r"^where has shape \(2,\), which does not broadcast to \(2, 3\), .*; give"):
        kltools.entropy(p, where=[True, False])
    with pytest.raises(ValueError, match=r"^where has shape \(2, 3\), which does not broadcast to \(3,\), .*; give"):
        kltools.entropy(p[0], where=[[True, True, False], [True, True, False]])
    with pytest.raises(TypeError, match=r"^where has dtype int64, but a mask holds True and False; compare"):
        kltools.entropy(p, where=[1, 1, 0])
    with pytest.raises(ValueError, match=r"^p sums to 0\.75 at index \(1,\)"):
        kltools.entropy(p, where=[[True, True, False], [False, True, False]])


@each
def test_several_axes_hold_one_pmf(name: str) -> None:
    function = BOTH[name]
    p, q = STACK_P / 3, STACK_Q / 3  # PMFs over the last two axes
    expected = function(p.reshape(2, 15), q.reshape(2, 15))
    for axes, change in (((1, 2), (0, 1, 2)), ((-2, -1), (0, 1, 2)), ((0, -1), (1, 0, 2)), ((0, 1), (1, 2, 0))):
        found = function(np.transpose(p, change), np.transpose(q, change), axis=axes)
        if name in ENTRYWISE:
            found = np.transpose(found, np.argsort(change)).reshape(2, 15)
        np.testing.assert_allclose(found, expected, rtol=1e-13, atol=1e-16)
    whole = function(p / 2, q / 2, axis=None)
    flat = function(p.ravel() / 2, q.ravel() / 2)
    if name in ENTRYWISE:
        np.testing.assert_array_equal(whole, flat.reshape(2, 3, 5))
    else:
        assert type(whole) is float and whole == flat
        assert np.array_equal(function(p, q, axis=(1, 2), keepdims=True), function(p, q, axis=(1, 2))[:, None, None])
        assert np.array_equal(function(STACK_P, STACK_Q, keepdims=True), function(STACK_P, STACK_Q)[..., None])
        kept = function(STACK_P[0, 0], STACK_Q[0, 0], keepdims=True)
        assert isinstance(kept, np.ndarray) and kept.shape == (1,)
    broadcast = function(p, q[0], axis=(-1, -2))
    np.testing.assert_allclose(broadcast[0], function(p[0], q[0], axis=(-1, -2)), rtol=1e-14, atol=1e-17)


@pytest.mark.parametrize(
    ("axis", "error", "message"),
    [
        ((), ValueError, r"^axis is \(\), .*; use -1"),
        ((0, 0), ValueError, r"^axis is \(0, 0\), which names an axis twice; name each once"),
        ((0, -3), ValueError, r"^axis is \(0, -3\), which names an axis twice"),
        ((0, 3), ValueError, r"^axis is 3, but the broadcast input has 3 axes; choose"),
        ([0], TypeError, r"^axis is \[0\], but an axis is an integer; use -1"),
        ((0, 1.0), TypeError, r"^axis is 1\.0, but an axis is an integer; use -1"),
    ],
)
def test_bad_axes_are_named(axis: Any, error: type[Exception], message: str) -> None:
    for function in BOTH.values():
        with pytest.raises(error, match=message):
            function(STACK_P, STACK_Q, axis=axis)
    with pytest.raises(ValueError, match=r"^p has shape \(5,\), which has no axis -2"):
        kltools.kl_divergence(STACK_P[0, 0], STACK_Q, axis=(-2, -1))
    with pytest.raises(ValueError, match=r"^axis is -1, but two variables have two axes; give both"):
        kltools.mutual_information(STACK_P / 3, axis=-1)  # type: ignore[arg-type]


@each
def test_places_of_several_axes_are_those_given(name: str) -> None:
    q = np.full((2, 3, 5), 1 / 15)
    q[1, 2, 3] = -0.5
    argument = "p" if name == "entropy" else r"ps\[1\]" if name == "js_divergence_of" else "q"
    with pytest.raises(ValueError, match=rf"^{argument}\[1, 2, 3\] is -0\.5"):
        BOTH[name](*((q, q) if name == "entropy" else (np.full((2, 3, 5), 1 / 15), q)), axis=(2, 1))


def softmax32(n: int) -> np.ndarray:
    """A softmax in float32, as a network returns it."""
    logits = np.random.default_rng(n).normal(0, 2, n).astype(np.float32)
    shares = np.exp(logits - logits.max())
    return shares / shares.sum(dtype=np.float32)


@of_two
def test_a_softmax_in_single_precision_needs_a_word_and_has_two(name: str) -> None:
    function = OF_TWO[name][0]
    p, q = (softmax32(n).astype(np.float64)[:500] for n in (1000, 1001))
    p, q = p / p.sum() * (1 + 3e-7), q / q.sum() * (1 - 2e-7)
    with pytest.raises(
        ValueError, match=r"sums to 1\.0000003.*; .*rounding, .* pass tolerance=1e-06 or renormalise=True"
    ):
        function(p, q)
    normalized = function(p / p.sum(), q / q.sum())
    assert function(p, q, renormalise=True) == pytest.approx(normalized, rel=1e-14)
    assert function(p, q, renormalise=True, tolerance=1e-6) == function(p, q, renormalise=True)
    with mpmath.workdps(50):
        given = [[mpmath.mpf(x) for x in row] for row in (p.tolist(), q.tolist())]
        expected = OF_TWO[name][1](*given)
    if name != "renyi 0":  # which leaves out the defect of the sums, and so is 0
        assert function(p, q, tolerance=1e-6) == pytest.approx(float(expected), rel=2e-6)
    if name in ("kl_divergence", "jeffreys_divergence", "total_variation", "chi_squared", "entropy", "cross_entropy"):
        assert function(p, q, tolerance=1e-6) == pytest.approx(float(expected), rel=1e-12)
    with pytest.raises(ValueError, match=r"to within 1e-07; .*leave tolerance out"):
        function(p, q, renormalise=True, tolerance=1e-7)


def test_narrow_numbers() -> None:
    p = softmax32(128_256)
    half = p.astype(np.float16)
    with pytest.raises(
        ValueError, match=r"^p sums to .*; if that is rounding, .*pass tolerance=.* or renormalise=True"
    ):
        kltools.entropy(half)
    exactly = half.astype(np.float64)
    found = kltools.kl_divergence(half, p, renormalise=True)
    assert found == pytest.approx(kltools.kl_divergence(exactly / exactly.sum(), p / p.sum(dtype=float)), rel=1e-12)
    assert kltools.entropy(p.tolist(), tolerance=1e-5) == pytest.approx(kltools.entropy(p), rel=1e-12)


@each
def test_logits_are_divided_where_that_is_asked_for(name: str) -> None:
    function = BOTH[name]
    with pytest.raises(ValueError, match=r"^exp\(p.*\) sums to|^exp\(ps\[0\]\) sums to .*; subtract its logsumexp"):
        function(np.log(STACK_P) + 3, np.log(STACK_Q), log=True)
    shifted = np.log(STACK_P) + 1000.0, np.log(STACK_Q) - 2000.0
    found = function(*shifted, log=True, renormalise=True)
    np.testing.assert_allclose(found, function(STACK_P, STACK_Q), rtol=1e-11, atol=1e-13)
    counted = function(STACK_P * 7, STACK_Q * 1e300, renormalise=True)
    np.testing.assert_allclose(counted, function(STACK_P, STACK_Q), rtol=1e-13, atol=1e-16)


@each
@pytest.mark.parametrize(
    ("options", "values", "message"),
    [
        ({}, [0.0, 0.0], r"sums to 0\.0, but only a positive finite sum can be divided out; leave out"),
        ({}, [1e308, 1e308], r"sums to inf, but only a positive finite sum"),
        ({}, [-1.0, 2.0], r"\[0\] is -1\.0, but a probability cannot be negative; check"),
        ({"log": True}, [-INF, -INF], r"sums to 0\.0, but only a positive sum can be divided out; give"),
        ({"log": True}, [0.0, INF], r"\[1\] is inf, but a logit must be a number below inf; check"),
        ({"log": True}, [0.0, math.nan], r"\[1\] is nan, but a logit must be a number below inf; check"),
    ],
)
def test_what_cannot_be_divided_is_named(name: str, options: dict[str, Any], values: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        BOTH[name](values, values, renormalise=True, **options)


@each
@pytest.mark.parametrize(
    ("option", "value", "error"),
    [
        *[("tolerance", value, ValueError) for value in (-1e-9, math.nan, 1, 1.0, INF, 10**400)],
        *[("tolerance", value, TypeError) for value in (True, "1e-3", [1e-3], np.array([1e-3]), 1j)],
        *[(flag, value, TypeError) for flag in ("log", "renormalise") for value in (1, 0, "yes", None, [True])],
    ],
)
def test_bad_options_are_named(name: str, option: str, value: Any, error: type[Exception]) -> None:
    with pytest.raises(error, match=rf"^{option} is .*; give "):
        BOTH[name]([0.5, 0.5], [0.5, 0.5], **{option: value})


def test_a_tolerance_is_held_to_the_digit() -> None:
    p = np.array([0.5, 0.5 + 2**-10])
    assert kltools.kl_divergence(p, p, tolerance=2**-10) == 0.0
    with pytest.raises(ValueError, match=r"^p sums to 1\.0009765625, but a PMF must sum to 1 to within 0\.00097656"):
        kltools.kl_divergence(p, p, tolerance=2**-10 - 2**-50)
    assert kltools.kl_divergence([0.5, 0.5], [0.5, 0.5], tolerance=0) == 0.0
    with pytest.raises(ValueError, match=r"^p sums to 1\.0000000000000002"):
        kltools.kl_divergence([0.5, 0.5 + 2**-52], [0.5, 0.5], tolerance=0)


@pytest.mark.parametrize(
    ("values", "options", "cure"),
    [
        ([3, 5], {}, r"use normalize\(p\) if it holds counts or weights$"),
        ([0.5, 0.25], {}, r"if it lists only some outcomes, as the top k, .*: with_rest\(p\)$"),
        ([-1.0, -2.0], {"log": True}, r"subtract its logsumexp from p, .*: with_rest\(p, log=True\)$"),
        ([1.0, 2.0], {"log": True}, r"subtract its logsumexp from p, or pass renormalise=True, if it holds logits$"),
        ([0.5, 0.49], {}, r"if that is rounding, .*, pass tolerance=0\.1 or renormalise=True$"),
        ([math.log(0.5), math.log(0.501)], {"log": True}, r"pass tolerance=0\.01 or renormalise=True$"),
    ],
)
def test_the_cure_depends_on_the_sum(values: Any, options: Any, cure: str) -> None:
    with pytest.raises(ValueError, match=cure):
        kltools.entropy(values, **options)
