"""No silently wrong number: thousands of pairs drawn at random, beside a rule that shares nothing with ours."""

import datetime
import math
from collections import Counter

import numpy as np
import pytest
from scipy import stats

import kltools
from tests.distributions.random_pairs import by_adding_up, by_another_rule, draw, words
from tests.distributions.sweep_continuous import sweep

QUANTITIES = {
    "kl": kltools.kl_divergence,
    "js": kltools.js_divergence,
    "entropy": lambda p, _: kltools.entropy(p),
}
#: A number may differ from the other rule's by this share of it or of 1: some of SciPy's quantiles are no better.
TOLERANCE = 1e-5


def tried(seed: int, count: int) -> tuple[Counter, list[str]]:
    """Draw some pairs; count what became of their quantities, and list what is wrong."""
    rng, became, wrong = np.random.default_rng(seed), Counter(), []
    for _ in range(count):
        p, q = draw(rng)
        single = p.components[0] if isinstance(p, kltools.Mixture) else p
        other = by_adding_up if isinstance(single.dist, stats.rv_discrete) else by_another_rule
        truth = other(p, q)
        for name, function in QUANTITIES.items():
            try:
                found = function(p, q)
            except (ArithmeticError, ValueError) as error:
                became[f"{name} refused: {type(error).__name__}"] += 1
                continue
            except Exception as error:  # no other error is an answer
                wrong.append(f"{name} of {words(p)} and {words(q)}: {error!r}")
                continue
            expected, doubt = truth[name]
            # where D is infinite, the other rule may have passed over the tail that makes it so
            known = math.isfinite(expected) and doubt <= TOLERANCE * max(abs(expected), 1e-3) and found < math.inf
            if not known and not math.isinf(expected):
                became[f"{name} given, and not settled by the other rule"] += 1
                continue
            became[f"{name} given"] += 1
            off = max(TOLERANCE, 10 * doubt)
            same = math.isclose(found, expected, rel_tol=TOLERANCE, abs_tol=off)  # also of two infinities
            if not same:
                wrong.append(
                    f"{name} of {words(p)} and {words(q)}: {found!r}, by the other rule {expected!r} ± {doubt:.1e}"
                )
    return became, wrong


def test_a_few_pairs():
    became, wrong = tried(1, 25)
    assert not wrong, "\n".join(wrong)
    assert became["kl given"] >= 12


def tonight(part: int) -> int:
    """A seed of its own for each part of each night."""
    return int(datetime.datetime.now(datetime.UTC).strftime("%Y%m%d")) * 100 + part


@pytest.mark.nightly
@pytest.mark.parametrize("part", range(20))
def test_thousands_of_members_of_ninety_families(part):
    assert list(sweep(tonight(part), 100)) == []


@pytest.mark.nightly
@pytest.mark.parametrize("part", range(20))
def test_thousands_of_pairs(part):
    seed = tonight(part)
    became, wrong = tried(seed, 150)
    assert not wrong, f"seed {seed}:\n" + "\n".join(wrong)
    given = sum(count for what, count in became.items() if "refused" not in what)
    assert given > 0.8 * sum(became.values()), became
