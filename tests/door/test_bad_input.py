"""Every bad input gives the exact place, what is wrong, and how to mend it."""

from __future__ import annotations

import pytest

from lockgate.door.build import attempt
from lockgate.door.read import parse

BAD = [
    ("destinaton: MY", "a.yaml:1, destinaton", "unknown key 'destinaton'", "did you mean destination?"),
    ("as_of: 2025-01-01\nqty: 3", "a.yaml:2, qty", "unknown key 'qty'", "known here: "),
    ("item:\n  qty: 3", "a.yaml:2, items[0].qty", "unknown key 'qty'", "did you mean quantity?"),
    (
        "parties: {consignee: {hq: MY}}",
        "a.yaml:1, parties.consignee.hq",
        "unknown key 'hq'",
        "did you mean headquarters?",
    ),
    ("parties:\n  consigne: {}", "a.yaml:2, parties.consigne", "unknown key 'consigne'", "did you mean consignee?"),
    ("schema: lockgate.transaction/2", "a.yaml:1, schema", "this is 'lockgate.transaction/2'", "this version reads"),
    ("as_of: 2025-02-30", "a.yaml:1, as_of", "there is no day 2025-02-30", "write the day as 2025-06-01"),
    ("as_of: {low: 2025-01-01}", "a.yaml:1, as_of", "as_of must be one day", "ask for each day by itself"),
    ("\ndestination: Malasia", "a.yaml:2, destination", "unknown country 'Malasia'", "did you mean MY, Malaysia"),
    ("activity: exprot", "a.yaml:1, activity", "unknown word 'exprot'", "did you mean export"),
    ("item: {quantity: 0}", "a.yaml:1, items[0].quantity", "0 is too small", "the least is 1 units"),
    ("item: {quantity: -3}", "a.yaml:1, items[0].quantity", "-3 is too small", "the least is 1 units"),
    ("item: {tpp: NaN}", "a.yaml:1, items[0].tpp", "'NaN' is not a finite number", "write a number, or unknown"),
    ("item: {tpp: .inf}", "a.yaml:1, items[0].tpp", "'.inf' is not a finite number", "write a number, or unknown"),
    ("item:\n  tpp:\n    low: 5\n    high: 3", "a.yaml:3, items[0].tpp", "the lower bound 5 is above", "swap or mend"),
    (
        "item: {dram_bandwidth_gbs: 3 TB}",
        "a.yaml:1, items[0].dram_bandwidth_gbs",
        "'3 TB': TB is an amount",
        "3350 GB/s",
    ),
    ("item: {chip: nvidia-h100-smx}", "a.yaml:1, items[0].chip", "no chip 'nvidia-h100-smx'", "nvidia-h100-sxm"),
    ("item: {chip: [a, b]}", "a.yaml:1, items[0].chip", "a chip is one name", "list different circuits under circuits"),
    ("item: {stated_eccn: 3A090.x}", "a.yaml:1, items[0].stated_eccn", "unknown word '3A090.x'", "did you mean 3A090"),
    ("item: {}\nitems: [{}]", "a.yaml:1, item", "both item and items are given", "put all of them under items"),
    ("items: [h100]", "a.yaml:1, items[0]", "an item needs keys and values", "write chip: h100"),
    ("items: [[a]]", "a.yaml:1, items[0]", "an item needs keys and values", "write chip: ..."),
    (
        "item:\n  tpp: 5\n  circuits: [{tpp: 4}]",
        "a.yaml:2, items[0].circuits",
        "figures stand both on the item and in circuits",
        "keep the figures in circuits",
    ),
    (
        "item: {circuits: [5]}",
        "a.yaml:1, items[0].circuits[0]",
        "keys and values are expected here",
        "write key: value",
    ),
    ("parties: [a]", "a.yaml:1, parties", "parties are given by role", "such as consignee: {location: MY}"),
    ("parties: {consignee: ACME}", "a.yaml:1, parties.consignee", "a party needs keys and values", "write {name: ACME"),
    ("parties: {'*': {}}", "a.yaml:1, parties.*", "unknown key '*'", "known here: "),
    (
        "parties: {consignee: {owners: [x]}}",
        "a.yaml:1, consignee.owners[0]",
        "keys and values are expected here",
        "write key",
    ),
    (
        "parties: {consignee: {owners: {known: [], complete: perhaps}}}",
        "a.yaml:1, consignee.owners.complete",
        "'perhaps' is neither yes nor no",
        "write true, false or unknown",
    ),
    (
        "parties: {end_user: {owners: [{share: 60}]}}",
        "a.yaml:1, parties.end_user.owners[0].share",
        "60 is more than 1",
        "percent",
    ),
    ("history: 5", "a.yaml:1, history", "keys and values are expected here", "such as "),
    ("flags: kyc-03", "a.yaml:1, flags", "flags are given by their id", "such as kyc-03: raised"),
    ("flags: [[kyc-03]]", "a.yaml:1, flags", "flags are given by their id", "such as kyc-03: raised"),
    ("flags: {kyc-3: raised}", "a.yaml:1, flags.kyc-3", "there is no red flag 'kyc-3'", "did you mean kyc-"),
    (
        "flags: {zzz: raised}",
        "a.yaml:1, flags.zzz",
        "there is no red flag 'zzz'",
        "see: lockgate rules list --effect flags",
    ),
    (
        "flags: {kyc-03: perhaps}",
        "a.yaml:1, flags.kyc-03",
        "'perhaps' is no answer",
        "write raised, explained or clear",
    ),
    (
        "flags: {kyc-03: {answer: no, proof: x}}",
        "a.yaml:1, flags.kyc-03",
        "unknown key 'proof'",
        "known here: answer, evidence",
    ),
    ("base: ordinary", "a.yaml:1, base", "there is no baseline 'ordinary'", "ordinary-course"),
    (
        "end_use: [military]\nknowledge: {military_end_use: no}",
        "a.yaml:1, end_use",
        "the end use means knowledge.military_end_use, which is denied elsewhere",
        "mend end_use",
    ),
    (
        "shipment: {aboard_on: 2025-06-02, delivered_on: 2025-06-01}",
        "shipment.delivered_on",
        "shipment.delivered_on comes before shipment.aboard_on",
        "mend one of the two days",
    ),
    (
        "licences: [{valid_from: 2025-06-02, valid_to: 2025-06-01}]",
        "licences[0]",
        "licence.valid_to comes before licence.valid_from",
        "mend one of the two days",
    ),
]


@pytest.mark.parametrize(("text", "place", "message", "hint"), BAD)
def test_bad_input(text: str, place: str, message: str, hint: str) -> None:
    transaction, problems = attempt(parse(text, "a.yaml")[0])
    assert transaction is None
    assert len(problems) == 1
    assert problems[0].place == place
    assert problems[0].message.startswith(message)
    assert hint in problems[0].hint
