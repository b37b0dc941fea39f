"""Fetching, against a server on this machine: whole files only, from the host that was asked."""

from __future__ import annotations

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

import pytest

from lockgate.errors import InputError
from lockgate.parties.lists.fetch import check_url, fetch

if TYPE_CHECKING:
    from collections.abc import Iterator

BODY = b"one,two\n" * 100


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        where = {"/away": "http://127.0.0.2:1/list", "/here": "/list", "/plain": "http://example.org/list"}
        if self.path in where:
            self.send_response(302)
            self.send_header("Location", where[self.path])
            self.end_headers()
        elif self.path == "/missing":
            self.send_error(404)
        elif self.path == "/hang":
            threading.Event().wait(2)
        else:
            self.send_response(200)
            self.send_header("Last-Modified", "Thu, 01 Oct 2026 05:00:00 GMT" if self.path == "/list" else "soon")
            if self.path != "/endless":
                self.send_header("Content-Length", str(len(BODY) * (2 if self.path == "/cut" else 1)))
            self.end_headers()
            self.wfile.write(BODY)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is the library's
        """Say nothing."""


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """A server on this machine."""
    found = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    found.daemon_threads = True
    thread = threading.Thread(target=found.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{found.server_port}"
    found.shutdown()
    found.server_close()
    thread.join()


def test_a_file_comes_whole_with_its_day(server: str) -> None:
    steps: list[tuple[int, int]] = []
    raw = fetch(f"{server}/list", "list.csv", step=lambda done, total: steps.append((done, total)))
    assert (raw.name, raw.content, raw.url) == ("list.csv", BODY, f"{server}/list")
    assert raw.modified is not None
    assert raw.modified.isoformat() == "2026-10-01"
    assert steps[-1] == (len(BODY), len(BODY))
    assert fetch(f"{server}/here", "x").content == BODY
    assert fetch(f"{server}/other", "x").modified is None


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("/away", "sends on to another host"),
        ("/plain", "by https only"),
        ("/missing", "answers 404"),
        ("/cut", r"cut short: 800 of 1600|cannot fetch the list"),
        ("/hang", "cannot fetch the list"),
    ],
)
def test_anything_less_is_an_error(server: str, path: str, reason: str) -> None:
    with pytest.raises(InputError, match=reason):
        fetch(server + path, "x", seconds=0.5)


@pytest.mark.parametrize("path", ["/list", "/endless"])
def test_a_file_that_is_too_large(server: str, path: str) -> None:
    with pytest.raises(InputError, match="too large"):
        fetch(server + path, "x", most=700)


def test_nobody_answers() -> None:
    with pytest.raises(InputError, match="cannot fetch the list"):
        fetch("http://127.0.0.1:9/list", "x", seconds=0.5)


@pytest.mark.parametrize("url", ["http://example.org/x", "ftp://example.org/x", "file:///etc/hosts", "x", "https://"])
def test_only_https_or_this_machine(url: str) -> None:
    with pytest.raises(InputError, match="by https only"):
        check_url(url)


def test_this_machine_and_https_are_fine() -> None:
    for url in ("https://example.org/x", "http://localhost:1/x", "http://[::1]/x"):
        check_url(url)
