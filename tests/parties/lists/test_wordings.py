"""Wordings about licences as codes."""

from __future__ import annotations

from collections import Counter

import pytest
from tests.parties.real import csl_rows, needs_lists

from lockgate.parties.lists.tables import lists
from lockgate.parties.lists.wordings import wording, words_of

EAR = "For all items subject to the EAR"
REQUIREMENTS = {
    f"{EAR}. (See § 744.11 of the EAR)": ("all_items", "see_744.11"),
    f"{EAR}, see §§ 734.9(e) 1 and 744.11 of the EAR 2": ("all_items", "footnote_1", "see_744.11", "footnote_2"),
    f"{EAR}. (See §§ 734.9(e) and 744.11 of the EAR)4": (
        "all_items",
        "foreign_direct_product",
        "see_744.11",
        "footnote_4",
    ),
    f"{EAR} (See §§734.4(a)(9), 734.9(e)(3), and 744.11 of the EAR)5": (
        "all_items",
        "foreign_direct_product_3",
        "see_734.4(a)(9)",
        "see_744.11",
        "footnote_5",
    ),
    f"{EAR}. (See §§ 734.9(g),3 746.8(a)(3), and 744.21(b) of the EAR)": (
        "all_items",
        "footnote_3",
        "see_746.8(a)(3)",
        "see_744.21(b)",
    ),
}
POLICIES = {
    "Presumption for denial.": ("presumption_of_denial",),
    "Policy of Denial": ("policy_of_denial",),
    "Case-by-case basis": ("case_by_case",),
    "See § 744.2(d) of the EAR": ("see_744.2(d)",),
    "Presumption of approval for EAR99; case-by-case review for all items on the CCL": (
        "case_by_case_ccl",
        "presumption_of_approval_ear99",
    ),
}


@pytest.mark.parametrize(("text", "codes"), REQUIREMENTS.items())
def test_requirements(text: str, codes: tuple[str, ...]) -> None:
    found = wording(text, "requirement")
    assert found is not None
    assert (found.codes, found.unread) == (codes, ())


@pytest.mark.parametrize(("text", "codes"), POLICIES.items())
def test_policies(text: str, codes: tuple[str, ...]) -> None:
    found = wording(text, "policy")
    assert found is not None
    assert (found.codes, found.unread) == (codes, ())


def test_what_no_pattern_knows_is_shown_and_not_guessed() -> None:
    found = wording("Presumption of denial, unless it rains on a Tuesday", "policy")
    assert found is not None
    assert found.codes == ("presumption_of_denial",)
    assert found.unread == ("unless it rains on a tuesday",)


def test_no_text_is_no_wording() -> None:
    assert wording("  ", "policy") is None


@pytest.mark.parametrize(
    ("text", "certain", "possible"),
    [
        ("", {"entity_list"}, {"entity_list_fn1", "entity_list_fn4", "entity_list_fn5"}),
        (f"{EAR}. (See § 744.11 of the EAR)", {"entity_list"}, set()),
        (f"{EAR}. (See §§ 734.9(e)(2) and 744.11 of the EAR)4", {"entity_list", "entity_list_fn4"}, set()),
        (f"{EAR}. (See §§ 734.9(e)(2) and 744.11 of the EAR)", {"entity_list"}, {"entity_list_fn4"}),
        (
            f"{EAR} with a clause of a new kind",
            {"entity_list"},
            {"entity_list_fn1", "entity_list_fn4", "entity_list_fn5"},
        ),
    ],
)
def test_words_of_the_entity_list(text: str, certain: set[str], possible: set[str]) -> None:
    """A footnote that is not read stays possible; it is neither given nor denied."""
    found = words_of(lists()["entity_list"], wording(text, "requirement"), ())
    assert (set(found[0]), set(found[1])) == (certain, possible)


def test_words_of_other_lists() -> None:
    assert words_of(lists()["sdn"], None, ("SDGT",)) == (("sdn", "sdn_744_8"), ())
    assert words_of(lists()["sdn"], None, ("CUBA",)) == (("sdn",), ())
    assert words_of(lists()["uflpa"], None, ()) == ((), ())


@needs_lists
def test_the_share_of_the_real_wordings_that_is_read() -> None:
    rows = csl_rows()
    for what, distinct, unread in (("requirement", 89, 1), ("policy", 78, 2)):
        texts = Counter(row[f"license_{what}"] for row in rows if row.get(f"license_{what}"))
        found = {text: wording(text, what) for text in texts}
        open_ones = [text for text, one in found.items() if one and one.unread]
        print(f"{what}: {distinct - len(open_ones)} of {distinct} wordings read whole")  # noqa: T201 - the share is asked for
        for text in open_ones:
            print(f"  not read: {text[:100]}")  # noqa: T201 - as above
        assert (len(texts), len(open_ones)) == (distinct, unread)
        assert all(one and (one.codes or one.unread) for one in found.values())
