"""The 67 provisions for openfisca-core, vectorised: two truth values, folds as inputs, results checked against ours.

Words are small numbers, as its enumerations are inside; one variable for each provision and stage.
"""

from __future__ import annotations

import sys
import time
from importlib import import_module
from typing import TYPE_CHECKING, Any

from benchmarks.books import sql as lowered
from benchmarks.peers import transactions
from benchmarks.subset import subset
from benchmarks.translate import FAR_AWAY, Dialect, Program, bound, plain

from lockgate.compiler.ir import Fold

if TYPE_CHECKING:
    from lockgate.compiler.ir import And, Bool, Holds, Linear, Member, Named, Node, Not, Or, Overlap, Same, StepOk

DISTINCT = 1000
_PERIOD = "2025-06"


class Arrays(Dialect):
    """Writes conditions as expressions over arrays; `v` gives the array of a name."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.layout = program.layout

    def code(self, fact: str, word: str) -> int:
        """The number of a word."""
        return self.layout.slots[fact].names.index(word)

    def on_bool(self, node: Bool) -> str:
        return f"v('as_of_true') == {node.value}"

    def on_and(self, node: And) -> str:
        return "(" + " & ".join(self.node(arg) for arg in node.args) + ")"

    def on_or(self, node: Or) -> str:
        return "(" + " | ".join(self.node(arg) for arg in node.args) + ")"

    def on_not(self, node: Not) -> str:
        return f"(~{self.node(node.arg)})"

    def on_named(self, node: Named) -> str:
        return str(self.node(node.arg))

    def on_member(self, node: Member) -> str:
        codes = [self.code(node.fact, word) for word in node.names if word in self.layout.slots[node.fact].bits]
        if len(codes) == 1:
            return f"(v('{plain(node.fact)}') == {codes[0]})"
        return f"isin(v('{plain(node.fact)}'), {codes})"

    def on_overlap(self, node: Overlap) -> str:
        return f"((v('{plain(node.fact)}') & {self.layout.slots[node.fact].mask(node.names)}) != 0)"

    def on_same(self, node: Same) -> str:
        return f"(v('{plain(node.left)}') == v('{plain(node.right)}'))"

    def on_holds(self, node: Holds) -> str:
        return f"v('{self.program.keys[node.name]}')"

    def on_fold(self, node: Fold) -> str:
        return f"v('k{self.program.unit.fold_at[node]}')"

    def on_linear(self, node: Linear) -> str:
        terms, constant = self.program.sum_of(node)
        simple = bound(terms, constant, node.op)
        if simple is not None:
            return f"(v('{simple[0]}') {simple[1]} {simple[2]})"
        return f"(({' + '.join(f'{coef} * v({name!r})' for coef, name in terms)} + {constant}) {node.op} 0)"

    def on_stepok(self, node: StepOk) -> str:
        name = plain(node.fact)
        if self.layout.slots[node.fact].kind != "number":
            return f"(v('{name}') != {self.code(node.fact, 'false')})"
        return f"((v('{name}') >= {FAR_AWAY}) | (v('{name}') + {node.wait} <= v('f_as_of')))"

    def stage(self, key: str, choices: tuple[tuple[Node, str], ...], default: str, stated: Node | None) -> str:
        """The first choice that holds; what the maker states goes before where it fits."""
        fact = next(slot.fact for slot in self.layout.slots.values() if plain(slot.fact) == key)
        conds = [str(self.node(cond)) for cond, _ in choices]
        values: list[object] = [self.code(fact, value) for _, value in choices]
        if stated is not None:
            conds.insert(0, str(self.node(stated)))
            values.insert(0, "v('f_item_stated_eccn')")
        return f"select([{', '.join(conds)}], [{', '.join(map(str, values))}], {self.code(fact, default)})"


def system(program: Program, inputs: list[str]) -> Any:
    """A tax and benefit system with a variable for each input, provision and stage."""
    entities, variables, periods, core = (
        import_module(f"openfisca_core.{name}") for name in ("entities", "variables", "periods", "taxbenefitsystems")
    )
    np = import_module("numpy")
    line = entities.SingleEntity("line", "lines", "A line", "")
    whole = core.TaxBenefitSystem([line])
    common = {"entity": line, "definition_period": periods.DateUnit.MONTH}
    for name in inputs:
        whole.add_variable(type(name, (variables.Variable,), {**common, "value_type": sort(program, name)}))
    writer = Arrays(program)
    for step in program.steps:
        text = (
            writer.stage(step.key, step.choices, step.default, step.stated)
            if step.cond is None
            else writer.node(step.cond)
        )
        body = f"def formula(line, period):\n    v = lambda name: line(name, period)\n    return {text}"
        space: dict[str, Any] = {"isin": np.isin, "select": np.select}
        exec(body, space)  # noqa: S102 - made from our own conditions
        kind = int if step.cond is None else bool
        whole.add_variable(
            type(step.key, (variables.Variable,), {**common, "value_type": kind, "formula": space["formula"]})
        )
    return whole


def sort(program: Program, name: str) -> type:
    """The kind of an input: its whole numbers have 32 bits only, so amounts are floats there."""
    kinds = {plain(slot.fact): slot.kind for slot in program.layout.slots.values()}
    folds = {f"k{at}": fold for fold, at in program.unit.fold_at.items()}
    return bool if isinstance(folds.get(name), Fold) else float if kinds.get(name, "number") == "number" else int


def run(count: int, seed: int = 11) -> dict[str, float]:
    """Lines per CPU-second over all variables; the first lines are checked against our answers."""
    np = import_module("numpy")
    builder = import_module("openfisca_core.simulation_builder").SimulationBuilder
    chosen = subset()
    program = Program(chosen)
    known = list(transactions(chosen, program, DISTINCT, seed))
    inputs = sorted(known[0].data)
    simulation = builder().build_default_simulation(system(program, inputs), count)
    for name in inputs:
        values = np.array([number(program, name, one.data[name]) for one in known], dtype=np.int64)
        typed = np.resize(values, count).astype({bool: np.bool_, float: np.float32, int: np.int32}[sort(program, name)])
        simulation.get_holder(name).set_input(_PERIOD, typed)
    started = time.process_time()
    found = {step.key: simulation.calculate(step.key, _PERIOD) for step in program.steps}
    spent = time.process_time() - started
    differing = 0
    for index, one in enumerate(known[:count]):
        for step in program.steps:
            mine = one.expected.get(step.key)
            if mine is not None:
                differing += int(found[step.key][index]) != number(program, step.key, mine)
    return {"lines": count, "cpu_s": round(spent, 3), "lines_per_cpu_s": round(count / spent), "differing": differing}


def number(program: Program, name: str, value: Any) -> int:
    """A fact or an answer as a number."""
    for slot in program.layout.slots.values():
        if plain(slot.fact) == name and slot.kind == "set":
            return slot.mask(tuple(value))
        if plain(slot.fact) == name and slot.kind == "one":
            return slot.names.index(value) if value is not None else -1
    return int(value)


def main(arguments: list[str]) -> int:
    """Both in one run, and how we stand to it."""
    count = int(arguments[0]) if arguments else 200_000
    theirs = run(count)
    ours = lowered.run(count, small=True).figures
    ratio = round(ours["kernel_lines_per_cpu_s"] / theirs["lines_per_cpu_s"], 2)
    sys.stdout.write(f"openfisca-core {theirs}\nours {ours}\nkernel to openfisca-core: {ratio}\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
