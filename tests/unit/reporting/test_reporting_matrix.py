"""The matrix of the self-test, as a terminal shows it."""

from __future__ import annotations

import io

from rich.console import Console

from grader import assignment as assignments
from grader.model.grade import CheckSpec
from grader.model.selftest import Level, Matrix, Trial
from grader.reporting import matrix as shown

A, B, C = "4.6/some_epochs", "4.6/ten_epochs", "4.7/all_losses_shown"
SPECS = tuple(CheckSpec(id=name, item=name[:3], points=1, looked_for=".", advice="") for name in (A, B, C))


def trial(name: str, targets: set[str], also: set[str], lost: set[str] | None) -> Trial:
    return Trial(
        name=name,
        original="reference",
        level=Level.RECORD if targets else None,
        targets=frozenset(targets),
        also=frozenset(also),
        lost=None if lost is None else frozenset(lost),
    )


def said(*trials: Trial) -> str:
    stream = io.StringIO()
    console = Console(file=stream, width=80)
    console.print(shown.matrix(Matrix(checks=SPECS, trials=trials), assignments.load("seq2seq")))
    return stream.getvalue()


def test_each_sign_stands_for_its_check() -> None:
    text = said(
        trial("reference", set(), set(), set()),
        trial("right", {B}, {A}, {A, B}),
        trial("survives", {A, B}, set(), {B}),
        trial("loses_more", {C}, set(), {B, C}),
        trial("waits", {C}, set(), None),
    )
    rows = {words[0]: words[1:] for line in text.splitlines() if (words := line.split()) and len(words) == 3}
    assert rows["right"] == ["○●", "·"]
    assert rows["survives"] == ["!●", "·"]
    assert rows["loses_more"] == ["·✗", "●"]
    assert rows["waits"] == ["··", "?"]
    assert "reference" not in rows, "what touches nothing is not listed"
    assert "Kill rate: 2 of 3 checks (67%)" in text
    assert "Mutants: 1 of 3 lose exactly what they name; 1 of code not run." in text
    assert f"- {A}: no mutant is for it" in text
    assert f"- survives should lose, and does not: {A}" in text
    assert f"- loses_more loses unexpectedly: {B}" in text
    assert max(map(len, text.splitlines())) <= 80


def test_nothing_is_to_be_mended_where_all_is_well() -> None:
    text = said(trial("reference", set(), set(), set()), trial("all", {A, B, C}, set(), {A, B, C}))
    assert "Kill rate: 3 of 3 checks (100%)" in text
    assert "Originals: reference lost nothing." in text
    assert "To be mended" not in text
