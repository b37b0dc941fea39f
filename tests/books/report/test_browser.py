"""The pages in a real browser: nothing on its console, nothing wider than the window, help by script that works."""

from __future__ import annotations

import html
import json
import os
import re
import shutil
import subprocess
from typing import TYPE_CHECKING, Any

import pytest
from tests.books.report.made import comparison as made_comparison
from tests.books.report.made import summary as made

from lockgate.books.report import comparison_page, summary_page

if TYPE_CHECKING:
    from pathlib import Path

BROWSER = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
pytestmark = pytest.mark.skipif(BROWSER is None, reason="no chromium on this machine: apt-get install chromium")
QUIET = (
    "--headless",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-sync",
    "--disable-component-update",
    "--enable-logging=stderr",
)
WATCH = "<script>addEventListener('error', (event) => parent.said.push(event.message));</script>"
ASK = """
<!doctype html><meta charset="utf-8"><title>measure</title>
<script>var said = [];</script>
<iframe width="1200" height="900" srcdoc="PAGE"></iframe>
<iframe width="400" height="900" srcdoc="PAGE"></iframe>
<pre id="found"></pre>
<script>
addEventListener("load", () => {
  const found = [...document.querySelectorAll("iframe")].map((frame) => {
    const page = frame.contentDocument;
    const root = page.documentElement;
    const result = { wide: root.scrollWidth, room: root.clientWidth, high: root.scrollHeight };
    const head = page.querySelector("#destinations th .sort");
    if (head) {
      head.click();
      result.first = page.querySelector("#destinations tbody th").textContent;
      const input = page.querySelector(".tools input");
      if (input) {
        input.value = "singapore";
        input.dispatchEvent(new frame.contentWindow.Event("input"));
        const table = input.closest(".tools").nextElementSibling;
        result.shown = [...table.querySelectorAll("tbody tr")].filter((row) => row.getClientRects().length).length;
      }
    }
    const button = page.querySelector("#proofs button");
    if (button) button.click();
    result.proofs = page.querySelectorAll("details.proofs[open]").length;
    return result;
  });
  document.getElementById("found").textContent = JSON.stringify({ frames: found, said });
});
</script>
"""


def browse(folder: Path, *options: str, address: str) -> subprocess.CompletedProcess[str]:
    root = ["--no-sandbox"] if os.geteuid() == 0 else []
    command = [str(BROWSER), *QUIET, *root, f"--user-data-dir={folder / 'profile'}", *options, address]
    return subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)


def measured(folder: Path, text: str) -> list[dict[str, Any]]:
    """What a page is in windows of 1,200 and 400 points."""
    page = html.escape(text.replace("<head>", f"<head>{WATCH}"), quote=True)
    path = folder / "measure.html"
    path.write_text(ASK.lstrip().replace("PAGE", page), "utf-8")
    ran = browse(folder, "--dump-dom", "--virtual-time-budget=4000", address=path.as_uri())
    told = re.search(r'<pre id="found">(.*?)</pre>', ran.stdout, re.DOTALL)
    assert told, ran.stderr[-2000:]
    found = json.loads(html.unescape(told[1]))
    assert found["said"] == []
    assert "CONSOLE" not in ran.stderr, [line for line in ran.stderr.splitlines() if "CONSOLE" in line]
    frames: list[dict[str, Any]] = found["frames"]
    for frame in frames:
        assert frame["wide"] <= frame["room"], "the page scrolls sideways"
        assert frame["high"] > 900
    return frames


def test_the_summary_in_a_browser(tmp_path: Path) -> None:
    for frame in measured(tmp_path, summary_page(made(lines=900, accounts=10))):
        assert frame["first"].startswith("Argentina")
        assert frame["shown"] == 1


def test_long_words_do_not_widen_the_page(tmp_path: Path) -> None:
    found = made(lines=40, chips=("part-" + "x" * 200,), destinations=("MY", "ZZ"))
    found["source"] = ["a" * 300 + ".parquet"]
    found["accounts"][0]["key"]["ultimate_parent"] = "b" * 300
    found["examples"]["authorized"] = [{"file": "c" * 200, "row": 2, "id": "d" * 100, "line": "1", "label": "e" * 200}]
    measured(tmp_path, summary_page(found))


def test_the_comparison_in_a_browser(tmp_path: Path) -> None:
    found = made_comparison()
    assert [frame["proofs"] for frame in measured(tmp_path, comparison_page(found))] == [6, 6]


def test_a_print_is_small_and_has_pages(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text(summary_page(made(lines=900)), "utf-8")
    target = tmp_path / "page.pdf"
    browse(tmp_path, f"--print-to-pdf={target}", address=(tmp_path / "page.html").as_uri())
    data = target.read_bytes()
    assert data.startswith(b"%PDF")
    assert len(data) < 6_000_000
    assert b"/Type /Page" in data
