"""A transaction as the text of a YAML file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import yaml

from lockgate.door.figures import is_blank, text_of

if TYPE_CHECKING:
    from collections.abc import Mapping

_PLAIN = frozenset({"tag:yaml.org,2002:int", "tag:yaml.org,2002:float", "tag:yaml.org,2002:timestamp"})
_TRUTHS = frozenset({"yes", "no", "true", "false"})
_WIDTH = 110
HEAD = "# Written by lockgate ask; `unknown` stands where nobody knew.\n"


class _Dumper(yaml.SafeDumper):
    """Numbers and days stand plain; `NO` is Norway and stays in quotes."""

    def ignore_aliases(self, data: Any) -> bool:
        """No anchors: the file is read by people."""
        del data
        return True


def _text(dumper: _Dumper, text: str) -> yaml.ScalarNode:
    tag = str(dumper.resolve(yaml.ScalarNode, text, (True, False)))  # type: ignore[no-untyped-call]  # stubs lack it
    plain = tag in _PLAIN or text in _TRUTHS
    return dumper.represent_scalar(tag if plain else "tag:yaml.org,2002:str", text)


def _list(dumper: _Dumper, found: list[Any]) -> yaml.SequenceNode:
    plain = all(isinstance(one, str) for one in found)
    return dumper.represent_sequence("tag:yaml.org,2002:seq", found, flow_style=plain)


_Dumper.add_representer(str, _text)
_Dumper.add_representer(list, _list)


def written(transaction: Mapping[str, Any]) -> str:
    """The text of a transaction file; comments of the file it came from are not kept.

    >>> print(written({"as_of": "2025-06-01", "destination": "NO", "items": [{"quantity": "8"}]}), end="")
    as_of: 2025-06-01
    destination: 'NO'
    items:
    - quantity: 8
    """
    return yaml.dump(_bare(transaction), Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=_WIDTH)


def _bare(raw: Any) -> Any:
    """Mappings, lists and texts without the places that they came from; what nobody filled in is left out."""
    if isinstance(raw, dict):
        return {str(key): _bare(value) for key, value in raw.items() if not is_blank(value)}
    if isinstance(raw, (list, tuple)):
        return [_bare(one) for one in raw]
    return str(text_of(raw))
