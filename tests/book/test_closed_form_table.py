"""The table of closed forms: complete, checked, and readable."""

from __future__ import annotations

import re

import pytest

from kltools.book import closed_form_table
from kltools.book.closed_form_table import Catalogue, Row
from kltools.distributions import closed_form_pairs

CATALOGUE = Catalogue()


@pytest.mark.parametrize("row", CATALOGUE.rows, ids=lambda row: f"{row.pair.p_name}-{row.pair.q_name}-{row.condition}")
def test_every_row_agrees_with_integration(row):
    assert row.difference <= 1e-10


def test_every_family_with_a_formula_has_a_row():
    families = {pair.p_name for pair in closed_form_pairs() if pair.p_name == pair.q_name}
    assert {row.pair.p_name for row in CATALOGUE.rows if row.pair.p_name == row.pair.q_name} == families
    between = {(row.pair.p_name, row.pair.q_name) for row in CATALOGUE.rows if row.pair.p_name != row.pair.q_name}
    assert between == {("norm", "laplace"), ("uniform", "laplace"), ("lognorm", "loglaplace")}


def test_a_disagreement_would_show_in_the_check_column(monkeypatch):
    pair = next(row.pair for row in CATALOGUE.rows if row.pair.p_name == "gamma")
    monkeypatch.setattr(closed_form_table, "by_other_means", lambda pair, p, q: 0.2)
    assert Row(pair).difference > 1e-2


def test_no_python_name_is_left_in_the_mathematics():
    html = CATALOGUE._repr_html_()
    for formula in re.findall(r"\\\((.*?)\\\)", html):
        assert not re.search(r"_p_|operatorname\{(poly|log|di)gamma|besseli|loc|scale|lambda__", formula), formula
        assert formula.count("{") == formula.count("}")
    assert html.count("<tbody>") == len(CATALOGUE.rows)


@pytest.mark.parametrize("row", CATALOGUE.rows, ids=lambda row: f"{row.pair.p_name}-{row.pair.q_name}-{row.condition}")
def test_parameters_of_p_and_q_are_told_apart(row):
    """A formula that reads a parameter of p alone would be one that has lost an index."""
    assert "_p" in row.latex or "_{p," in row.latex
    assert "_q" in row.latex or "_{q," in row.latex


def test_rows_read_as_a_textbook_has_them():
    rows = {(row.pair.p_name, row.pair.q_name, row.condition): row for row in CATALOGUE.rows}
    assert rows["expon", "expon", "equal loc"].latex == r"\varphi\left(\frac{s_p}{s_q}\right)"
    assert rows["expon", "expon", "equal loc"].statistics == "x"
    assert rows["levy", "levy", "equal loc"].statistics == r"\frac{1}{x}"
    assert rows["chi", "chi", "equal loc"].statistics == r"2 \log{\left(x \right)},\ x^{2}"
    truncated = rows["truncexpon", "truncexpon", "equal loc and b · scale"]
    assert all(letter in truncated.latex for letter in ("b_p", "b_q"))
    assert rows["gamma", "gamma", "equal loc"].source == "Penny 2001"
    assert rows["chi2", "chi2", "equal loc"].source == "gamma, Penny 2001"
    assert rows["halfcauchy", "halfcauchy", "equal loc"].source.startswith("Cauchy of ")
    pareto = rows["pareto", "pareto", "equal loc, and p starts no earlier than q"]
    assert pareto.latex == r"b_q \log{\left(\frac{s_p}{s_q} \right)} + \varphi\left(\frac{b_q}{b_p}\right)"
