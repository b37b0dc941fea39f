from __future__ import annotations

import pickle

from lockgate.compiler.load import Located, Table
from lockgate.door.problems import BadInputError, Cell, Problem, nearest, place_of


def test_all_problems_are_told() -> None:
    error = BadInputError([Problem("a", "one", "mend"), Problem("b", "two")])
    assert str(error) == "a: one (mend)\nb: two"
    assert (error.place, error.message, error.hint) == ("a", "one", "mend")
    assert BadInputError([Problem("b", "two")]).hint is None


def test_a_place_is_file_and_line_or_row_and_column() -> None:
    table = Table()
    table.place = "order.yaml:1"
    assert place_of("x", "plain", table) == "order.yaml:1, x"
    assert place_of("", table) == "order.yaml:1"
    assert place_of("x", Cell("1", "book.csv", 2, "qty"), table) == "book.csv, row 2, column qty"
    assert place_of("x", Located("1", "order.yaml", 3)) == "order.yaml:3, x"
    assert place_of("") == "input"


def test_cells_travel_between_processes() -> None:
    cell = pickle.loads(pickle.dumps(Cell("1", "book.csv", 2, "qty")))
    assert cell.place == "book.csv, row 2, column qty"


def test_near_words() -> None:
    assert nearest("destinaton", ["destination", "destination_region"]) == "did you mean destination?"
    assert nearest("exrt", ["export", "expert"]) == "did you mean export or expert?"
    assert nearest("zzz", ["export"]) == ""
