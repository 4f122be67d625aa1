"""SymPy expressions printed as one JavaScript function: sums and integrals as loops, common parts once.

What the printer cannot say exactly it refuses, by name. SymPy's own printer writes some of it as text that
is not JavaScript, without a word.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count

import sympy as sp
from sympy.core.relational import Relational
from sympy.logic.boolalg import Boolean
from sympy.printing.jscode import JavascriptCodePrinter

from kltools.explorables.bundle import bundle, exported
from kltools.explorables.extremes import Largest, Smallest
from kltools.explorables.invariants import hoisted
from kltools.explorables.logspace import LogSumExp, to_log_space

PRINTABLE = (
    (sp.Add, sp.Mul, sp.Pow, sp.Symbol, sp.Integer, sp.Rational, sp.Float, sp.NumberSymbol, sp.exp, sp.log)
    + (sp.Abs, sp.sign, sp.Min, sp.Max, sp.floor, sp.ceiling, sp.sin, sp.cos, sp.tan, sp.tanh, sp.sinh, sp.cosh)
    + (sp.atan, sp.Piecewise, sp.functions.elementary.piecewise.ExprCondPair, Relational, Boolean, sp.Tuple)
    + (LogSumExp, Largest, Smallest, sp.Indexed, sp.IndexedBase, sp.Idx, type(sp.oo), type(-sp.oo), type(sp.nan))
)
"""Node types that have an exact JavaScript form here."""

HELPERS = exported("helpers.js")
"""The functions that printed formulas call and JavaScript lacks."""

HELPERS_SCRIPT = bundle(["helpers.js"])
"""Their declarations."""

IN_JAVASCRIPT = {"LogSumExp": "LSE", "Largest": "Math.max", "Smallest": "Math.min"}
"""The functions of scenes that SymPy's printer does not know, each with its name on the page."""

NODES = 2400
"""Steps of the trapezoid rule that an integral gets unless its scene asks for another number."""


RESERVED = frozenset(
    "await break case catch class const continue debugger default delete do else enum export extends finally for function if "
    "implements import in instanceof interface let new package private protected public return static super switch this "
    "throw try typeof var void while with yield Math Infinity NaN".split()
).union(HELPERS)
"""Names that a variable of a JavaScript function cannot have; printed with an underscore after them."""


class CannotPrint(ValueError):
    """An expression has no JavaScript form; the message names scene, expression and cure."""


class _Printer(JavascriptCodePrinter):  # type: ignore[misc]  # SymPy has no types
    """SymPy's printer, with small powers as products, constants as numbers and no reserved names."""

    def __init__(self, settings: dict[str, object]) -> None:
        super().__init__(settings)
        self.reserved_words = set(RESERVED)

    def _print_Pow(self, expr: sp.Pow) -> str:
        base, exponent = expr.as_base_exp()
        if exponent.is_Integer and 2 <= exponent <= 4 and base.is_Symbol:
            return "*".join([self._print(base)] * int(exponent)).join("()")
        if exponent == 2:
            return f"SQ({self._print(base)})"
        return str(super()._print_Pow(expr))

    def _print_NumberSymbol(self, expr: sp.NumberSymbol) -> str:
        return repr(float(expr))

    _print_Pi = _print_Exp1 = _print_NumberSymbol

    def _print_Float(self, expr: sp.Float) -> str:
        return repr(float(expr))

    def _print_Infinity(self, _: sp.Expr) -> str:
        return "Infinity"

    def _print_NegativeInfinity(self, _: sp.Expr) -> str:
        return "(-Infinity)"

    def _print_NaN(self, _: sp.Expr) -> str:
        return "NaN"

    def _print_Indexed(self, expr: sp.Indexed) -> str:
        return f"{expr.base.label}[{self._print(expr.indices[0])}]"


@dataclass
class Function:
    """A JavaScript function of a state, grown statement by statement.

    Parameters
    ----------
    scene : str
        Named in errors.
    arguments : sequence of sympy.Symbol
        The controls, in the order of the state array ``s``.
    data : mapping of str to sequence of float
        Arrays that ``Indexed`` expressions read.
    nodes : int
        Steps of the trapezoid rule for each integral.

    Examples
    --------
    >>> a, k = sp.Symbol("a"), sp.Symbol("k", integer=True)
    >>> function = Function("demo", [a])
    >>> names = function.scalars([a**2 + sp.Sum(a*k, (k, 1, 3))])
    >>> function.text(f"return {names[0]}")  # doctest: +ELLIPSIS
    '($s)=>{...return ...}'
    """

    scene: str
    arguments: Sequence[sp.Symbol]
    data: Mapping[str, Sequence[float]] = field(default_factory=dict)
    nodes: int = NODES

    def __post_init__(self) -> None:
        self._printer = _Printer({"strict": True, "user_functions": IN_JAVASCRIPT})
        # names made here start with $, which no control's or variable's name does
        self._lines = [f"const {self._printer.doprint(one)}=$s[{place}];" for place, one in enumerate(self.arguments)]
        self._numbers = count()
        self._known: dict[sp.Expr, sp.Symbol] = {}  # sums, integrals and what no loop changes, by their names

    def scalars(self, expressions: Iterable[sp.Expr]) -> list[str]:
        """Add statements that compute expressions; return the JavaScript of each value."""
        lowered = [self._without_loops(to_log_space(expression), expression, set()) for expression in expressions]
        return self._assign(lowered, self._lines, set())

    def arrays(self, variable: sp.Symbol, grid: tuple[float, float, int], bodies: Sequence[sp.Expr]) -> list[str]:
        """Add a loop that tabulates expressions over an even grid; return the names of the arrays, the grid's first."""
        start, stop, points = grid
        names = [f"$a{next(self._numbers)}" for _ in range(len(bodies) + 1)]
        lowered = [self._without_loops(to_log_space(body), body, {str(variable)}) for body in bodies]
        inner: list[str] = []
        values = self._assign(lowered, inner, {str(variable)})
        self._lines.append(f"const {','.join(f'{name}=new Array({points})' for name in names)};")
        step = (stop - start) / (points - 1)
        across = self._printer.doprint(variable)
        stores = "".join(f"{name}[$i]={value};" for name, value in zip(names, [across, *values]))
        self._lines.append(
            f"for(let $i=0;$i<{points};$i++){{const {across}={start!r}+$i*{step!r};{''.join(inner)}{stores}}}"
        )
        return names

    def text(self, ending: str) -> str:
        """The whole function, with its last statement."""
        tables = "".join(
            f"const {name}=[{','.join(repr(float(value)) for value in values)}];" for name, values in self.data.items()
        )
        return f"($s)=>{{{tables}{''.join(self._lines)}{ending}}}"

    def _without_loops(self, expression: sp.Expr, shown: sp.Expr, bound: set[str]) -> sp.Expr:
        """Replace each outermost sum and integral by the accumulator of a loop, added before."""
        loops = [node for node in _outermost(expression, (sp.Sum, sp.Integral))]
        self._check(expression.xreplace({node: sp.Integer(0) for node in loops}), shown, bound)
        return expression.xreplace({node: self._loop(node, shown) for node in loops})

    def _loop(self, node: sp.Sum | sp.Integral, shown: sp.Expr) -> sp.Symbol:
        """Add the loop of one sum or integral, unless it is there; return its accumulator."""
        if node in self._known:
            return self._known[node]
        if len(node.limits) != 1 or len(node.limits[0]) != 3:
            raise self._refuse(shown, node, "give it one variable with both ends")
        variable, low, high = node.limits[0]
        if low.has(sp.oo, -sp.oo) or high.has(sp.oo, -sp.oo):
            raise self._refuse(shown, node, "give it finite ends, far enough out that nothing is left beyond them")
        if _outermost(node.function, (sp.Sum, sp.Integral)):
            raise self._refuse(shown, node, "write the inner sum or integral in closed form")
        for part, bound in ((low, set()), (high, set()), (node.function, {str(variable)})):
            self._check(part, shown, bound)
        start, stop = self._assign([low, high], self._lines, set())
        inner: list[str] = []
        (value,) = self._assign([node.function], inner, {str(variable)})
        total, body, name = f"$t{next(self._numbers)}", "".join(inner), self._printer.doprint(variable)
        if isinstance(node, sp.Sum):
            loop = f"for(let {name}={start};{name}<={stop};{name}++){{{body}{total}+={value};}}"
            self._lines.append(f"let {total}=0;{loop}")
        else:
            n, step = self.nodes, f"$h{next(self._numbers)}"
            weight, place = f"($i&&$i<{n}?1:.5)", f"const {name}={start}+$i*{step};"
            loop = f"for(let $i=0;$i<={n};$i++){{{place}{body}{total}+={weight}*({value});}}"
            self._lines.append(f"let {total}=0;const {step}=(({stop})-({start}))/{n};{loop}{total}*={step};")
        self._known[node] = sp.Symbol(total, real=True)
        return self._known[node]

    def _assign(self, expressions: list[sp.Expr], lines: list[str], bound: set[str]) -> list[str]:
        """Add the common parts of expressions to lines (what a loop does not change, outside it)."""
        if lines is not self._lines:
            expressions = [hoisted(expression, bound, self._constant) for expression in expressions]
        fresh = (sp.Symbol(f"$c{next(self._numbers)}", real=True) for _ in count())
        parts, results = sp.cse(expressions, symbols=fresh, optimizations="basic")
        inside = set(bound)
        for symbol, part in parts:
            depends = bool({str(name) for name in part.free_symbols} & inside)
            if depends:
                inside.add(str(symbol))
            target = lines if depends else self._lines
            target.append(f"const {symbol}={self._printer.doprint(part)};")
        return [self._printer.doprint(result) for result in results]

    def _constant(self, expression: sp.Expr) -> sp.Symbol:
        """Add a part that no loop changes, unless it is there; return its name."""
        if expression not in self._known:
            name = f"$k{next(self._numbers)}"
            self._lines.append(f"const {name}={self._printer.doprint(expression)};")
            self._known[expression] = sp.Symbol(name, real=True)
        return self._known[expression]

    def _check(self, expression: sp.Expr, shown: sp.Expr, bound: set[str]) -> None:
        """Refuse an expression with a node that has no exact JavaScript form, or a symbol that nothing sets."""
        known = {str(symbol) for symbol in self.arguments} | set(self.data) | bound
        for node in sp.preorder_traversal(expression):
            if isinstance(node, sp.Symbol) and str(node) not in known:
                cure = "no control sets it, and a sum or integral in a curve cannot depend on the curve's variable"
                raise self._refuse(shown, node, cure)
            if isinstance(node, sp.Piecewise) and node.args[-1].cond != sp.true:
                raise self._refuse(shown, node, "give it a last branch for every other state")
            if isinstance(node, sp.Indexed) and len(node.indices) != 1:
                raise self._refuse(shown, node, "data have one index")
            if not isinstance(node, PRINTABLE):
                cure = "write the sum or integral it stands for, or make the scene a recorded one"
                raise self._refuse(shown, node, cure)

    def _refuse(self, shown: sp.Expr, node: sp.Basic, cure: str) -> CannotPrint:
        return CannotPrint(f"scene {self.scene!r}: {node} in {shown} cannot be printed as JavaScript; {cure}")


def _outermost(expression: sp.Expr, kinds: tuple[type, ...]) -> list[sp.Expr]:
    """The nodes of some kinds that stand in no other such node, in a fixed order."""
    found: list[sp.Expr] = []
    walk = sp.preorder_traversal(expression)
    for node in walk:
        if isinstance(node, kinds):
            if node not in found:
                found.append(node)
            walk.skip()
    return found
