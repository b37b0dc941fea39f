"""One set out of several feeds: nobody twice, nobody lost, fields lent only where there is no doubt."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from tests.parties.real import LISTS, needs_lists

from lockgate.parties.lists import Store, combined, read_file, read_files
from lockgate.parties.model import Entry, ListedAddress, ListedName, Refusal, Snapshot, SnapshotMeta, Wording

if TYPE_CHECKING:
    from pathlib import Path

OLD, NEW = date(2026, 1, 1), date(2026, 2, 1)


def entry(list_id: str, name: str, **more: Any) -> Entry:
    """An entry whose id is its name."""
    fields = {"names": (ListedName(name, "primary"),), "sha256": name, **more}
    return Entry(fields.pop("id", f"{list_id}:{name}"), list_id, "x", name, **fields)


def snapshot(source: str, day: date, *entries: Entry, refusals: tuple[Refusal, ...] = ()) -> Snapshot:
    """A snapshot of a feed."""
    counts: dict[str, int] = {}
    for one in entries:
        counts[one.list_id] = counts.get(one.list_id, 0) + 1
    meta = SnapshotMeta(source, "x", (), day, "content", "", "1", counts=counts, refusals=refusals)
    return Snapshot(f"{source}-{day}", entries, meta)


def test_the_newest_state_says_who_is_listed() -> None:
    old = snapshot("bis_entity_list", OLD, entry("entity_list", "A"), entry("entity_list", "Gone"))
    new = snapshot("csl", NEW, entry("entity_list", "A"), entry("meu", "M"))
    found = combined([old, new])
    assert [one.title for one in found.entries] == ["A", "M"]
    assert found.bases == {"entity_list": new.id, "meu": new.id}


def test_empty_fields_are_lent_and_it_is_said_by_whom() -> None:
    requirement = Wording("r", ("footnote_4",))
    lender = entry("entity_list", "A", addresses=(ListedAddress("7 Road", "CN"),), requirement=requirement, sha256="z")
    base = entry("entity_list", "A", countries=("HK",), addresses=(ListedAddress("", "HK"),))
    (found,) = combined([snapshot("csl", NEW, base), snapshot("bis_entity_list", OLD, lender)]).entries
    assert (found.addresses, found.countries) == (lender.addresses, ("HK",))
    assert found.words == ("entity_list", "entity_list_fn4")
    assert dict(found.details)["lent_by"] == "bis_entity_list@2026-01-01"
    assert found.sha256 not in (base.sha256, lender.sha256)


def test_nothing_to_lend_leaves_an_entry_as_it_is() -> None:
    base = entry("meu", "A", citation="90 FR 1")
    (found,) = combined([snapshot("csl", NEW, base), snapshot("bis_meu", OLD, entry("meu", "A"))]).entries
    assert found == base


def test_aliases_are_lent_too() -> None:
    names = (ListedName("A", "primary"), ListedName("B", "strong"))
    (found,) = combined(
        [snapshot("csl", NEW, entry("meu", "A")), snapshot("bis_meu", OLD, entry("meu", "A", names=names))]
    ).entries
    assert found.names == names


def test_a_newer_state_that_is_not_whole_only_adds() -> None:
    whole = snapshot("csl", OLD, entry("sdn", "A"), entry("sdn", "B"))
    cut = snapshot("ofac_sdn", NEW, entry("sdn", "B"), entry("sdn", "C"), refusals=(Refusal("part", "x"),))
    found = combined([cut, whole])
    assert [one.title for one in found.entries] == ["A", "B", "C"]
    assert found.bases == {"sdn": whole.id}
    older_cut = snapshot("ofac_sdn", date(2025, 1, 1), entry("sdn", "C"), refusals=(Refusal("part", "x"),))
    assert [one.title for one in combined([older_cut, whole]).entries] == ["A", "B"]


def test_dates_of_an_order_are_lent_only_under_a_common_notice_and_no_later_renewal() -> None:
    def ends(base_cites: str, lender_cites: str) -> date | None:
        base = entry("denied_persons", "A", undated=True, citation=base_cites)
        lender = entry("denied_persons", "A", starts=OLD, ends=NEW, citation=lender_cites)
        (found,) = combined([snapshot("csl", NEW, base), snapshot("bis_dpl", OLD, lender)]).entries
        assert found.undated == (found.ends is None)
        return found.ends

    assert ends("90 F.R. 1 1/1/25", "90 FR 1") == NEW
    assert ends("90 FR 1", "90 FR 1; 91 FR 2") == NEW
    assert ends("90 FR 1; 92 FR 3", "90 FR 1") is None
    assert ends("90 FR 1", "91 FR 2") is None
    assert ends("", "91 FR 2") is None


def test_where_a_name_stands_twice_the_country_must_tell() -> None:
    base = [entry("entity_list", "A", id=f"e:{code}", countries=(code,)) for code in ("CN", "TR")]
    lender = [
        entry("entity_list", "A", id=f"x:{code}", countries=(code,), addresses=(ListedAddress(code, code),))
        for code in ("TR", "CN")
    ]
    found = combined([snapshot("csl", NEW, *base), snapshot("bis_entity_list", OLD, *lender)]).entries
    assert [(one.id, one.addresses[0].text) for one in found] == [("e:CN", "CN"), ("e:TR", "TR")]
    same = [entry("entity_list", "A", id=f"e:{number}", countries=("CN",)) for number in (1, 2)]
    found = combined([snapshot("csl", NEW, *same), snapshot("bis_entity_list", OLD, *lender)]).entries
    assert [one.addresses for one in found] == [(), ()]


@pytest.mark.slow
@needs_lists
def test_real_lists_together(tmp_path: Path) -> None:
    store = Store(tmp_path)
    for name in ("csl-2026-07-31.jsonl.gz", "bis_entity_list-2026-07.jsonl.gz", "bis_dpl-2026-07.jsonl.gz"):
        store.add(read_files([read_file(LISTS / name)])[0], retrieved="2026-08-01")
    found = combined([store.snapshot(one) for one in store.known()]).entries
    assert len(found) == 25_921
    bare = [one for one in found if one.address_only]
    assert len(bare) == 19
    assert all(one.addresses[0].text for one in bare)
    listed = [one for one in found if one.list_id == "entity_list"]
    assert sum(any(at.text for at in one.addresses) for one in listed) > 0.8 * len(listed)
