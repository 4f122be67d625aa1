"""What Zipf's law needs of Riemann's zeta function, in forms that keep their digits where it is near 1."""

from __future__ import annotations

from typing import Any

import mpmath
import sympy as sp


class log_zeta(sp.Function):  # type: ignore[misc]  # SymPy has no types
    r""":math:`\log \zeta(a)` for a > 1, by log1p of :math:`\zeta(a) - 1`."""

    def fdiff(self, argindex: int = 1) -> Any:
        """The slope in a."""
        return -mean_log_of_zipf(self.args[0])

    def _mpmathcode(self, printer: Any) -> str:
        return f"log1p(zeta({printer._print(self.args[0])}, 2))"

    def _eval_evalf(self, prec: int) -> Any:
        with mpmath.workprec(prec):
            return sp.Float(mpmath.log1p(mpmath.zeta(self.args[0]._to_mpmath(prec), 2)), precision=prec)

    def _latex(self, printer: Any) -> str:
        return rf"\log \zeta\left({printer._print(self.args[0])}\right)"


class mean_log_of_zipf(sp.Function):  # type: ignore[misc]
    r""":math:`-\zeta'(a)/\zeta(a)`, the mean of log k under the chances :math:`k^{-a}/\zeta(a)`."""

    def _mpmathcode(self, printer: Any) -> str:
        exponent = printer._print(self.args[0])
        return f"(-zeta({exponent}, 2, 1)/zeta({exponent}))"

    def _eval_evalf(self, prec: int) -> Any:
        with mpmath.workprec(prec):
            exponent = self.args[0]._to_mpmath(prec)
            return sp.Float(-mpmath.zeta(exponent, 2, 1) / mpmath.zeta(exponent), precision=prec)

    def _latex(self, printer: Any) -> str:
        exponent = printer._print(self.args[0])
        return rf"\frac{{-\zeta'\left({exponent}\right)}}{{\zeta\left({exponent}\right)}}"
