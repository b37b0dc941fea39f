"""Small books of invented orders, as raw transactions and as tables."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from lockgate.books.accumulate.oracle import Line, Oracle
from lockgate.books.accumulate.passes import Accounts
from lockgate.books.decide.decider import Decider, Look
from lockgate.books.model import Chunk, MappedColumn, Mapping
from lockgate.books.typed.lines import LineReader
from lockgate.engine.determine import declarations_of, default_rulebook
from lockgate.items import Switches

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lockgate.books.accumulate.oracle import Bounds
    from lockgate.compiler.model import Quota

PATHS = {
    "Order": "id",
    "Line": "line",
    "Day": "as_of",
    "To": "destination",
    "Activity": "activity",
    "Origin": "origin",
    "Chip": "item.chip",
    "Qty": "item.quantity",
    "Consignee": "parties.consignee.id",
    "Country": "parties.consignee.location",
    "Seat": "parties.consignee.headquarters",
    "Parent": "parties.consignee.ultimate_parent.headquarters",
    "Group": "parties.consignee.ultimate_parent.id",
    "VEU": "parties.consignee.veu",
    "VEU Country": "parties.consignee.veu_country",
    "LPP": "history.lpp_tpp_this_year",
    "Installed": "holder.installed_tpp",
}
MAPPING = Mapping(tuple(MappedColumn(*one) for one in PATHS.items()), base="ordinary-course")
H100 = Fraction(15832)
STATED = {"lpp": "history.lpp_tpp_this_year", "nveu": "holder.installed_tpp"}


def order(  # noqa: PLR0917
    number: str = "A",
    day: str = "2025-06-01",
    to: str = "BR",
    quantity: str | int = 8,
    group: str | None = "P1",
    **more: Any,
) -> dict[str, Any]:
    """One row, by header."""
    row = dict.fromkeys(PATHS)
    row |= {"Order": number, "Line": "1", "Day": day, "To": to, "Activity": "export", "Origin": "US"}
    row |= {"Chip": "nvidia-h100-sxm", "Qty": str(quantity), "Consignee": "C1", "Country": to, "Seat": to, "Parent": to}
    return row | {"Group": group} | more


def table(rows: Sequence[dict[str, Any]]) -> pa.Table:
    return pa.table({name: pa.array([row[name] for row in rows], pa.string()) for name in PATHS})


def raw(row: dict[str, Any]) -> dict[str, Any]:
    """A row as a transaction."""
    found: dict[str, Any] = {"base": "ordinary-course"}
    for name, path in PATHS.items():
        if row[name] is not None and path != "line":
            node = found
            *above, last = path.split(".")
            for part in above:
                node = node.setdefault(part, {})
            node[last] = row[name]
    return found


class Run:
    """A book walked through, in chunks of some size."""

    def __init__(
        self, rows: Sequence[dict[str, Any]], size: int = 1000, *, turned: bool = False, by: str = "line"
    ) -> None:
        book = default_rulebook()
        reader = LineReader(MAPPING, declarations_of(book), Switches(), first_day=book.first_day)
        self.decider = Decider(Look(book, ("enforced", "codified")), reader)
        self.accounts = Accounts(self.decider, MAPPING, shipment_by=by)
        self.outcomes: list[str] = [""] * len(rows)
        self.told: list[tuple[str | None, ...]] = [()] * len(rows)
        whole = table(rows)
        starts = list(enumerate(range(0, len(rows), size)))
        starts = starts[::-1] if turned else starts
        chunks = [Chunk(whole.slice(at, size), at + 1, None, "orders.csv", number) for number, at in starts]
        for chunk in chunks:
            lines = reader.read(chunk)
            assert not lines.rejects, lines.rejects
            self.accounts.first(chunk, lines, self.decider.decide(lines))
        self.accounts.walk()
        for chunk in chunks:
            lines = reader.read(chunk)
            numbers, columns = self.accounts.second(chunk, lines, self.decider.decide(lines))
            cells = columns["codified"].to_pydict()
            for at, number in enumerate(numbers["codified"].tolist()):
                place = chunk.first_row - 1 + at
                self.outcomes[place] = self.decider.answers["codified"].all[number].outcome
                self.told[place] = tuple(
                    cells[name][at] for name in ("account", "account_key", "account_used_before", "account_fits")
                )
        self.summary = self.accounts.summary()


def key_of(quota: Quota, found: dict[str, Any]) -> tuple[str | None, ...]:
    """The accounts of the oracle."""
    consignee = found["parties"]["consignee"]
    year = found["as_of"][:4]
    parts = {
        "consignee.ultimate_parent.id": consignee["ultimate_parent"].get("id"),
        "owner_of_items.id": consignee.get("id"),
        "consignee.id": consignee.get("id"),
        "destination": found["destination"],
        "year": year,
        "2025-2027": "2025-2027" if "2025" <= year <= "2027" else "outside",
    }
    return tuple(parts[one] for one in quota.per)


def amount_of(found: dict[str, Any]) -> Bounds:
    quantity = found["item"].get("quantity")
    if quantity is None:
        return Fraction(0), None
    low, _, high = quantity.partition("..")
    return Fraction(low) * H100, Fraction(high or low) * H100


def bounds_of(text: str) -> Bounds:
    low, _, high = text.partition("..")
    return Fraction(low), Fraction(high or low)


def slowly(rows: Sequence[dict[str, Any]]) -> list[Line]:
    """The same book, decided by the oracle in order; the lines come as the rows stand."""
    oracle = Oracle(key_of, amount_of)
    found: dict[int, Line] = {}
    assumed = {name: (Fraction(0), Fraction(0)) for name in ("lpp", "aia", "allocation")}
    for at in sorted(range(len(rows)), key=lambda at: (rows[at]["Day"], rows[at]["Order"], int(rows[at]["Line"]), at)):
        one = raw(rows[at])
        stated = {}
        for name, path in STATED.items():
            first, last = path.split(".")
            said = one.get(first, {}).pop(last, None)
            if said is not None and (name != "lpp" or bounds_of(said) != (0, 0)):
                stated[name] = bounds_of(said)
        found[at] = oracle.line(one, stated, assumed)
    return [found[at] for at in range(len(rows))]
