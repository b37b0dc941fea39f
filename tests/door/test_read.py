from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lockgate.door import read
from lockgate.errors import InputError, LockgateError

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: 1", [{"a": "1"}]),
        ("---\na: 1\n---\na: 2\n", [{"a": "1"}, {"a": "2"}]),
        ("- a: 1\n- a: 2", [{"a": "1"}, {"a": "2"}]),
        ("schema: x\ntransactions:\n- a: 1\n", [{"a": "1"}]),
        ("base: b\ntransactions:\n- a: 1\n- {a: 1, base: c}", [{"a": "1", "base": "b"}, {"a": "1", "base": "c"}]),
        ('{"a": 1.50, "b": [true, null], "c": NaN}', [{"a": "1.50", "b": ["true", "null"], "c": "NaN"}]),
        (
            '{\n\t"a":\t1,\n\t"b": [true, null, "x"],\n\t"c": {"d": NaN}\n}',
            [{"a": "1", "b": ["true", "null", "x"], "c": {"d": "NaN"}}],
        ),
        (
            '{"a": 1}\n\n{"a": [true, null, 1.50], "c": {"d": NaN}}\n',
            [{"a": "1"}, {"a": ["true", "", "1.50"], "c": {"d": "NaN"}}],
        ),
        ("code: NO\neccn: 4E091\npart: 740.20", [{"code": "NO", "eccn": "4E091", "part": "740.20"}]),
        ("---\n---\na: 1\n---\n", [{"a": "1"}]),
        ("a: &x [1]\nb: *x", [{"a": ["1"], "b": ["1"]}]),
    ],
)
def test_one_or_many_transactions(text: str, expected: Any) -> None:
    assert read.parse(text) == expected


def test_every_text_and_key_knows_its_line() -> None:
    found = read.parse("a: 1\nb:\n- x\n- {c: y}", "order.yaml")[0]
    assert found.place == "order.yaml:1"
    assert [key.place for key in found] == ["order.yaml:1", "order.yaml:2"]  # type: ignore[attr-defined]
    assert found["b"][0].place == "order.yaml:3"
    assert found["b"][1].place == "order.yaml:4"
    assert read.parse('{"a": 1}\n{"a": 2}')[1]["a"].place == "input:2"


@pytest.mark.parametrize(
    ("text", "place", "message"),
    [
        ("", "input", "there is nothing in it"),
        ("# only a comment", "input", "there is nothing in it"),
        ("transactions:", "input", "there is nothing in it"),
        ("word", "input:1", "a transaction must be a mapping"),
        ("- 1\n- [2]", "input:1", "a transaction must be a mapping"),
        ("a: 1\na: 2", "input:2", "the key 'a' stands twice"),
        ('{"a":\t1,\t"a":\t2}', "input:1", "the key 'a' stands twice"),
        ('{"a": 1}\n{"a": 1, "a": 2}', "input:2", "the key 'a' stands twice"),
        ("[1]: 2", "input:1", "a key must be plain text"),
        ("a: *x", "input:1", "nothing is called 'x' before"),
        ("a: &x [*x]", "input:1", "nothing is called 'x' before"),
        ("a: b: c", "input:1", "this is not valid YAML: mapping values are not allowed in this context"),
        ("a: [1", "input:2", "this is not valid YAML: did not find expected ',' or ']'"),
        ("a:\n\t- b", "input:2", "this is not valid YAML: found character that cannot start any token"),
        ("\x00", "input", "this is not text"),
        ("a: \ud800", "input", "this is not text"),
        ("[" * 100000, "input:1", "this is nested too deeply or too large"),
        ("- " * 100000, "input:1", "this is nested too deeply or too large"),
        ("transactions: []\ntransaktions: []", "input:1", "unknown key 'transaktions'"),
        ("transactions: []\nqqq: []", "input:1", "unknown key 'qqq'"),
    ],
)
def test_what_cannot_be_read(text: str, place: str, message: str) -> None:
    with pytest.raises(InputError) as caught:
        read.parse(text)
    assert (caught.value.place, caught.value.message) == (place, message)
    assert caught.value.hint


def test_references_cannot_blow_up() -> None:
    rows = [f"b{n}: &b{n} [{','.join([f'*b{n - 1}'] * 10)}]" for n in range(1, 12)]
    with pytest.raises(InputError, match="too large"):
        read.parse("\n".join(["b0: &b0 [x]", *rows]))


def test_files_and_standard_input(tmp_path: Path) -> None:
    path = tmp_path / "order.yaml"
    path.write_bytes(b"\xef\xbb\xbfa: 1\n")
    assert read.load(path) == [{"a": "1"}]
    assert read.load(str(path))[0]["a"].place == "order.yaml:1"
    assert read.load("-", stdin=io.StringIO("a: 1"))[0]["a"].place == "standard input:1"


def test_standard_input_that_is_not_text() -> None:
    stream = io.TextIOWrapper(io.BytesIO(b"a: \xff"), encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read.load("-", stdin=stream)
    assert caught.value.place == "standard input"


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot read the file"):
        read.load(tmp_path / "none.yaml")
    bad = tmp_path / "latin.yaml"
    bad.write_bytes("a: 1\nname: Malmö".encode("latin-1"))
    with pytest.raises(InputError) as caught:
        read.load(bad)
    assert (caught.value.place, caught.value.message) == ("latin.yaml:2", "this file is not UTF-8 text")


@given(st.text(max_size=60))
def test_no_text_makes_a_traceback(text: str) -> None:
    try:
        assert read.parse(text)
    except LockgateError as error:
        assert error.place
