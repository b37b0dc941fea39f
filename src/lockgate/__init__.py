"""Lockgate: US export rules for AI compute as dated code with citations.

>>> import lockgate
>>> lockgate.Rulebook.load().version
'2026.11.22'
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from lockgate.compiler.rulebook import Rulebook
from lockgate.engine.determine import determine
from lockgate.engine.result import Determination
from lockgate.errors import InputError, ItemsError, LockgateError, RulebookError

if TYPE_CHECKING:
    from lockgate.claims.judge import claims as judge_claims
    from lockgate.history.diff import diff as diff_rules
    from lockgate.inquiry.classification.classify import catalogue, classify
    from lockgate.inquiry.comparison.compare import compare
    from lockgate.inquiry.course.flips import flips
    from lockgate.inquiry.course.headroom import headroom
    from lockgate.inquiry.course.when import when
    from lockgate.inquiry.interview import begin as interview
    from lockgate.inquiry.look import Look
    from lockgate.inquiry.reasons.why import why
    from lockgate.inquiry.record.saved import read_saved, save
    from lockgate.inquiry.record.verify import verify
    from lockgate.memo.content import content as memo_content
    from lockgate.memo.html import html as memo_html
    from lockgate.memo.pdf import pdf as memo_pdf
    from lockgate.reading.lint import lint as lint_rules
    from lockgate.reading.search import search as search_rules

__version__ = "0.1.0"
LATER = {
    "Look": "lockgate.inquiry.look:Look",
    "interview": "lockgate.inquiry.interview:begin",
    "compare": "lockgate.inquiry.comparison.compare:compare",
    "headroom": "lockgate.inquiry.course.headroom:headroom",
    "flips": "lockgate.inquiry.course.flips:flips",
    "when": "lockgate.inquiry.course.when:when",
    "why": "lockgate.inquiry.reasons.why:why",
    "classify": "lockgate.inquiry.classification.classify:classify",
    "catalogue": "lockgate.inquiry.classification.classify:catalogue",
    "judge_claims": "lockgate.claims.judge:claims",
    "save": "lockgate.inquiry.record.saved:save",
    "read_saved": "lockgate.inquiry.record.saved:read_saved",
    "verify": "lockgate.inquiry.record.verify:verify",
    "memo_content": "lockgate.memo.content:content",
    "memo_html": "lockgate.memo.html:html",
    "memo_pdf": "lockgate.memo.pdf:pdf",
    "search_rules": "lockgate.reading.search:search",
    "diff_rules": "lockgate.history.diff:diff",
    "lint_rules": "lockgate.reading.lint:lint",
}
"""Public names that are imported when they are first used, so that one determination starts fast."""

__all__ = [
    "Determination",
    "InputError",
    "ItemsError",
    "LockgateError",
    "Look",
    "Rulebook",
    "RulebookError",
    "__version__",
    "catalogue",
    "classify",
    "compare",
    "determine",
    "diff_rules",
    "flips",
    "headroom",
    "interview",
    "judge_claims",
    "lint_rules",
    "memo_content",
    "memo_html",
    "memo_pdf",
    "read_saved",
    "save",
    "search_rules",
    "verify",
    "when",
    "why",
]


def __getattr__(name: str) -> Any:
    if name not in LATER:
        raise AttributeError(f"module 'lockgate' has no attribute '{name}'")
    module, _, attribute = LATER[name].partition(":")
    found = getattr(import_module(module), attribute)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
