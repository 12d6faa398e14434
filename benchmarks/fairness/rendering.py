"""The table of how far notebooks got."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from benchmarks.fairness.reach import Reach
from grader.model.attempt import Attempt

STEPS = ("loaded", "trained", "translated", "ended")
LONGEST = 160  # characters of a reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    name: str
    bare: Reach
    harness: Reach
    charged: tuple[str, ...]
    """Checks that failed for a stop that was none of the student's."""
    attempts: tuple[Attempt, ...]
    seconds: float
    """Of the run under the harness that was kept."""


def render(rows: Sequence[Row], budget: float) -> str:
    """A Markdown table, and what it comes to."""
    lines = [
        f"Bare, and under the harness with a budget of {budget:g} minutes: data **l**oaded, **t**rained, "
        "**x** translated, run to its **e**nd.",
        "",
        "| notebook | bare | stopped by | harness | seconds | run as | stopped by | charged |",
        "|---|---|---|---|--:|---|---|---|",
    ]
    lines += [_line(row) for row in rows]
    reached = {
        step: (sum(getattr(r.bare, step) for r in rows), sum(getattr(r.harness, step) for r in rows)) for step in STEPS
    }
    counts = [f"{step}: {alone} bare, {under}" for step, (alone, under) in reached.items()]
    charged = sum(len(row.charged) for row in rows)
    lines += ["", f"Of {len(rows)}: {'; '.join(counts)} under the harness. Checks charged for machinery: {charged}."]
    return "\n".join(lines) + "\n"


def _line(row: Row) -> str:
    kept = next((one for one in row.attempts if one.kept), Attempt())
    run_as = kept.keras + (f", {kept.columns} columns" if kept.columns else "")
    cells = (
        row.name,
        _signs(row.bare),
        _short(row.bare.why),
        _signs(row.harness),
        f"{row.seconds:.0f}",
        run_as,
        _short(row.harness.why),
        ", ".join(row.charged),
    )
    return "| " + " | ".join(cells) + " |"


def _signs(reach: Reach) -> str:
    return "".join(sign if getattr(reach, step) else "·" for sign, step in zip("ltxe", STEPS, strict=True))


def _short(text: str) -> str:
    text = " ".join(text.split()).replace("|", "\\|").replace("`", "'")
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"
