"""Every closed form, once: one function a form, from the parameters of the families to one SymPy expression.

`closed_form` registers it by the pair of families that it is about, and `find_closed_form` finds it. Exact densities
read their divergences here, and `kltools.distributions` evaluates the same expressions.
"""

from kltools.exact.closed_forms import (  # noqa: F401  they fill the registry
    differential_entropies,
    of_counts,
    of_vectors,
    on_an_interval,
    on_the_half_line,
    on_the_line,
)
from kltools.exact.closed_forms.abbreviations import log_multigamma, multidigamma, phi, spelled_out
from kltools.exact.closed_forms.registry import (
    ClosedForm,
    FoundForm,
    agree,
    closed_form,
    find_closed_form,
    in_general,
)
from kltools.exact.closed_forms.zeta_functions import log_zeta

__all__ = [
    "ClosedForm",
    "FoundForm",
    "agree",
    "closed_form",
    "find_closed_form",
    "in_general",
    "log_multigamma",
    "log_zeta",
    "multidigamma",
    "phi",
    "spelled_out",
]
