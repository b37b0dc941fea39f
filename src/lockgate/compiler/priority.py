"""Order: which provision of a `one` stage goes first, and what must be decided before what.

Priority is declared with ``over``. Two provisions of one stage that give different values and are neither ordered nor
declared disjoint are an error: silently preferring one of them would be a legal judgement.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lockgate.compiler.fields import nearest
from lockgate.errors import TypeProblem

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from lockgate.compiler.model import Provision


def ordered(provisions: Sequence[Provision], everything: Mapping[str, Provision], what: str) -> list[Provision]:
    """Provisions of one stage from the one that goes first to the last; checks that overlaps are declared."""
    under = {provision.id: below(provision, everything) for provision in provisions}
    for index, first in enumerate(provisions):
        for second in provisions[index + 1 :]:
            _check_pair(first, second, under, what)
    return sorted(provisions, key=lambda item: (-sum(1 for other in provisions if other.id in under[item.id]), item.id))


def below(provision: Provision, everything: Mapping[str, Provision]) -> set[str]:
    """Ids of everything that a provision goes before, directly or through others."""
    found: set[str] = set()
    todo = list(provision.over)
    while todo:
        name = todo.pop()
        if name in found:
            continue
        found.add(name)
        other = everything.get(name)
        if other is None:
            raise TypeProblem(
                f"provision '{provision.id}' is over an unknown '{name}'",
                place=provision.place,
                hint=nearest(name, everything),
            )
        todo.extend(other.over)
    if provision.id in found:
        raise TypeProblem(
            f"priority of '{provision.id}' goes in a circle", place=provision.place, hint="mend its 'over'"
        )
    return found


def _check_pair(first: Provision, second: Provision, under: Mapping[str, set[str]], what: str) -> None:
    same = (first.value, first.policy) == (second.value, second.policy)
    related = second.id in under[first.id] or first.id in under[second.id]
    disjoint = second.id in first.disjoint_with or first.id in second.disjoint_with
    if not (same or related or disjoint):
        raise TypeProblem(
            f"'{first.id}' and '{second.id}' may both decide {what} and neither is declared to go first",
            place=second.place,
            hint=f"say over: [{first.id}] or disjoint_with: [{first.id}] (the other stands at {first.place})",
        )


def sort_by_need(
    names: Iterable[str], needs: Callable[[str], Iterable[str]], place: Callable[[str], str], what: str
) -> list[str]:
    """Names so that whatever one needs comes before it; a circle is an error that shows the loop."""
    done: dict[str, None] = {}
    path: list[str] = []

    def visit(name: str) -> None:
        if name in done:
            return
        if name in path:
            loop = " -> ".join([*path[path.index(name) :], name])
            raise TypeProblem(f"{what} in a circle: {loop}", place=place(name))
        path.append(name)
        for other in sorted(needs(name)):
            visit(other)
        path.pop()
        done[name] = None

    for name in names:
        visit(name)
    return list(done)
