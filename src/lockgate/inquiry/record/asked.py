"""The question of a transaction in words: may these items go to these parties, there, for that use, on that day?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lockgate.door.chips import bounds
from lockgate.door.model import Categorical, Interval, SetValue, Text
from lockgate.engine.spoken import spoken

if TYPE_CHECKING:
    from datetime import date

    from lockgate.door.declarations import Declarations
    from lockgate.door.model import Element, Item, Transaction, Value

_ACTS = {
    "export": "be exported",
    "export_from_abroad": "be exported from abroad",
    "reexport": "be reexported",
    "transfer": "be transferred within the country",
    "deemed_export": "be released to a foreign person (deemed export)",
    "deemed_reexport": "be released to a foreign person abroad (deemed reexport)",
    "remote_access": "be used by remote access",
    "train": "be used to train a model",
    "fine_tune": "be used to fine-tune a model",
    "inference": "be used for inference",
    "storage": "be stored",
    "continued_use": "continue to be used",
    "dealing": "be dealt in",
}
_KINDS = {"ic": "integrated circuit", "hbm": "high-bandwidth memory", "weights": "model weights"}
_SUBJECTS = {
    "holder": "Does the holder of the validated end-user authorization keep the limits that apply to it",
    "applicant": "Does the applicant meet what the authorization sought asks for",
    "training_run": "Does the training run keep the limits that apply to it",
}


def asked(transaction: Transaction, day: date, declared: Declarations) -> str:
    """The question in one sentence; what nobody stated is said to be open.

    >>> from datetime import date
    >>> from lockgate.door.build import build
    >>> from lockgate.door.declarations import load
    >>> raw = {"activity": "export", "destination": "MY", "item": {"chip": "nvidia-h100-sxm", "quantity": 8}}
    >>> asked(build(raw), date(2025, 6, 1), load())
    'May 8 x NVIDIA H100 SXM5 80GB be exported to Malaysia, on 2025-06-01 (end use: not stated)?'
    """
    if transaction.subject in _SUBJECTS:
        return f"{_SUBJECTS[transaction.subject]} on {day}?"
    act = _word(transaction.values.get("activity"))
    parts = [f"May {_items(transaction)} {_ACTS.get(act, 'be dealt with (activity not stated)')}"]
    leaves = _word(transaction.values.get("shipped_from")) or _word(transaction.values.get("origin"))
    parts.append(f" from {_place(leaves, declared)}" if leaves and act in {"export", "export_from_abroad"} else "")
    parts.append(f" to {_destination(transaction.values.get('destination'), declared)}")
    parts += [f", {text}" for text in _parties(transaction, declared)]
    return "".join([*parts, f", on {day} (end use: {_use(transaction.values.get('end_use'))})?"])


def _word(value: Value | None) -> str:
    return (value.known or "") if isinstance(value, Categorical) else ""


def _place(code: str, declared: Declarations) -> str:
    name = declared.countries.get(code, code)
    return f"the {name}" if name.startswith("United ") else name


def _destination(value: Value | None, declared: Declarations) -> str:
    if not isinstance(value, Categorical):
        return "a destination not stated"
    return " or ".join(_place(code, declared) for code in sorted(value.possible))


def _items(transaction: Transaction) -> str:
    named = [_item(item) for item in transaction.items]
    return named[0] if len(named) == 1 else f"{', '.join(named[:-1])} and {named[-1]}"


def _item(item: Item) -> str:
    quantity, kind = item.values.get("item.quantity"), _word(item.values.get("item.kind"))
    many = _number(quantity) if isinstance(quantity, Interval) else ""
    text = f"{many} x {_name(item, kind)}" if many else _name(item, kind)
    counts = [one.values.get("circuit.count") for one in item.circuits.elements]
    known = [_number(one) for one in counts if isinstance(one, Interval) and one.known is not None]
    if kind and kind not in {"ic", item.label}:
        of = f", {known[0]} circuits each" if len(known) == len(counts) == 1 and known != ["1"] else ""
        return f"{text} ({spoken(kind)}{of})"
    return text


def _name(item: Item, kind: str) -> str:
    """The label; a bare kind, entry or path as people would say it."""
    if item.label.startswith("items["):
        return "item not stated"
    if item.label == kind:
        return _KINDS.get(kind, spoken(kind))
    entry = _word(item.values.get("item.stated_eccn"))
    return f"item stated as {entry}" if item.label == entry else item.label


def _number(value: Interval) -> str:
    found = bounds(value)
    return f"{int(value.known):,}" if value.known is not None and value.known.denominator == 1 else str(found)


def _parties(transaction: Transaction, declared: Declarations) -> list[str]:
    found, seen = [], set()
    for role, group in transaction.roles.items():
        for one in group.elements:
            told = _party(one, declared)
            if told:
                found.append(f"with {told} as {spoken(role)}" if told not in seen else f"also {spoken(role)}")
                seen.add(told)
    return found


def _party(one: Element, declared: Declarations) -> str:
    name = one.values.get("party.name")
    headquarters = _word(one.values.get("party.headquarters"))
    where = f"headquartered in {_place(headquarters, declared)}" if headquarters else ""
    if isinstance(name, Text):
        return f"{name.text} ({where})" if where else name.text
    return f"a party {where}" if where else ""


def _use(value: Value | None) -> str:
    words = sorted(value.certain) if isinstance(value, SetValue) else []
    return " and ".join(spoken(word) for word in words) or "not stated"
