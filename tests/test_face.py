"""One name, two implementations: PMFs here, distributions there, and never a mixture of both."""

from __future__ import annotations

import copy
import inspect
import multiprocessing
import pickle
import subprocess
import sys
from concurrent.futures import ProcessPoolExecutor
from typing import Any

import numpy as np
import pytest
from numpydoc.docscrape import NumpyDocString
from scipy import stats

import kltools
from kltools import distributions, information_measures, pmfs
from kltools.distributions import is_distribution
from kltools.information_measures import meant_as_distribution

NORMAL, WIDER = stats.norm(0, 1), stats.norm(1, 2)
PMF, OTHER = [0.5, 0.5], [0.9, 0.1]
#: Of each function of two PMFs or distributions, what it takes besides.
PAIRS: dict[str, tuple[Any, ...]] = {
    "cross_entropy": (),
    "f_divergence": (lambda t: (t - 1) ** 2,),
    "jeffreys_divergence": (),
    "js_distance": (),
    "js_divergence": (),
    "kl_divergence": (),
    "renyi_divergence": (2,),
    "total_variation": (),
}
NINE = ["entropy", *PAIRS]


class Labelled:
    """Numbers with labels, which become an array as those of pandas do."""

    def __array__(self, dtype: Any = None, copy: Any = None) -> np.ndarray:
        return np.array(PMF, dtype=dtype)


class Unnamed(stats.rv_continuous):
    """A family of somebody's own."""

    def _pdf(self, x: Any) -> Any:
        return np.exp(-x * x / 2) / np.sqrt(2 * np.pi)


class Logistic:
    """A distribution of somebody's own that is none of SciPy's."""

    def logpdf(self, x: Any) -> Any:
        return -x - 2 * np.log1p(np.exp(-x))


HISTOGRAM = stats.rv_histogram(np.histogram([1.0, 2.0, 2.0, 3.0], bins=3))
DISTRIBUTIONS = [
    NORMAL,
    stats.poisson(3),
    stats.rv_discrete(values=([0, 1], [0.5, 0.5])),
    stats.rv_discrete(values=([0, 1], [0.5, 0.5]))(),
    stats.multivariate_normal([0, 0]),
    stats.dirichlet([1, 2]),
    stats.multinomial(2, PMF),
    stats.wishart(3, [[2, 1], [1, 2]]),
    stats.ortho_group(3),
    stats.Normal(mu=0.0, sigma=1.0),
    2 * stats.Normal(mu=0.0, sigma=1.0) + 1,
    stats.make_distribution(stats.gamma)(a=2.0),
    kltools.Mixture([NORMAL, WIDER], PMF),
    Unnamed()(),
    HISTOGRAM(),
    HISTOGRAM,
    stats.gaussian_kde([1.0, 2.0, 3.0]),
]
NO_DISTRIBUTIONS = {
    "norm": stats.norm,
    "poisson": stats.poisson,
    "multivariate_normal": stats.multivariate_normal,
    "ortho_group": stats.ortho_group,
    "Unnamed": Unnamed(),
    "class Normal": stats.Normal,
    "class Mixture": kltools.Mixture,
    "class rv_continuous_frozen": type(NORMAL),
    "class CustomDistribution": stats.make_distribution(stats.gamma),
    "class Logistic": Logistic,
    "Logistic": Logistic(),
}
PMFS = [PMF, tuple(PMF), np.array(PMF), np.ma.array(PMF), np.array([PMF, OTHER]), Labelled(), memoryview(np.array(PMF))]


@pytest.mark.parametrize("thing", DISTRIBUTIONS, ids=lambda thing: type(thing).__name__)
def test_distributions_are_known_before_scipy_is_imported_and_after(thing: object) -> None:
    assert meant_as_distribution(thing) and is_distribution(thing)


@pytest.mark.parametrize("name", NO_DISTRIBUTIONS)
@pytest.mark.parametrize("function", [kltools.kl_divergence, kltools.kl_quadrature], ids=lambda one: one.__name__)
def test_whoever_means_a_distribution_and_has_none_is_told_how_to_make_one(name: str, function: Any) -> None:
    thing = NO_DISTRIBUTIONS[name]
    assert meant_as_distribution(thing) and not is_distribution(thing)
    cure = r"scipy\.stats\.(norm\(0, 1\)|Normal\(mu=0, sigma=1\))"
    for pair, argument in (((thing, NORMAL), "p"), ((NORMAL, thing), "q")):
        with pytest.raises(TypeError, match=f"^{argument} is .*{name.split()[-1]}.*, not a distribution; .*{cure}"):
            function(*pair)
    with pytest.raises(TypeError, match=rf"^components\[0\] is .*{name.split()[-1]}.*, not a distribution; .*{cure}"):
        kltools.Mixture([thing], [1.0])


@pytest.mark.parametrize("thing", PMFS, ids=lambda thing: type(thing).__name__)
def test_pmfs_are_known_too(thing: Any) -> None:
    assert not meant_as_distribution(thing) and not is_distribution(thing)
    assert np.all(kltools.kl_divergence(thing, np.asarray(thing)) == 0.0)


@pytest.mark.parametrize("thing", [0.5, None, "norm", {"a", "b"}, stats, int], ids=lambda thing: type(thing).__name__)
def test_what_is_neither_is_told_what_a_pmf_is(thing: Any) -> None:
    assert not meant_as_distribution(thing) and not is_distribution(thing)
    with pytest.raises((TypeError, ValueError), match="^p (has dtype|is the single number)"):
        kltools.kl_divergence(thing, thing)


@pytest.mark.parametrize("name", PAIRS)
def test_distributions_reach_their_own_implementation(name: str) -> None:
    function, more = getattr(kltools, name), PAIRS[name]
    expected = getattr(distributions, name)(NORMAL, WIDER, *more)
    assert function(NORMAL, WIDER, *more) == expected > 0
    assert function(NORMAL, q=WIDER, **_by_name(name)) == function(p=NORMAL, q=WIDER, **_by_name(name)) == expected


def _by_name(name: str) -> dict[str, Any]:
    """What a function takes besides p and q, by keyword."""
    return dict(zip(list(inspect.signature(getattr(kltools, name)).parameters)[2:], PAIRS[name]))


def test_entropy_takes_one() -> None:
    assert kltools.entropy(NORMAL) == pytest.approx(np.log(2 * np.pi * np.e) / 2, rel=1e-12)
    assert kltools.entropy(PMF) == pytest.approx(np.log(2), rel=1e-15)
    assert kltools.entropy(p=NORMAL) == kltools.entropy(NORMAL)


P = np.array([[0.5, 0.1, 0.2], [0.5, 0.9, 0.8]])
Q = np.array([[0.4, 0.25, 0.3], [0.6, 0.75, 0.7]])
#: An option of PMFs, and what P and Q have to be for it: without it they are refused.
OF_PMFS: dict[str, tuple[dict[str, Any], Any]] = {
    "axis": ({"axis": 0}, lambda x: x),
    "log": ({"axis": 0, "log": True}, np.log),
    "where": ({"axis": 0, "where": [[True], [True], [False]]}, lambda x: np.vstack([x, np.full(3, np.nan)])),
    "tolerance": ({"axis": 0, "tolerance": 1e-3}, lambda x: x * (1 + 1e-4)),
    "renormalise": ({"axis": 0, "renormalise": True}, lambda x: 3 * x),
}


@pytest.mark.parametrize("option", OF_PMFS)
@pytest.mark.parametrize("name", NINE)
def test_every_option_reaches_the_implementation_of_pmfs(name: str, option: str) -> None:
    function, below = getattr(kltools, name), getattr(pmfs, name)
    assert inspect.signature(function).parameters.keys() == inspect.signature(below).parameters.keys()
    given, change = OF_PMFS[option]
    pair = (change(P),) if name == "entropy" else (change(P), change(Q), *PAIRS[name])
    answer = function(*pair, **given)
    np.testing.assert_array_equal(answer, below(*pair, **given), strict=True)
    assert answer.shape == (3,) and (answer > 0).all()
    with pytest.raises(ValueError):
        function(*pair, **{key: value for key, value in given.items() if key != option})
    kept = function(*pair, **given, keepdims=True)
    np.testing.assert_array_equal(kept, answer[None], strict=True)


@pytest.mark.parametrize("name", sorted({*NINE} - {"total_variation", "f_divergence"}))
def test_the_base_reaches_the_implementation_of_pmfs(name: str) -> None:
    function, below = getattr(kltools, name), getattr(pmfs, name)
    pair = (PMF,) if name == "entropy" else (PMF, OTHER, *PAIRS[name])
    assert function(*pair, base=2) == below(*pair, base=2) != function(*pair)


def test_the_slope_reaches_the_implementation_of_pmfs() -> None:
    pair = [0.5, 0.5], [1.0, 0.0], lambda t: abs(t - 1) / 2
    assert kltools.f_divergence(*pair, slope_at_infinity=0.5) == 0.5


@pytest.mark.parametrize("name", sorted({*NINE} - {"total_variation", "f_divergence"}))
def test_the_base_reaches_the_implementation_of_distributions(name: str) -> None:
    pair = (NORMAL,) if name == "entropy" else (NORMAL, WIDER, *PAIRS[name])
    function = getattr(kltools, name)
    units = np.sqrt(np.log(2)) if name == "js_distance" else np.log(2)
    assert function(*pair, base=2) == pytest.approx(function(*pair) / units, rel=1e-14)


def test_the_slope_reaches_the_implementation_of_distributions() -> None:
    apart = stats.uniform(0, 1), stats.uniform(2, 1)
    assert kltools.f_divergence(*apart, lambda t: abs(t - 1) / 2, slope_at_infinity=0.5) == 1.0


@pytest.mark.parametrize("name", PAIRS)
@pytest.mark.parametrize(
    ("p", "q", "kinds"),
    [
        (NORMAL, PMF, "rv_continuous_frozen and a list"),
        (PMF, NORMAL, "list and a rv_continuous_frozen"),
        (np.array(PMF), stats.norm, "ndarray and a norm_gen"),
    ],
)
def test_a_pmf_and_a_distribution_do_not_mix(name: str, p: object, q: object, kinds: str) -> None:
    with pytest.raises(TypeError, match=f"{name}: p and q are a {kinds}.*give two PMFs, or two distributions"):
        getattr(kltools, name)(p, q, *PAIRS[name])


@pytest.mark.parametrize("name", NINE)
@pytest.mark.parametrize(
    "option",
    [
        {"axis": 0},
        {"axis": None},
        {"axis": np.array([0, 1])},
        {"log": True},
        {"where": True},
        {"keepdims": True},
        {"tolerance": 1e-3},
        {"renormalise": True},
    ],
    ids=str,
)
def test_options_of_pmfs_are_refused_for_distributions(name: str, option: dict[str, Any]) -> None:
    pair = (NORMAL,) if name == "entropy" else (NORMAL, WIDER, *PAIRS[name])
    with pytest.raises(TypeError, match=f"^{name}: {next(iter(option))} applies to PMFs.*; leave it out"):
        getattr(kltools, name)(*pair, **option)


@pytest.mark.parametrize("name", NINE)
def test_one_docstring_says_it_all_for_both(name: str) -> None:
    function = getattr(kltools, name)
    documented = NumpyDocString(inspect.getdoc(function))
    names = [one for entry in documented["Parameters"] for one in entry.name.split(", ")]
    assert names == list(inspect.signature(function).parameters)
    for section in ("Summary", "Returns", "Raises", "Notes", "References", "Examples"):
        assert documented[section], section
    examples = "\n".join(documented["Examples"])
    assert f">>> from kltools import {name}\n" in examples and f"{name}(stats." in examples and f"{name}([" in examples


@pytest.mark.parametrize("name", NINE)
@pytest.mark.parametrize("package", [pmfs, distributions], ids=lambda one: one.__name__)
def test_the_implementations_refer_to_it(name: str, package: Any) -> None:
    said = inspect.getdoc(getattr(package, name))
    assert said is not None and said.endswith(f"see `kltools.{name}`.") and "\n" not in said


def pickled(thing: Any) -> Any:
    """The thing, as another process gets it."""
    return pickle.loads(pickle.dumps(thing))


@pytest.mark.parametrize("name", kltools.__all__)
def test_what_the_package_offers_can_be_sent_to_another_process(name: str) -> None:
    offered = getattr(kltools, name)
    assert pickled(offered) is offered


def test_mixtures_and_errors_can_be_sent_to_another_process() -> None:
    mixture = kltools.Mixture([NORMAL, kltools.Mixture([WIDER, stats.Uniform(a=0.0, b=1.0)], PMF)], OTHER)
    sent = pickled(mixture)
    assert repr(sent) == repr(mixture)
    assert kltools.kl_divergence(sent, NORMAL) == kltools.kl_divergence(mixture, NORMAL) > 0
    assert not sent.weights.flags.writeable
    error = pickled(kltools.QuadratureError("why"))
    assert type(error) is kltools.QuadratureError and str(error) == "why"


@pytest.mark.parametrize("copied", [pickled, copy.copy, copy.deepcopy])
def test_a_copy_in_which_scipy_has_lost_the_parameters_is_refused(copied: Any) -> None:
    lost, standard = copied(stats.Normal(mu=3.0, sigma=2.0)), copied(stats.Normal())
    assert lost.logpdf(0.0) == standard.logpdf(0.0), "SciPy keeps the parameters: drop the check, and this test"
    with pytest.raises(
        ValueError, match=r"^p is StandardNormal\(mu=3.0, sigma=2.0\), .*lost the parameters.*; copy and"
    ):
        kltools.kl_divergence(lost, NORMAL)
    assert kltools.kl_divergence(standard, NORMAL) == 0.0


@pytest.mark.parametrize("copied", [pickled, copy.deepcopy])
def test_a_mixture_of_such_copies_is_refused_as_it_is_made(copied: Any) -> None:
    mixture = kltools.Mixture([NORMAL, stats.Normal(mu=3.0, sigma=2.0)], PMF)
    with pytest.raises(ValueError, match=r"^components\[1\] is StandardNormal\(mu=3.0"):
        copied(mixture)
    assert kltools.kl_divergence(copy.copy(mixture), mixture) == 0.0  # which holds the very components


def test_a_process_that_is_spawned_computes_the_same() -> None:
    heavy = stats.t(2.001), NORMAL
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        assert pool.submit(kltools.kl_divergence, PMF, OTHER).result() == kltools.kl_divergence(PMF, OTHER)
        assert pool.submit(kltools.kl_divergence, NORMAL, WIDER).result() == kltools.kl_divergence(NORMAL, WIDER)
        with pytest.raises(kltools.QuadratureError, match="none can be vouched for"):
            pool.submit(kltools.kl_divergence, *heavy).result()


def test_what_is_imported_late_is_listed_all_the_same() -> None:
    assert {*kltools.__all__, "__version__"} <= set(dir(kltools))
    with pytest.raises(AttributeError, match="module 'kltools' has no attribute 'kl_divergance'"):
        kltools.kl_divergance  # noqa: B018
    assert {*NINE} == {*information_measures.__all__} & {*kltools.__all__}


HEAVY = ("scipy", "sympy", "mpmath", "matplotlib", "ipywidgets", "anywidget", "IPython")
"""What takes most of a second to import, and PMFs do without: SciPy's statistics, quadrature and optimisers among it."""


@pytest.mark.parametrize(
    "then",
    [
        "kltools",
        "kltools.kl_divergence([0.5, 0.5], [0.9, 0.1])",
        "kltools.js_distance((0.5, 0.5), (0.9, 0.1))",
        "dir(kltools)",
    ],
)
def test_pmfs_alone_import_nothing_heavy(then: str) -> None:
    script = f"import sys, kltools; {then}; print([name for name in {HEAVY} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
