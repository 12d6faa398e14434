"""What was expected against what was seen: a sentence for each difference."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from grader.model.evidence import CellEnd, RunEnd
from tests.hostile.expected import Expected, Row
from tests.hostile.seen import Judged, Outside, Seen

SHORT = 160  # characters of what was shown


def differences(row: Row, seen: Seen, outside: Outside, backend: str) -> tuple[str, ...]:
    """Empty where the row is at its outcome, under rules that hold for all rows and those of its own."""
    if rules := tuple(_rules(seen, outside, row.expected, backend)):
        return rules
    expected = row.expected
    if expected.refused is not None:
        if not seen.refused:
            return ("it should have been refused, and was read",)
        return tuple(_lacking(expected.refused.says, (seen.refused,), "the refusal"))
    if seen.refused:
        return (f"it was refused: {seen.refused}",)
    found = list(_ran(expected, seen)) if expected.stage != "intake" else []
    return (*found, *(_graded(expected, seen) if expected.stage == "grade" else ()))


def _rules(seen: Seen, outside: Outside, expected: Expected, backend: str) -> Iterator[str]:
    """What holds for every row: the grader lives, nothing is left, touched, called or told."""
    if outside.overdue:
        yield f"the grader did not end within {expected.wall} seconds"
    elif seen.crash:
        yield f"the grader crashed: {seen.crash.strip().splitlines()[-1]}\n{seen.crash}"
    elif outside.exit_code or seen == Seen():
        yield f"the grader's process ended with {outside.exit_code}: {outside.log.strip()[-500:]}"
    elif outside.log.strip():
        yield f"the grader said on its own account: {outside.log.strip()[-500:]}"
    if seen.left:
        yield f"processes were left: {'; '.join(seen.left)}"
    if outside.contacts:
        yield f"{outside.contacts[0]} ({len(outside.contacts)} in all)"
    if outside.leaks:
        yield f"the secret stands in {', '.join(outside.leaks)}"
    if outside.hidden:
        yield f"what students must not see stands in {', '.join(outside.hidden)}"
    if outside.changed:
        yield f"changed outside of the run: {', '.join(outside.changed[:8])}"
    if outside.remains and backend != "none":
        yield f"left in the folder for temporary files: {', '.join(outside.remains[:8])}"
    if seen.end is RunEnd.MACHINERY and RunEnd.MACHINERY not in expected.run.ends:
        yield f"the run is called the grader's own fault: {' '.join(seen.sentences)}"


def _ran(expected: Expected, seen: Seen) -> Iterator[str]:
    run = expected.run
    if seen.end not in run.ends:
        yield f"the run should have ended as {' or '.join(run.ends)}, and ended as {seen.end}: {_short(seen.sentences)}"
    yield from _lacking(run.says, seen.sentences, "what the student is told")
    for index, ends in run.cells.items():
        allowed = (ends,) if isinstance(ends, CellEnd) else ends
        end = seen.cells.get(int(index))
        if end not in allowed:
            yield f"cell {index} should have ended as {' or '.join(allowed)}, and ended as {end}"
    for index, texts in run.shows.items():
        yield from _lacking(texts, (seen.shown.get(int(index), ""),), f"what cell {index} showed")
    for text in run.never:
        for cell, shown in seen.shown.items():
            if text in shown:
                line = next((line for line in shown.splitlines() if text in line), text)
                yield f"cell {cell} showed {line[:SHORT]!r}"
    if run.peak_mb is not None and seen.peak_mb > run.peak_mb:
        yield f"it came to {seen.peak_mb} MB of memory, and {run.peak_mb} were allowed"


def _graded(expected: Expected, seen: Seen) -> Iterator[str]:
    grade = expected.grade
    for name in grade.zero:
        one = _judged(seen, name)
        if one is None or one.earned:
            yield f"{name} should earn nothing, and {_told(one)}"
    for name in grade.earns:
        one = _judged(seen, name)
        if one is None or one.earned != one.possible:
            yield f"{name} should earn all its points, and {_told(one)}"
    for name in grade.ungradable:
        one = _judged(seen, name)
        if one is None or one.status != "ungradable":
            yield f"{name} should be ungradable, and {_told(one)}"
    for name, texts in grade.found.items():
        one = _judged(seen, name)
        yield from _lacking(texts, (one.found if one else "",), f"what was found for {name}")
    if grade.score is not None and seen.score != grade.score:
        lost = (f"{name} ({_told(one)})" for name, one in seen.judged.items() if "/" in name and not one.earned)
        yield f"the score should be {grade.score}, and is {seen.score}; lost: {'; '.join(lost)}"
    if grade.flagged is not None and bool(seen.reasons) is not grade.flagged:
        yield f"it should {'' if grade.flagged else 'not '}be flagged; reasons: {_short(seen.reasons)}"
    yield from _lacking(grade.flag, seen.reasons, "the reasons to look")
    yield from _lacking(grade.report, (seen.report,), "the report")


def _judged(seen: Seen, name: str) -> Judged | None:
    return seen.judged.get(name)


def _told(one: Judged | None) -> str:
    if one is None:
        return "there is no such item or check"
    return f"is {one.status} with {one.earned} of {one.possible}: {one.found[:300]}"


def _lacking(wanted: str | tuple[str, ...], texts: Iterable[str], where: str) -> Iterator[str]:
    together = "\n".join(texts)
    for text in (wanted,) if isinstance(wanted, str) else wanted:
        if text not in together:
            shown = together if len(together) < 4 * SHORT else "…" + together[-4 * SHORT :]
            yield f"{text!r} is not in {where}: {shown!r}"


def _short(texts: Iterable[str]) -> str:
    return " ".join(text for text in texts if text)[: 3 * SHORT] or "none"


def in_few_words(expected: Expected, seen: Seen) -> str:
    """What happened, for the table."""
    if seen.crash or seen == Seen():
        return "the grader failed"
    if seen.refused:
        return seen.refused[:SHORT]
    parts = [str(seen.end)] if seen.end is not None else ["read"]
    ends = [str(end) for end in seen.cells.values() if end is not CellEnd.OK]
    if ends:
        parts.append(f"{len(seen.cells) - len(ends)} of {len(seen.cells)} cells ran")
    if expected.stage != "grade":
        shown = [
            text for texts in expected.run.shows.values() for text in ((texts,) if isinstance(texts, str) else texts)
        ]
        parts += [f"“{text}”" for text in shown[:2]]
    else:
        parts.append(f"score {seen.score}")
        parts += [f"{name} {one.earned}/{one.possible}" for name in expected.grade.zero if (one := _judged(seen, name))]
    if seen.reasons:
        parts.append("a person looks")
    return ", ".join(parts)[: 2 * SHORT]
