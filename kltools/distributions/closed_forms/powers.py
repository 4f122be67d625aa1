"""Power laws: Pareto's and Lomax's, exponentials of log x."""

from __future__ import annotations

import sympy as sp

from kltools.distributions.closed_forms.exponential import ExponentialFamily, Member, declare
from kltools.distributions.closed_forms.notation import ETA, LOC, SCALE, X, pair, parameter, phi
from kltools.distributions.closed_forms.registry import register

_B, _C, _S = pair("b"), pair("c"), pair("scale")

LOMAX = declare(
    ExponentialFamily(
        log_partition=-sp.log(-ETA[0]),
        statistics=(sp.log(1 + (X - LOC) / SCALE),),
        fixed=(LOC, SCALE),
        members=(Member("lomax", (-parameter("c"),), (LOC, SCALE), phi(_C.q / _C.p), ({"c": 2.0}, {"c": 0.8})),),
    )
)

register(
    "pareto",
    phi(_B.q / _B.p) + _B.q * sp.log(_S.p / _S.q),
    equal=("loc",),
    condition="equal loc, and p starts no earlier than q",
    source="exponential, through log x",
    example=({"b": 2.0, "scale": 1.5}, {"b": 3.0}),
)
