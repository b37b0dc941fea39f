"""The full answer from a dictionary: both postures, readings, missing facts, and the proof as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from benchmarks.clock import Report, once, quantile, spread
from benchmarks.inputs import cases, prepared, preparer, rulebook
from benchmarks.inputs import lines as typed_lines
from benchmarks.population import population

import lockgate
from lockgate.door.build import build
from lockgate.engine.determine import declarations_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


def run(rounds: int, generated: int, seed: int) -> Report:
    """Time every call by itself: p50 and p99 run over calls, garbage collection and all."""
    wanted: list[tuple[str, Mapping[str, Any], str]] = [
        (str(case["id"]), case["transaction"], str(case.get("posture", "enforced"))) for case in cases()
    ]
    on_cases = len(wanted)
    wanted += [(name, raw, "enforced") for name, raw in population(generated, seed)]
    for _, raw, posture in wanted:
        answer(raw, posture)
    whole: list[float] = []
    by_input: list[float] = []
    stages: dict[str, list[float]] = {"door": [], "prepare": [], "answer": [], "proof": []}
    for name, raw, posture in wanted:
        took = [once(lambda raw=raw, posture=posture: answer(raw, posture)) for _ in range(rounds)]  # type: ignore[misc]
        whole += took
        by_input.append(quantile(took, 0.5))
        for stage, micros in parts(name, raw, posture).items():
            stages[stage].append(micros)
    figures = spread([micros / 1000 for micros in whole], "ms")
    figures["calls"] = len(whole)
    figures["cases_p50_ms"] = round(quantile(by_input[:on_cases], 0.5) / 1000, 3)
    figures["generated_p50_ms"] = round(quantile(by_input[on_cases:], 0.5) / 1000, 3) if generated else 0.0
    figures |= {f"{stage}_p50_us": round(quantile(found, 0.5), 1) for stage, found in stages.items()}
    slow = sorted(zip(by_input, (name for name, _, _ in wanted), strict=True), reverse=True)[:5]
    return Report(
        figures,
        [
            f"{on_cases} cases and {generated} generated orders, {rounds} calls each, every call counted.",
            "door: dictionary to facts; prepare: to slots; answer: all from facts; proof: to_dict(explain=True).",
            "slowest: " + ", ".join(f"{name} {micros / 1000:.1f} ms" for micros, name in slow),
        ],
    )


def answer(raw: Mapping[str, Any], posture: str) -> dict[str, Any]:
    """What a user gets."""
    return lockgate.determine(raw, posture=posture, rulebook=rulebook()).to_dict(explain=True)


def parts(name: str, raw: Mapping[str, Any], posture: str) -> dict[str, float]:
    """The stages by themselves, one call each."""
    typed = build(raw, declarations_of(rulebook()))
    line = typed_lines([(name, raw)])[0]
    found = lockgate.determine(typed, posture=posture, rulebook=rulebook())
    preparer()
    todo: dict[str, Callable[[], object]] = {
        "door": lambda: build(raw, declarations_of(rulebook())),
        "prepare": lambda: prepared(line),
        "answer": lambda: lockgate.determine(typed, posture=posture, rulebook=rulebook()),
        "proof": lambda: found.to_dict(explain=True),
    }
    return {stage: once(function) for stage, function in todo.items()}
