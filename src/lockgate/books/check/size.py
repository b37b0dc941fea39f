"""How many lines a part of a book has: fewer where nearly every line says something else, which takes memory."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lockgate.books.check.options import CHUNK
from lockgate.books.typed.groups import groups_of

if TYPE_CHECKING:
    import pyarrow as pa

    from lockgate.books.model import Mapping
    from lockgate.door.declarations import Declarations

DIVERSE = 100_000
"""Lines of a part of a book in which lines differ."""
_SHARE = 0.25
"""Different contents for each line of the sample, over all groups of columns, from which on lines differ."""


def lines_of_a_part(sample: pa.Table, mapping: Mapping, declared: Declarations) -> int:
    """Lines of a part, from the first lines of a book; the same whenever the book is the same.

    >>> import pyarrow as pa
    >>> from lockgate.books.model import MappedColumn, Mapping
    >>> from lockgate.door.declarations import load
    >>> mapping = Mapping((MappedColumn("Qty", "item.quantity"), MappedColumn("To", "destination")))
    >>> alike = pa.table({"Qty": [1, 2] * 50, "To": ["MY"] * 100})
    >>> different = pa.table({"Qty": range(100), "To": ["MY"] * 100})
    >>> lines_of_a_part(alike, mapping, load()), lines_of_a_part(different, mapping, load())
    (250000, 100000)
    """
    if not sample.num_rows:
        return CHUNK
    there = {*sample.column_names}
    contents = 0
    for group in groups_of(mapping, declared):
        headers = [column.header for column in group.columns if column.header in there]
        contents += _contents(sample, list(dict.fromkeys(headers)))
    return DIVERSE if contents > _SHARE * sample.num_rows else CHUNK


def _contents(sample: pa.Table, headers: list[str]) -> int:
    """Different combinations of some columns; lists and tables within cells are left out."""
    import pyarrow as pa  # noqa: PLC0415 - comes with books

    plain = [header for header in headers if not pa.types.is_nested(sample.schema.field(header).type)]
    if not plain:
        return 0
    words = {header: sample.column(header) for header in plain}
    coded = [one.cast(one.type.value_type) if pa.types.is_dictionary(one.type) else one for one in words.values()]
    found: int = pa.table(coded, names=plain).group_by(plain).aggregate([]).num_rows
    return found
