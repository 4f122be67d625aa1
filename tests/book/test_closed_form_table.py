"""The table of closed forms: complete, checked, and readable."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from kltools.book.closed_form_table import Catalogue, Row
from kltools.distributions.closed_forms import closed_forms

CATALOGUE = Catalogue()


@pytest.mark.parametrize("row", CATALOGUE.rows, ids=lambda row: f"{row.form.p_family}-{row.form.condition}")
def test_every_row_agrees_with_integration(row):
    assert row.difference <= 1e-10


def test_every_family_with_a_formula_has_a_row():
    families = {form.p_family for form in closed_forms() if form.p_family == form.q_family}
    assert {row.form.p_family for row in CATALOGUE.rows} == families


def test_a_disagreement_would_show_in_the_check_column():
    form = next(row.form for row in CATALOGUE.rows if row.form.p_family == "gamma")
    assert Row(replace(form, check=lambda p, q: 0.2)).difference > 1e-2


def test_no_python_name_is_left_in_the_mathematics():
    html = CATALOGUE._repr_html_()
    for formula in re.findall(r"\\\((.*?)\\\)", html):
        assert not re.search(r"_p_|operatorname\{(poly|log|di)gamma|besseli|loc|scale|lambda__", formula), formula
        assert formula.count("{") == formula.count("}")
    assert html.count("<tbody>") == len(CATALOGUE.rows)
