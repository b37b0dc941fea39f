"""Conditions are laid out leg by leg; their words stay as they are."""

from __future__ import annotations

import re

from lockgate import Rulebook
from lockgate.reading.blocks import plain
from lockgate.reading.conditions import layout
from lockgate.reading.names import Names, texts_of

BOOK = Rulebook.load(cached=True)


def test_a_condition_that_is_cut_short_is_shown_as_it_is() -> None:
    assert layout("a AND b) c") == ["a AND b) c"]
    assert layout("(a) = 'x'") == ["(a) = 'x'"]


def _bare(text: str) -> str:
    return re.sub(r"[\s()]+", "", text)


def test_layout_and_links_lose_no_word_of_any_condition() -> None:
    names = Names(BOOK)
    texts = [text for one in BOOK.source.provisions.values() for text in texts_of(one)]
    texts += [text for one in BOOK.source.definitions.values() for _, text in one.versions]
    for text in texts:
        assert _bare("".join(layout(text))) == _bare(text)
        assert [plain(line) for line in names.condition(text)] == layout(text)


def test_every_name_that_the_compiler_knows_is_a_link() -> None:
    names = Names(BOOK)
    known = {"facts", "sets", "parameters", "definitions", "collections", "readings", "stages", "eccns", "provisions"}
    words = ("circuit.tpp", "D5", "tpp_a1", "holds_a1", "recipients", "reading.lpp_740_2", "class.level", "'4E091'")
    found = [names.meaning(word) for word in words]
    assert {key[0] for key in found if key} == known - {"provisions"}
    assert names.meaning("'744.11-fn1'") == ("provisions", "744.11-fn1")
    assert names.meaning("item.circuits") == ("collections", "circuits")
    assert names.meaning("'no such word'") is None


def test_users_are_those_that_name_a_record() -> None:
    names = Names(BOOK)
    for shelf in ("parameters", "readings", "sets", "definitions"):
        for name in getattr(BOOK.source, shelf):
            word = re.compile(rf"(?<![\w.])(reading\.)?{re.escape(name)}(?![\w.])")
            found = {user for kind, user in names.users(shelf, name) if kind == "provisions"}
            expected = {
                one.id for one in BOOK.source.provisions.values() if any(word.search(text) for text in texts_of(one))
            }
            assert found == expected, (shelf, name)
