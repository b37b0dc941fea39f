"""The lint: what each code marks, and that what is sound is left alone."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.compiler.support import BASE
from tests.compiler.test_bad import compile_all

from lockgate.compiler.rulebook import BUILT_IN
from lockgate.errors import InputError, RulebookError
from lockgate.reading.findings import CODES, SEVERITIES, Finding
from lockgate.reading.lint import compiled, faults, lint

BAD = Path(__file__).parents[1] / "bad"
META = "- {id: small, name: Small, version: 1, first_day: 2024-01-01, current_to: 2026-01-01}\n"
INSTRUMENT = "- {id: act, name: The act, kind: rule, effective: 2024-01-01, cite: 1 FR 1}\n"
FACTS = (
    "- {id: size, type: number, unit: kg, question: How big is it?}\n- {id: red, type: boolean, question: Is it red?}\n"
)
SOUND = """
- id: act-1
  name: Big things
  effect: requires
  instrument: act
  cite: 1 FR 1
  gist: Big things need a licence.
  when: {when}
  confidence: confirmed
"""


def rulebook(folder: Path, when: str = "size > 1", **files: str) -> Path:
    texts = {"rulebook": META, "instruments": INSTRUMENT, "facts": FACTS, "law": SOUND.replace("{when}", when), **files}
    for name, text in texts.items():
        path = folder / f"{name}.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def marked(folder: Path) -> dict[str, list[Finding]]:
    found: dict[str, list[Finding]] = {}
    for one in lint(folder).findings:
        found.setdefault(one.code, []).append(one)
    return found


@pytest.fixture(scope="module")
def built_in() -> dict[str, list[Finding]]:
    return marked(BUILT_IN)


def test_the_built_in_rulebook_has_no_errors(built_in: dict[str, list[Finding]]) -> None:
    assert [one for ones in built_in.values() for one in ones if one.severity == "error"] == []


def test_its_warnings_are_records_that_nothing_uses(built_in: dict[str, list[Finding]]) -> None:
    assert {one.code for ones in built_in.values() for one in ones if one.severity == "warning"} <= {"LG006"}


def test_its_untried_provisions_are_those_that_the_coverage_lists(built_in: dict[str, list[Finding]]) -> None:
    text = (
        (BUILT_IN / "coverage.yaml").read_text(encoding="utf-8").partition("not_exercised:")[2].partition("cited:")[0]
    )
    listed = {name.strip(" -[]") for name in text.replace("\n", ",").split(",")} - {""}
    assert {one.message.rpartition(" ")[2].strip("'") for one in built_in["LG007"]} == listed


def test_a_sound_rulebook_only_lacks_a_case(tmp_path: Path) -> None:
    assert list(marked(rulebook(tmp_path))) == ["LG007"]


@pytest.mark.parametrize(
    ("code", "file", "text"),
    [
        ("LG001", "law", "- {id: a, name: A, effect: requires, instrument: act, cite: x, confidence: derived}\n"),
        ("LG001", "definitions", "- {id: big, when: size > 1}\n"),
        ("LG002", "law", SOUND.replace("{when}", "red").replace("Big things need", "Big " * 100 + "things need")),
        ("LG003", "parameters", "- {id: most, unit: kg, values: [{value: 1}]}\n"),
        ("LG004", "law", SOUND.replace("{when}", "red").replace("  confidence: confirmed\n", "")),
        ("LG006", "parameters", "- {id: most, unit: kg, cite: x, values: [{value: 1}]}\n"),
        ("LG006", "definitions", "- {id: kinds, values: [x]}\n"),
        ("LG006", "readings", "- {id: r, question: How?, default: a, values: {a: so, b: otherwise}, cite: x}\n"),
        ("LG006", "instruments", INSTRUMENT + "- {id: other, name: Other, effective: 2025-01-01}\n"),
        (
            "LG008",
            "parameters",
            "- {id: most, unit: kg, cite: x, values: [{to: 2025-01-01, value: 1}, {from: 2025-01-01, value: 2}]}\n",
        ),
        ("LG008", "country_groups", "- {id: G, cite: x, members: [{code: CN}, {code: CN, from: 2025-01-01}]}\n"),
        ("LG009", "law", SOUND.replace("{when}", "red").replace("id: act-1", "id: act 1")),
        ("LG011", "law", SOUND.replace("{when}", "red") + "# " + "x" * 170 + "\n"),
        ("LG012", "part_740/742", SOUND.replace("{when}", "red").replace("id: act-1", "id: 742.6")),
        ("LG013", "parameters", "- {id: most, cite: x, values: [{value: 1}]}\n"),
        ("LG014", "facts", FACTS + "- {id: blue, type: boolean, question: It is blue}\n"),
        ("LG015", "law", "- {effect: requires, id: a, instrument: act, gist: g, cite: x, confidence: derived}\n"),
        ("LG016", "law", SOUND.replace("{when}", "red") + "   \n"),
        (
            "LG017",
            "parameters",
            "- {id: most, unit: kg, cite: x, values: [{from: 2025-01-01, value: 1}, {to: 2024-12-31, value: 2}]}\n",
        ),
        ("LG017", "instruments", "- {id: act, name: A, effective: 2025-01-01, compliance: 2024-06-01}\n"),
        ("LG018", "cases/one/x", "- {id: c, title: t, transaction: {as_of: never}, expect: {}}\n"),
    ],
)
def test_each_code_marks_its_fault(tmp_path: Path, code: str, file: str, text: str) -> None:
    extra = {"country_names": "- {code: CN, name: China}\n"} if file == "country_groups" else {}
    found = marked(rulebook(tmp_path, **{file: text}, **extra))
    assert code in found, found
    assert found[code][0].severity in SEVERITIES
    assert found[code][0].remedy


@pytest.mark.parametrize(
    ("when", "words"),
    [
        ("red AND red", "same leg twice"),
        ("red OR NOT red", "its opposite"),
        ("red AND (red OR size > 1)", "already decides"),
        ("red AND TRUE", "constant"),
        ("FALSE OR red", "constant"),
        ("NOT (TRUE AND red)", "constant"),
    ],
)
def test_redundant_conditions(tmp_path: Path, when: str, words: str) -> None:
    found = marked(rulebook(tmp_path, when))["LG010"]
    assert any(words in one.message for one in found)


@pytest.mark.parametrize("when", ["red = TRUE", "size > 1 AND red = FALSE", "TRUE", "red OR size > 2 AND size > 1"])
def test_conditions_that_are_not_redundant(tmp_path: Path, when: str) -> None:
    assert "LG010" not in marked(rulebook(tmp_path, when))


def test_points_of_the_sources(tmp_path: Path) -> None:
    sources = "- {file: a.md, part: facts, points: {P-1: first point}}\n"
    law = SOUND.replace("{when}", "red").replace("cite: 1 FR 1", "cite: {ref: 1 FR 1, facts: [P-1, P-2]}")
    found = marked(rulebook(tmp_path, law=law, sources=sources, not_encoded="[]\n"))["LG005"]
    assert [(one.message, one.remedy) for one in found] == [
        ("'act-1' cites 'P-2', which sources.yaml does not have", "did you mean 'P-1'?")
    ]


def test_a_finding_knows_its_line(tmp_path: Path) -> None:
    found = marked(rulebook(tmp_path, facts=FACTS + "- id: blue\n  type: boolean\n  question: It is blue\n"))
    assert [(one.place, one.line) for one in found["LG014"]] == [("facts.yaml:5", 5)]


def test_an_overlay_answers_for_its_own_files_only(tmp_path: Path) -> None:
    rulebook(tmp_path / "base", definitions="- {id: kinds, values: [x]}\n")
    over = tmp_path / "over"
    over.mkdir()
    (over / "policy.yaml").write_text(
        "- {id: p, name: P, effect: warns, say: So., instrument: act}\n", encoding="utf-8"
    )
    found = lint(over, tmp_path / "base")
    assert {one.file for one in found.findings} == {"over/policy.yaml"}
    assert {one.code for one in found.findings} == {"LG001", "LG003", "LG004", "LG007"}
    assert (found.files, found.compiles) == (1, True)


@pytest.mark.parametrize("folder", sorted(path for path in BAD.iterdir() if path.is_dir()), ids=lambda path: path.name)
def test_what_the_compiler_refuses_is_among_the_faults(folder: Path) -> None:
    with pytest.raises(RulebookError) as raised:
        compile_all(folder)
    assert raised.value.message in {one.message for one in faults((BASE, folder))}
    assert compiled((BASE, folder)) is None


def test_all_faults_are_shown_at_once(tmp_path: Path) -> None:
    two = "- {id: a, effect: requires, instrument: act, when: nope}\n- {id: b, effect: requires, instrument: none}\n"
    found = lint(rulebook(tmp_path, law=two))
    assert not found.compiles
    assert [(one.code, one.place) for one in found.findings] == [("LG000", "law.yaml:1"), ("LG000", "law.yaml:2")]


def test_a_fault_that_shows_on_many_days_is_told_once(tmp_path: Path) -> None:
    parameters = "- {id: most, unit: kg, cite: x, values: [{from: 2025-01-01, to: 2025-02-01, value: 1}]}\n"
    found = lint(rulebook(tmp_path, "size > most", parameters=parameters))
    assert [one.code for one in found.findings] == ["LG000"]


def test_no_such_folder() -> None:
    with pytest.raises(InputError, match="there is no such folder"):
        lint("nowhere/at/all")


def test_every_code_has_a_severity_and_a_remedy() -> None:
    assert all(severity in SEVERITIES and remedy for severity, remedy in CODES.values())
