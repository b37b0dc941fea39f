"""A transaction from a few words: a chip, a country, perhaps a buyer. Baselines fill in the rest, visibly."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lockgate.compiler.fields import nearest
from lockgate.engine.determine import declarations_of
from lockgate.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lockgate.compiler.rulebook import Rulebook

BASELINES = ("ordinary-course", "ordinary-export")


def order(  # noqa: PLR0913 - the words that describe an order
    book: Rulebook,
    *,
    chip: str,
    to: str,
    kind: str = "",
    circuits: str = "",
    quantity: str = "",
    headquarters: str = "",
    parent: str = "",
    used: Mapping[str, str] | None = None,
    stated: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """A raw transaction: an ordinary export of a chip to a buyer in a country.

    Nothing is assumed about where the buyer is headquartered or who owns it. ``used`` says what was drawn already from
    an account of the rulebook (``{"lpp": "5 million TPP"}``), ``stated`` any other fact by its path
    (``{"consignee.veu": "nveu"}``). The day is that on which the law was last reviewed, unless stated.

    Errors: `InputError` for an account that no provision has, or a path that cannot be set.

    >>> from lockgate.engine.determine import default_rulebook
    >>> raw = order(default_rulebook(), chip="nvidia-h100-sxm", to="CH", parent="CH", used={"lpp": "1000"})
    >>> raw["parties"]["consignee"], raw["history"]
    ({'location': 'CH', 'ultimate_parent': 'CH'}, {'lpp_tpp_this_year': '1000'})
    """
    item = {"chip": chip, "kind": kind, "circuits": circuits, "quantity": quantity}
    buyer = {"location": to, "headquarters": headquarters, "ultimate_parent": parent}
    raw: dict[str, Any] = {
        "as_of": book.current_to.isoformat(),
        "base": list(BASELINES),
        "destination": to,
        "item": {key: value for key, value in item.items() if value},
        "parties": {"consignee": {key: value for key, value in buyer.items() if value}},
    }
    for account, amount in (used or {}).items():
        _put(raw, used_by(book, account), amount)
    roles = declarations_of(book).roles
    for path, value in (stated or {}).items():
        _put(raw, f"parties.{path}" if path.partition(".")[0] in roles else path, value)
    return raw


def used_by(book: Rulebook, account: str) -> str:
    """The fact that says what was used of an account."""
    quotas = [one.quota for one in book.source.provisions.values() if one.quota is not None and one.quota.used]
    known = {quota.account: quota.used for quota in quotas}
    if account not in known:
        hint = nearest(account, known) or f"accounts are {', '.join(sorted(known)) or 'none'}"
        raise InputError(f"no provision has an account '{account}'", place="--used", hint=hint)
    return known[account]


def _put(raw: dict[str, Any], path: str, value: str) -> None:
    *way, last = path.split(".")
    place = raw
    for step in way:
        place = place.setdefault(step, {})
        if not isinstance(place, dict):
            raise InputError(f"'{path}' cannot be set", place="--set", hint="write a path such as consignee.veu=nveu")
    place[last] = value
