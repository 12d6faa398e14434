"""The figures as Markdown tables."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable, Sequence

from benchmarks.answers.judging import Judged
from benchmarks.answers.measures import Agreement, agreement, credits_of
from benchmarks.answers.routing import Routing
from benchmarks.answers.sets import Marked
from benchmarks.answers.variants import REPLACING, Row

Pairs = Sequence[tuple[Marked, Judged]]

_AGREEMENT = ("answers", "Pearson", "QWK", "mean error", "within a quarter")
SHOWN = 4
"""Reasons or items that are named in a cell."""


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table; its first column holds words, its others figures."""
    lines = ["| " + " | ".join(heads) + " |", "|---|" + "--:|" * (len(heads) - 1)]
    lines += ["| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |" for row in rows]
    return "\n".join(lines)


def number(value: float) -> str:
    """With two decimals; a dash where there is none to give."""
    return "–" if math.isnan(value) else f"{value:.2f}"


def share(part: int, whole: int) -> str:
    """In per cent, with the count; a dash of nothing."""
    return f"{100 * part / whole:.0f} % ({part})" if whole else "–"


def older(judged: dict[str, Pairs]) -> str:
    """Our marks against a person's in the sets that the concepts were tuned on."""
    return table(
        ("set", *_AGREEMENT), (_agreement(f"`{name}`", _against(pairs, _first)) for name, pairs in judged.items())
    )


def agreements(ours: Pairs) -> str:
    """Our marks against a person's: all answers, then by kind and by item."""
    rows = [_agreement("this half", _against(ours, _first))]
    both = [pair for pair in ours if pair[0].second is not None]
    if both:
        first, second = [answer.mark for answer, _ in both], [_second(answer) for answer, _ in both]
        rows.append(_agreement("this half, against the second marking", _against(both, _second)))
        rows.append(_agreement("first marking against the second", agreement(first, second)))
    parts = [table(("set", *_AGREEMENT), rows)]
    if ours:
        parts += [
            table(("kind", *_AGREEMENT), _by(ours, lambda answer: answer.kind)),
            table(
                ("item", *_AGREEMENT, "concepts right", "missed", "invented"),
                (
                    (*row, *_credits([pair for pair in ours if pair[0].item == row[0]]))
                    for row in _by(ours, lambda answer: answer.item)
                ),
            ),
        ]
    return "\n\n".join(parts)


def _first(answer: Marked) -> float:
    return answer.mark


def _second(answer: Marked) -> float:
    return answer.mark if answer.second is None else answer.second


def _against(pairs: Pairs, mark: Callable[[Marked], float]) -> Agreement:
    return agreement([mark(answer) for answer, _ in pairs], [outcome.mark for _, outcome in pairs])


def _by(pairs: Pairs, key: Callable[[Marked], str]) -> list[tuple[str, ...]]:
    return [
        _agreement(name, _against([pair for pair in pairs if key(pair[0]) == name], _first))
        for name in dict.fromkeys(key(answer) for answer, _ in pairs)
    ]


def _agreement(name: str, found: Agreement) -> tuple[str, ...]:
    figures = (found.pearson, found.kappa, found.error, found.near)
    return (name, f"{found.count}", *(number(figure) for figure in figures))


def _credits(pairs: Pairs) -> tuple[str, ...]:
    found = credits_of(pairs)
    return f"{found.right}", f"{found.missed}", f"{found.invented}"


def variants(rows: Sequence[Row]) -> str:
    """What becomes of variants of good answers."""
    heads = ("variant", "made", "pass unflagged", "earn unflagged", "sent to a person", "by", "pass in")
    return table(heads, (_variant(row) for row in rows))


def _variant(row: Row) -> tuple[str, ...]:
    made = len(row.tried)
    sent = sum(bool(each.judged.flags) for each in row.tried)
    passing = share(len(row.passing), made)
    name = f"{row.kind} ¹" if row.kind in REPLACING else row.kind
    return (
        name, f"{made}", passing, share(row.earning, made), share(sent, made), _most(row.flags), _most(row.items)
    )  # fmt: skip


def _most(counted: Counter[str]) -> str:
    return ", ".join(f"{name} × {count}" for name, count in counted.most_common(SHOWN)) or "–"


def routed(found: Routing) -> str:
    """Who is sent to a person, and who ends with nothing."""
    rows = (
        ("honest answers sent to a person, by a guard", share(len(found.flagged), found.honest), f"{found.honest}"),
        ("honest answers worth something that earn nothing", share(len(found.zeroed), found.worth), f"{found.worth}"),
        ("… and that nobody looks at", share(len(found.zeroed_silently), found.worth), f"{found.worth}"),
        (
            "worthless answers that earn something, and that nobody looks at",
            share(len(found.credited), found.worthless),
            f"{found.worthless}",
        ),
    )
    return table(("what", "share", "of"), rows)


def disagreements(pairs: Pairs, most: int) -> str:
    """The answers that are marked more than a quarter off, so many of each kind, for whoever mends the concepts."""
    lines = []
    for kind in dict.fromkeys(answer.kind for answer, _ in pairs):
        off = [(a, o) for a, o in pairs if a.kind == kind and abs(a.mark - o.mark) > 0.25]
        lines += [f"{kind}: {len(off)}"] if off else []
        lines += [f"  {a.id} ({a.item}) marked {a.mark:g}, here {o.mark:.2f}: {o.why}" for a, o in off[:most]]
    return "\n".join(lines)


def passed(rows: Sequence[Row], most: int) -> str:
    """Variants that pass, so many of each kind."""
    lines = []
    for row in rows:
        lines.append(f"{row.kind}: {len(row.passing)}")
        lines += [f"  {each.of.id} ({each.of.item}): {' '.join(each.text.split())}" for each in row.passing[:most]]
    return "\n".join(lines)
