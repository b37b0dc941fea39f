"""Records that come back from the cache quickly: by one call with their values, without a look at each field."""

from __future__ import annotations

from typing import Any, ClassVar


class Packed:
    """Base of frozen records that are kept in the cache.

    >>> from lockgate.compiler.ir import Holds
    >>> Holds("x").__reduce__()
    (<class 'lockgate.compiler.ir.Holds'>, ('x',))
    """

    __slots__ = ()
    __match_args__: ClassVar[tuple[str, ...]] = ()

    def __reduce__(self) -> tuple[type[Any], tuple[Any, ...]]:
        """The class and its values in order."""
        return (type(self), tuple(getattr(self, name) for name in self.__match_args__))
