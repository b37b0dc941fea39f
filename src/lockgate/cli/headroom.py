"""`lockgate headroom`: how many may be sent, under what, and where the answer changes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from lockgate.cli.options import AsJson, RulebookDir, With  # noqa: TC001 - typer reads the annotations
from lockgate.cli.single import AsOf, KnownAt, Line, Posture, Readings, look_of, read_single
from lockgate.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from fractions import Fraction

    from rich.console import RenderableType

    from lockgate.inquiry.course.accounts import Account, Amount, Room
    from lockgate.inquiry.course.accounts import Line as DueLine
    from lockgate.inquiry.course.headroom import Headroom, PostureRoom, Stretch

File = Annotated[str | None, typer.Argument(metavar="[FILE|-]", help="A transaction; or describe one by options.")]
_COUNTRY = "COUNTRY"


def command(  # noqa: PLR0913, PLR0917 - a command line has many options
    source: File = None,
    chip: Annotated[str | None, typer.Option(metavar="CHIP", help="A chip of the catalogue, by id or name.")] = None,
    to: Annotated[str | None, typer.Option(metavar=_COUNTRY, help="Where it goes.")] = None,
    buyer: Annotated[
        str | None, typer.Option(metavar=_COUNTRY, help="Where the buyer is headquartered and ultimately owned.")
    ] = None,
    headquarters: Annotated[str | None, typer.Option(metavar=_COUNTRY, help="Only where it is headquartered.")] = None,
    parent: Annotated[str | None, typer.Option(metavar=_COUNTRY, help="Only where its ultimate parent is.")] = None,
    kind: Annotated[str | None, typer.Option(help="ic, die, board or server.")] = None,
    circuits: Annotated[str | None, typer.Option(metavar="N", help="Circuits in one unit.")] = None,
    quantity: Annotated[
        str | None, typer.Option(metavar="N", help="Units that are meant to go; one if left out.")
    ] = None,
    used: Annotated[
        list[str] | None, typer.Option(metavar="ACCOUNT=TPP", help="Used before, such as lpp=5000000 (repeatable).")
    ] = None,
    set_: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="PATH=VALUE", help="Any other fact, such as consignee.veu=nveu (repeatable)."),
    ] = None,
    item: Annotated[int | None, typer.Option(metavar="N", help="Which of several items, from 1.")] = None,
    line: Line = None,
    as_of: AsOf = None,
    posture: Posture = "enforced",
    known_at: KnownAt = None,
    reading: Readings = None,
    overlays: With = None,
    rulebook: RulebookDir = None,
    as_json: AsJson = False,
) -> None:
    """How many may be sent under each authorization, and up to which quantity the answer stays."""
    from lockgate.inquiry.course.headroom import headroom
    from lockgate.inquiry.course.order import order

    look = look_of(
        as_of=as_of, posture=posture, known_at=known_at, readings=reading, overlays=overlays, rulebook=rulebook
    )
    described = {
        "--chip": chip, "--to": to, "--buyer": buyer, "--headquarters": headquarters, "--parent": parent,
        "--kind": kind, "--circuits": circuits, "--quantity": quantity, "--used": used, "--set": set_,
    }  # fmt: skip
    if source is not None:
        given = [name for name, value in described.items() if value]
        if given:
            raise InputError("a file and options both describe the transaction", place=given[0], hint="use one of them")
        transaction = read_single(source, look, line).transaction
    else:
        if not chip or not to:
            hint = "lockgate headroom --chip nvidia-h100-sxm --to CH, or lockgate headroom FILE"
            raise InputError("which chip, and to where?", place="--to" if chip else "--chip", hint=hint)
        raw = order(
            look.book,
            chip=chip,
            to=to,
            kind=kind or "",
            circuits=circuits or "",
            quantity=quantity or "",
            headquarters=headquarters or buyer or "",
            parent=parent or buyer or "",
            used=pairs(used, "--used"),
            stated=pairs(set_, "--set"),
        )
        transaction = look.typed(raw)
    _print(headroom(transaction, look, item), as_json=as_json)


def pairs(stated: Iterable[str] | None, option: str) -> dict[str, str]:
    """`NAME=VALUE` pairs.

    >>> pairs(["lpp=5000000"], "--used")
    {'lpp': '5000000'}
    """
    found = {}
    for text in stated or ():
        name, sign, value = text.partition("=")
        if not sign or not name.strip() or not value.strip():
            raise InputError(f"'{text}' is no pair", place=option, hint=f"write {option} NAME=VALUE")
        found[name.strip()] = value.strip()
    return found


def _print(found: Headroom, *, as_json: bool) -> None:
    import json

    from lockgate.cli.paper import paper, put

    if as_json:
        typer.echo(json.dumps(found.to_dict(), indent=2, ensure_ascii=False))
        return
    put(paper(), *_whole(found))


def _whole(found: Headroom) -> Iterator[RenderableType]:
    from rich.text import Text

    from lockgate.cli.paper import QUIET, STRONG, rows, section

    yield Text.assemble((found.label, STRONG), f" on {found.as_of}, under rulebook {found.rulebook['version']}")
    yield Text(f"one unit holds {_many(found.circuits, 'circuit')} with {found.tpp} TPP together")
    for one in found.postures:
        yield from _posture(found, one)
    if found.needed:
        yield section("What would make it exact", rows([(fact, f"{ask} ({who})") for fact, ask, who in found.needed]))
    if found.assumed:
        yield section("Assumed", *(Text(line) for line in assumed(found.assumed)))
    for note in found.notes:
        yield Text(f"note: {note}", QUIET)


def assumed(filled: Iterable[tuple[str, str, str]]) -> Iterator[str]:
    """What baselines filled in, a line for each of them."""
    by_why: dict[str, list[str]] = {}
    for fact, value, why in filled:
        by_why.setdefault(why, []).append(f"{fact} {value}")
    return (f"{why}: {'; '.join(facts)}" for why, facts in by_why.items())


def _posture(found: Headroom, one: PostureRoom) -> Iterator[RenderableType]:
    from rich.text import Text

    from lockgate.cli.paper import STRONG, rows, section
    from lockgate.cli.words import STYLES

    style = f"{STRONG} {STYLES.get(one.now.outcome or '', '')}".strip()
    quantity = "one unit" if found.quantity in ("", "1") else f"{found.quantity} units"
    yield Text()
    yield Text.assemble((f"{one.posture}, {quantity}: ", STRONG), (one.now.words, style))
    yield Text(f"  {_stays(found, one)}")
    if one.rooms:
        lines = [(room.code or room.id, "\n".join(_room(found, room))) for room in one.rooms]
        yield section("How many, under what", rows(lines))
    if one.lines:
        due = [(_from(line.maybe_from, line.sure_from), "\n".join(_due(found, line))) for line in one.lines]
        yield section("What more is due, from which quantity", rows(due))
    if len(one.pieces) > 1:
        lines = [
            (
                piece.shown,
                "\n".join([_answer(before, piece), *(f"because of {cause.words}" for cause in piece.because)]),
            )
            for before, piece in zip((None, *one.pieces), one.pieces, strict=False)
        ]
        yield section("The answer by quantity", rows(lines, ("units", "answer")))
    if not all(piece.proven for piece in one.pieces):
        yield Text("  facts are open: between their ends, some of these quantities were looked at, not proven")


def _answer(before: Stretch | None, piece: Stretch) -> str:
    """The answer of a row; where its words are those of the row above, what else differs."""
    from lockgate.inquiry.course.stand import difference

    if before is None or before.stand.words != piece.stand.words:
        return piece.stand.words
    return difference(before.stand, piece.stand)


def _stays(found: Headroom, one: PostureRoom) -> str:
    if one.crosses:
        return "the stated quantities lie across several answers, see below; this is the one for the least of them"
    below = f", and down to {one.stays_from:,}" if one.stays_from > 1 else ""
    if one.stays_to is None:
        return f"stays so for any larger quantity{below}"
    return f"stays so up to {_units(found, one.stays_to)}{below}"


def _units(found: Headroom, units: int) -> str:
    """`1,699 units (1,699 circuits, 26,898,568 TPP)`."""
    many = _many(found.circuits_in(units), "circuit")
    return f"{units:,} {'unit' if units == 1 else 'units'} ({many}, {found.tpp_of(units)} TPP)"


def _room(found: Headroom, room: Room) -> Iterator[str]:
    """How many, under which provision, and how the account stands."""
    from lockgate.engine.spoken import spoken

    policy = f"{spoken(room.policy)} for a licence: " if room.policy else ""
    yield f"{policy}{_room_units(found, room)}"
    yield f"{room.name} [{room.cite}]"
    account = room.account
    if account is None:
        return
    state = f", limit {_plain(account.limit)} TPP, used {account.used}, left {_left(account)}" if account.left else ""
    yield f"account {account.name}, for each {' and '.join(account.per)}{state}"
    if room.by_account is not None and room.most is None:
        yield f"what is left holds {_between(*room.by_account)}; the condition of the provision does not look at it"
    if account.used is not None and not account.used.known:
        yield f"ask the {account.known_by}: {account.ask}"


def _room_units(found: Headroom, room: Room) -> str:
    """`up to 1,699 units`, or bounds with what would settle them."""
    if room.sure == room.most:
        own = " by its own condition" if room.by_account else ""
        return f"any quantity{own}" if room.most is None else f"up to {_units(found, room.most)}"
    most = "perhaps any quantity" if room.most is None else f"at most {_units(found, room.most)}"
    least = f"{room.sure:,} for certain" if room.sure else "none for certain"
    used = room.account.used if room.account else None
    if room.if_least is None or used is None:
        return f"{most}; {least}"
    exactly = "exactly " if room.if_least == room.most else ""
    nothing = "nothing" if not used.low else f"no more than {_plain(used.low)} TPP"
    return f"{most}; {least}; {exactly}{room.if_least:,} if {nothing} was used"


def _left(account: Account) -> str:
    left = account.left
    if left is None or left.known or left.low:
        return str(left)
    return f"at most {_plain(left.high)}"


def _between(least: int, most: int | None) -> str:
    if most is None:
        return f"at least {least:,} units"
    return f"{most:,} units" if least == most else f"{least:,} to {most:,} units"


def _due(found: Headroom, line: DueLine) -> Iterator[str]:
    at = found.tpp_of(line.sure_from or line.maybe_from)
    yield f"{line.of}: {line.text} [{line.cite}]"
    yield f"when {line.condition}; that quantity has {at} TPP"


def _from(maybe: int, sure: int | None) -> str:
    if maybe == sure:
        return f"from {maybe:,}"
    return f"perhaps from {maybe:,}" + (f",\ncertainly from {sure:,}" if sure else "")


def _many(amount: Amount, word: str) -> str:
    return f"{amount} {word if amount.low == 1 and amount.high in {1, None} else word + 's'}"


def _plain(number: Fraction | None) -> str:
    from lockgate.inquiry.course.axis import exact

    return "unknown" if number is None else exact(number)
