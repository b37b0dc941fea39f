"""The one place that reaches the network: a list file by its address, bounded in time and size.

https only (http for this machine itself), and no redirect to another host: who answers for a list is who was asked.
"""

from __future__ import annotations

import ipaddress
import urllib.error
import urllib.request
from email.utils import parsedate_to_datetime
from http.client import HTTPException
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from lockgate.errors import InputError
from lockgate.parties.lists.files import RawFile
from lockgate.parties.lists.tables import limits

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

_CHUNK = 1 << 16
_AGENT = "lockgate (restricted-party list update)"


class _SameHost(urllib.request.HTTPRedirectHandler):
    """Redirects within the host that was asked; any other is refused."""

    def redirect_request(self, req: Any, fp: Any, code: int, msg: str, headers: Any, newurl: str) -> Any:  # noqa: PLR0913, PLR0917 - as the library calls it
        """The next request, or `InputError`."""
        check_url(newurl)
        if urlsplit(newurl).hostname != urlsplit(req.full_url).hostname:
            raise InputError(f"the server sends on to another host: {urlsplit(newurl).hostname}", place=req.full_url)
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def check_url(url: str) -> None:
    """`InputError` unless the address is https, or http on this machine.

    >>> check_url("https://example.org/list.csv")
    """
    parts = urlsplit(url)
    if parts.scheme == "https" and parts.hostname:
        return
    if parts.scheme == "http" and parts.hostname and _is_loopback(parts.hostname):
        return
    raise InputError("lists are fetched by https only", place=url)


def fetch(
    url: str,
    name: str,
    *,
    seconds: float | None = None,
    most: int | None = None,
    step: Callable[[int, int], None] = lambda _done, _all: None,
) -> RawFile:
    """The file at an address.

    Args:
        url: https, or http on this machine.
        name: what the file is called from then on.
        seconds: longest wait for the server; None takes the setting of the room.
        most: most bytes; None takes the setting.
        step: called with the bytes that came and those announced (0 if unknown).

    Errors: `InputError` for anything but a whole file: no answer, an error status, too large, cut short.
    """
    check_url(url)
    most = limits().fetch_bytes if most is None else most
    request = urllib.request.Request(url, headers={"User-Agent": _AGENT, "Accept-Encoding": "identity"})  # noqa: S310 - the scheme was checked
    own = _is_loopback(urlsplit(url).hostname or "")
    opener = urllib.request.build_opener(_SameHost, urllib.request.ProxyHandler({} if own else None))
    try:
        with opener.open(request, timeout=limits().fetch_seconds if seconds is None else seconds) as answer:
            announced = int(answer.headers.get("Content-Length") or 0)
            if announced > most:
                raise InputError(f"the file is too large: {announced} bytes, {most} are allowed", place=url)
            content = _read(answer, announced, most, url, step)
            return RawFile(name, content, url, _modified(answer.headers.get("Last-Modified")))
    except urllib.error.HTTPError as error:
        error.close()
        raise InputError(f"the server answers {error.code} {error.reason}", place=url) from None
    except (OSError, HTTPException, ValueError) as error:
        why = getattr(error, "reason", None) or error
        raise InputError(
            f"cannot fetch the list: {why}",
            place=url,
            hint="fetch the file by other means and use lockgate lists import FILE",
        ) from None


def _read(answer: Any, announced: int, most: int, url: str, step: Callable[[int, int], None]) -> bytes:
    content = bytearray()
    while chunk := answer.read(_CHUNK):
        content += chunk
        if len(content) > most:
            raise InputError(f"the file is too large: more than {most} bytes", place=url)
        step(len(content), announced)
    if announced and len(content) < announced:
        raise InputError(f"the file came cut short: {len(content)} of {announced} bytes", place=url)
    return bytes(content)


def _modified(text: str | None) -> date | None:
    try:
        return parsedate_to_datetime(text).date() if text else None
    except ValueError:
        return None


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
