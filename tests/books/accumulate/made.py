"""Small books of invented orders, as raw transactions and as tables."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from lockgate.books.accumulate.oracle import Line, Oracle
from lockgate.books.accumulate.passes import COLUMNS, Accounts
from lockgate.books.decide.decider import Decider, Look
from lockgate.books.model import Chunk, MappedColumn, Mapping
from lockgate.books.typed.lines import LineReader
from lockgate.engine.determine import declarations_of, default_rulebook
from lockgate.items import Switches

if TYPE_CHECKING:
    import random
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
Row = dict[str, Any]


def order(number: str = "A", quantity: str | int = 8, **more: Any) -> Row:
    """One row, by header: an order of H100 to Brazil unless said otherwise; a country stands for all countries."""
    row: Row = dict.fromkeys(PATHS)
    row |= {"Order": number, "Line": "1", "Day": "2025-06-01", "Activity": "export", "Origin": "US"}
    row |= {"Chip": "nvidia-h100-sxm", "Qty": str(quantity), "Consignee": "C1", "Group": "P1", "To": "BR"} | more
    return row | {name: row[name] or row["To"] for name in ("Country", "Seat", "Parent")}


def veu(to: str = "IN", **more: Any) -> Row:
    """An order to a national validated end user."""
    return order(To=to, **{"VEU": "nveu", "VEU Country": to}, **more)


def invented(rng: random.Random, most: int = 7) -> list[Row]:
    """A few lines that meet in all accounts: known and unknown holders, open amounts, stated and open histories."""
    found = []
    for at in range(rng.randint(1, most)):
        to = rng.choice(["BR", "BR", "IN", "CH", "JP"])
        row = {
            "Line": str(at + 1),
            "Day": rng.choice(["2025-05-16", "2025-06-01", "2025-12-31", "2026-01-01"]),
            "Group": rng.choice(["P1", "P1", "P2", None]),
            "Consignee": rng.choice(["C1", "C2", None]),
            "LPP": rng.choice([None] * 4 + ["10000000", "0..20000000", "26900000"]),
            "Installed": rng.choice([None, None, "949000000", "0..949500000"]),
        }
        quantity = rng.choice(
            ["8", "202", "203", "600", "900", "1699", "1700", "100..300", "900..1700", "20000", "50000"]
        )
        number = rng.choice("ABC")
        if rng.random() < 0.3:
            found.append(veu(to, number=number, quantity=quantity, **row))
        else:
            found.append(order(number, quantity, To=to, VEU="none", **row))
    return found


def table(rows: Sequence[Row]) -> pa.Table:
    """Rows as a file would give them."""
    return pa.table({name: pa.array([row[name] for row in rows], pa.string()) for name in PATHS})


def raw(row: Row) -> dict[str, Any]:
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
    """A book walked through, in chunks of some size; what is told of each row in the codified posture."""

    def __init__(
        self,
        rows: Sequence[Row],
        size: int = 1000,
        *,
        turned: bool = False,
        by: str = "line",
        mapping: Mapping = MAPPING,
        readings: dict[str, str] | None = None,
    ) -> None:
        book = default_rulebook()
        reader = LineReader(mapping, declarations_of(book), Switches(), first_day=book.first_day)
        self.decider = Decider(Look(book, ("enforced", "codified"), readings=readings or {}), reader)
        self.accounts = Accounts(self.decider, mapping, shipment_by=by)
        self.outcomes: list[str] = [""] * len(rows)
        self.codes: list[tuple[str, ...]] = [()] * len(rows)
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
                found = self.decider.answers["codified"].all[number]
                self.outcomes[place], self.codes[place] = found.outcome, found.authorizations
                self.told[place] = tuple(cells[name][at] for name in COLUMNS)
        self.summary = self.accounts.summary()

    def account(self, name: str, **key: str | None) -> dict[str, Any]:
        """One account of the summary."""
        return next(one for one in self.summary if one["account"] == name and key.items() <= one["key"].items())


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
    """What a transaction draws."""
    low, _, high = found["item"]["quantity"].partition("..")
    return Fraction(low) * H100, Fraction(high or low) * H100


def bounds_of(text: str) -> Bounds:
    """A number as the rows write it."""
    low, _, high = text.partition("..")
    return Fraction(low), Fraction(high or low)


def slowly(rows: Sequence[Row]) -> list[Line]:
    """The same book, decided by the oracle in order; the lines come as the rows stand."""
    oracle = Oracle(key_of, amount_of)
    found: dict[int, Line] = {}
    assumed: dict[str, Bounds] = {name: (Fraction(0), Fraction(0)) for name in ("lpp", "aia", "allocation")}
    for at in sorted(range(len(rows)), key=lambda at: (rows[at]["Day"], rows[at]["Order"], int(rows[at]["Line"]), at)):
        one = raw(rows[at])
        stated: dict[str, Bounds] = {}
        for name, path in STATED.items():
            first, last = path.split(".")
            said = one.get(first, {}).pop(last, None)
            if said is not None:
                stated[name] = bounds_of(said)
        found[at] = oracle.line(one, stated, assumed)
    return [found[at] for at in range(len(rows))]


def text_of(bounds: Bounds) -> str:
    """Bounds as the result writes them."""
    low, high = bounds
    return f"{low}" if low == high else f"at least {low}" if high is None else f"{low} to {high}"
