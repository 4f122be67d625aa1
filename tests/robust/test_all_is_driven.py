"""No public function escapes: a new one is driven with hostile input, or this fails."""

from __future__ import annotations

import kltools
from kltools import estimators, projections
from tests.robust import test_hostile_distributions, test_hostile_pmfs, test_hostile_projections, test_hostile_samples

#: Driven by tests of their own, in test_hostile_distributions, test_hostile_pmfs and tests/distributions.
BY_HAND = {"Density", "Mixture", "QuadratureError", "shared_with_rest", "with_rest"}
#: What the book's scenes take from a layer beneath, and no reader is told of.
FOR_THE_BOOK = {"k_terms"}


def test_every_name_of_the_package_is_driven():
    assert set(kltools.__all__) == {*test_hostile_pmfs.DRIVEN, *test_hostile_distributions.DRIVEN, *BY_HAND}


def test_what_takes_distributions_is_driven_with_both():
    from kltools import distributions

    taken = set(distributions.__all__) & set(kltools.__all__) - BY_HAND
    assert taken == set(test_hostile_distributions.DRIVEN)


def test_every_estimator_and_projection_is_driven():
    for package, module in ((estimators, test_hostile_samples), (projections, test_hostile_projections)):
        offered = set(package.__all__) - FOR_THE_BOOK
        functions = {name for name in offered if not isinstance(getattr(package, name), type)}
        assert functions <= vars(module).keys()
