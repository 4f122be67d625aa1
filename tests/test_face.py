"""One name, two implementations: PMFs here, distributions there, and never a mixture of both."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest
from scipy import stats

import kltools
from kltools.dispatch import dispatched, is_distribution

NORMAL, WIDER = stats.norm(0, 1), stats.norm(1, 2)
PMF, OTHER = [0.5, 0.5], [0.9, 0.1]
NAMES = [
    "cross_entropy",
    "jeffreys_divergence",
    "js_distance",
    "js_divergence",
    "kl_divergence",
    "total_variation",
]


@pytest.mark.parametrize(
    ("thing", "answer"),
    [
        (NORMAL, True),
        (stats.poisson(3), True),
        (stats.multivariate_normal([0, 0]), True),
        (stats.Normal(mu=0, sigma=1), True),
        (kltools.Mixture([NORMAL, WIDER], [0.5, 0.5]), True),
        (PMF, False),
        (np.array(PMF), False),
        (0.5, False),
        (None, False),
        ({"a": 1}, False),
    ],
)
def test_what_counts_as_a_distribution(thing: object, answer: bool) -> None:
    assert is_distribution(thing) is answer


@pytest.mark.parametrize("name", NAMES)
def test_distributions_reach_their_own_implementation(name: str) -> None:
    from kltools import distributions

    function = getattr(kltools, name)
    assert function(NORMAL, WIDER) == getattr(distributions, name)(NORMAL, WIDER)
    assert function(p=NORMAL, q=WIDER) == function(NORMAL, WIDER) == function(NORMAL, q=WIDER)


def test_entropy_takes_one() -> None:
    assert kltools.entropy(NORMAL) == pytest.approx(np.log(2 * np.pi * np.e) / 2, rel=1e-12)
    assert kltools.entropy(PMF) == pytest.approx(np.log(2), rel=1e-15)
    assert kltools.entropy(p=NORMAL) == kltools.entropy(NORMAL)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(
    ("p", "q", "kinds"), [(NORMAL, PMF, "rv_continuous_frozen and a list"), (PMF, NORMAL, "list and a rv_")]
)
def test_a_pmf_and_a_distribution_do_not_mix(name: str, p: object, q: object, kinds: str) -> None:
    with pytest.raises(TypeError, match=f"{name}: p and q are a {kinds}.*give two PMFs, or two distributions"):
        getattr(kltools, name)(p, q)


@pytest.mark.parametrize("option", [{"axis": 0}, {"log": True}])
def test_options_of_pmfs_are_refused_for_distributions(option: dict[str, object]) -> None:
    with pytest.raises(TypeError, match=f"kl_divergence: {next(iter(option))} applies to PMFs"):
        kltools.kl_divergence(NORMAL, WIDER, **option)


def test_the_wrapper_keeps_name_and_docstring() -> None:
    from kltools.pmfs import kullback_leibler

    assert kltools.kl_divergence.__name__ == "kl_divergence"
    assert kltools.kl_divergence.__doc__ == kullback_leibler.kl_divergence.__doc__


def test_pmfs_go_to_the_wrapped_function_untouched() -> None:
    seen: list[tuple[tuple[object, ...], dict[str, object]]] = []

    def kl_divergence(*args: object, **kwargs: object) -> float:
        seen.append((args, kwargs))
        return 7.0

    assert dispatched(kl_divergence)(PMF, q=OTHER, axis=0) == 7.0
    assert seen == [((PMF,), {"q": OTHER, "axis": 0})]


HEAVY = ("scipy", "sympy", "mpmath", "matplotlib", "ipywidgets", "anywidget", "IPython")
"""What takes most of a second to import, and PMFs do without: SciPy's statistics, quadrature and optimisers among it."""


@pytest.mark.parametrize("then", ["kltools", "kltools.kl_divergence([0.5, 0.5], [0.9, 0.1])"])
def test_pmfs_alone_import_nothing_heavy(then: str) -> None:
    script = f"import sys, kltools; {then}; print([name for name in {HEAVY} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
